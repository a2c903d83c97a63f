import {
  createVideoClient,
  fetchServerSentEvents,
  type VideoClient,
  type VideoClientOptions,
  type VideoGenerateResult,
} from '@reelstate/core'
import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  VideoError,
  type VideoErrorCode,
} from '@reelstate/core/protocol'
import { createVideoQueue, type VideoQueue, type VideoQueueOptions } from '@reelstate/core/queue'
import { expect, vi } from 'vitest'
import type { Binding, MountedQueue, MountedVideo, QueueHookOptions, VideoComponent } from './binding.js'
import { FAST, ScriptedServer } from './scripted-server.js'

export const URL_1 = 'https://videos.example/1.mp4'
export const PROMPT = { prompt: 'A red kite over the sea' }

/** What a server says, in the words of the wire. */
export const says = {
  job: (offers: { resume?: boolean; cancel?: boolean } = {}) =>
    jobCreated({ jobId: 'job-1', reference: 'ref-1', ...offers }),
  followable: jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true }),
  progress: (progress: number, more: object = {}) =>
    jobStatus({ jobId: 'job-1', status: 'processing', progress, ...more }),
  video: (url = URL_1) => jobResult({ jobId: 'job-1', status: 'completed', url }),
  error: (code: VideoErrorCode, message = 'It did not work.') => runError(new VideoError(code, message)),
}

/** One behaviour's world: a server, and the pages that were opened. */
export class Stage {
  readonly server = new ScriptedServer()
  private readonly pages = new Set<MountedVideo>()
  private readonly queues = new Set<MountedQueue>()
  private readonly clients: Pick<VideoClient, 'dispose'>[] = []

  constructor(readonly binding: Binding) {}

  /** The options of a component that talks to this stage's server. */
  options<T>(more: Partial<VideoClientOptions<T>> = {}): VideoClientOptions<T> {
    const connection = fetchServerSentEvents('/api/video', { fetch: this.server.fetch })
    return { connection, ...more } as VideoClientOptions<T>
  }

  client(more: Partial<VideoClientOptions<VideoGenerateResult>> = {}): VideoClient {
    const client = createVideoClient(this.options(more)) as VideoClient
    this.clients.push(client)
    return client
  }

  /** A queue that several components may share. */
  queue(more: Partial<VideoQueueOptions> = {}): VideoQueue {
    const queue = createVideoQueue(this.queueOptions(more))
    this.clients.push(queue)
    return queue
  }

  queueOptions(more: Partial<VideoQueueOptions> = {}): VideoQueueOptions {
    const connection = fetchServerSentEvents('/api/video', { fetch: this.server.fetch })
    return { connection, ...more } as VideoQueueOptions
  }

  async mountQueue(options: QueueHookOptions): Promise<MountedQueue> {
    const page = await this.binding.mountQueue(options)
    this.queues.add(page)
    return {
      ...page,
      unmount: async () => {
        if (this.queues.delete(page)) await page.unmount()
      },
    }
  }

  async mount(
    more: Partial<VideoClientOptions<unknown>> = {},
    component: Partial<VideoComponent> = {},
  ): Promise<MountedVideo> {
    const page = await this.binding.mount({ options: this.options(more), ...component })
    this.pages.add(page)
    return {
      ...page,
      unmount: async () => {
        if (this.pages.delete(page)) await page.unmount()
      },
    }
  }

  /** A page with a job under way, and the request that it follows. */
  async underWay(more: Partial<VideoClientOptions<unknown>> = {}, component: Partial<VideoComponent> = {}) {
    const page = await this.mount(more, component)
    const outcome = page.video.generate(PROMPT)
    const request = await this.server.request(1)
    request.send(says.followable, says.progress(30))
    await vi.waitFor(() => expect(page.video.getState().progress).toBe(30), FAST)
    return { page, request, outcome }
  }

  async close(): Promise<void> {
    for (const page of this.pages) {
      page.video.dispose()
      await page.unmount()
    }
    for (const page of this.queues) {
      page.queue.dispose()
      await page.unmount()
    }
    for (const client of this.clients) client.dispose()
  }
}

/** Waits until a page shows this. */
export const shows = (page: Pick<MountedVideo, 'shown'>, expected: Record<string, unknown>): Promise<void> =>
  vi.waitFor(() => expect(page.shown()).toMatchObject(expected), FAST)

/** Waits until no more happens by itself. */
export const calm = () => new Promise((resolve) => setTimeout(resolve, 60))
