import {
  createVideoClient,
  fetchServerSentEvents,
  type VideoClient,
  type VideoClientOptions,
} from '@reelstate/core'
import type { VideoMessageOptions } from '@reelstate/core/chat'
import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  VideoError,
  type VideoErrorCode,
} from '@reelstate/core/protocol'
import { expect, vi } from 'vitest'
import { ScriptedServer } from '../conformance/scripted-server.js'
import type { MountedMessage, MountMessage } from './binding.js'

export const says = {
  job: (offers: { cancel?: boolean } = { cancel: true }) =>
    jobCreated({ jobId: 'vid_1', reference: 'ref-1', resume: true, ...offers }),
  progress: (progress: number, more: object = {}) =>
    jobStatus({ jobId: 'vid_1', status: 'processing', progress, ...more }),
  waiting: (more: object = {}) => jobStatus({ jobId: 'vid_1', status: 'pending', ...more }),
  video: (url: string, more: object = {}) => jobResult({ jobId: 'vid_1', status: 'completed', url, ...more }),
  error: (code: VideoErrorCode, message: string) => runError(new VideoError(code, message)),
}

export const PENDING = {
  type: 'VIDEO_PENDING',
  data: { videoId: 'vid_1', message: 'The video is being made.', reference: 'ref-1' },
} as const

export const pendingPart = (data: object = {}) => ({ ...PENDING, data: { ...PENDING.data, ...data } })
export const videoPart = (videoUrl: unknown, data: object = {}) => ({
  type: 'CHAT_VIDEO',
  data: { videoUrl, ...data },
})

/** Messages on a page, and the server that they ask. */
export class Stage {
  readonly server = new ScriptedServer()
  private readonly messages = new Set<MountedMessage>()

  constructor(private readonly mountIn: MountMessage) {}

  options(more: Partial<VideoClientOptions<unknown>> = {}): VideoClientOptions<unknown> {
    const connection = fetchServerSentEvents('/api/video', { fetch: this.server.fetch })
    return { connection, ...more } as VideoClientOptions<unknown>
  }

  client(): VideoClient {
    return createVideoClient(this.options()) as VideoClient
  }

  async show(part: unknown, more: Partial<VideoMessageOptions> & { in?: ParentNode } = {}) {
    const { in: parent = document.body, ...options } = more
    const place = document.createElement('div')
    parent.append(place)
    // A framework may change it in place.
    const own = part instanceof Object ? structuredClone(part) : part
    const message = await this.mountIn(place, { part: own, client: this.options(), ...options })
    this.messages.add(message)
    const unmount = async () => {
      if (this.messages.delete(message)) await message.unmount()
    }
    return new Shown(place, { ...message, unmount })
  }

  /** A message whose job is followed, and the request that follows it. */
  async follow(more: Parameters<Stage['show']>[1] = {}) {
    const shown = await this.show(PENDING, more)
    const request = await this.server.request(1)
    request.send(says.job(), says.progress(30))
    await shown.soon(() => expect(shown.detail).toBe('30 %'))
    return { shown, request }
  }

  asked(): string[] {
    return this.server.requests.map(({ method, url }) => `${method} ${url.searchParams.get('ref')}`)
  }

  async close(): Promise<void> {
    for (const message of this.messages) await message.unmount()
    this.messages.clear()
  }
}

/** What a reader sees of one message. */
class Shown {
  constructor(
    readonly place: HTMLElement,
    readonly message: MountedMessage,
  ) {}

  private one<T extends Element = HTMLElement>(selector: string): T | null {
    return this.place.querySelector<T>(selector)
  }

  get figure(): HTMLElement {
    return this.one('figure.reelstate-video') ?? expect.fail('Nothing is shown.')
  }
  get state(): string | undefined {
    return this.one('figure')?.dataset.state
  }
  get text(): string | undefined {
    return this.one('[role=status]')?.textContent ?? undefined
  }
  get detail(): string | undefined {
    return this.one('.reelstate-video-detail')?.textContent ?? undefined
  }
  get progress(): string | null | undefined {
    return this.one('[role=progressbar]')?.getAttribute('aria-valuenow')
  }
  get video(): HTMLVideoElement {
    return this.one<HTMLVideoElement>('video') ?? expect.fail('There is no player.')
  }
  get url(): string | null {
    return this.one('video')?.getAttribute('src') ?? null
  }
  get buttons(): string[] {
    return [...this.place.querySelectorAll('button')].map(({ textContent }) => textContent ?? '')
  }

  press(name: string): void {
    const button = [...this.place.querySelectorAll('button')].find(({ textContent }) => textContent === name)
    if (!button) expect.fail(`There is no button ${name} among ${this.buttons}.`)
    button?.click()
  }

  soon(check: () => void): Promise<void> {
    return vi.waitFor(check, { interval: 5, timeout: 5_000 })
  }

  /** Waits until it is in that state, with that text. */
  async becomes(state: string, text?: string): Promise<void> {
    await this.soon(() => {
      expect([this.state, text && this.text]).toEqual([state, text])
    })
  }
}

/** Waits until no more happens by itself. */
export const calm = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))
