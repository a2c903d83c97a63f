import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DocumentedServer, startServer } from './start-server.js'
import { VERDICT } from './verdict.js'

/** Videos are rendered for these tests, on a machine that has more to do. */
const PATIENT = { timeout: 50_000 }

/** A framework's testing library, and its form of the documented components. */
export interface Framework {
  /** Each mounts one of the components. */
  mount: Record<'streaming' | 'direct' | 'streamingServerFunction', () => unknown>
  waitFor(check: () => void, options: { timeout: number }): Promise<unknown>
  click(button: Element): unknown
  cleanup(): void
}

/** What the documentation promises of its client code, asked of a real server made of its server code. */
export function describeClients({ mount, waitFor, click, cleanup }: Framework): void {
  vi.setConfig({ testTimeout: 60_000 })
  let server: DocumentedServer
  const log = vi.spyOn(console, 'log')
  const pageErrors = vi.spyOn(console, 'error')

  beforeAll(async () => {
    server = await startServer()
    // The examples name the server's routes without its address.
    const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
    happyDOM.setURL(server.url)
  })
  afterAll(() => server.stop())

  beforeEach(async () => {
    log.mockReset().mockImplementation(() => {})
    pageErrors.mockReset()
    await providerIs('happy')
  })
  afterEach(() => {
    cleanup()
    expect(pageErrors).not.toHaveBeenCalled()
  })

  const providerIs = (scenario: 'happy' | 'failed') => fetch('/provider', { method: 'POST', body: scenario })
  const text = () => document.body.textContent ?? ''
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((it) => it.textContent?.trim() === name)
  const press = (name: string) => {
    const found = button(name)
    if (!found) throw new Error(`There is no button ${name}: ${document.body.innerHTML}`)
    return click(found)
  }
  const becomes = (check: () => void) => waitFor(check, PATIENT)
  const isIdle = () => {
    expect(button('Generate Video')).toHaveProperty('disabled', false)
    expect(text().trim()).toBe('Generate Video')
  }
  const isGenerating = () => expect(button('Generating...')).toHaveProperty('disabled', true)
  const showsVideo = async () => {
    await becomes(() => expect(document.querySelector('video')).not.toBeNull())
    expect(button('Generate Video')).toHaveProperty('disabled', false)
    const source = document.querySelector('video')?.getAttribute('src') ?? ''
    const file = new Uint8Array(await (await fetch(source)).arrayBuffer())
    expect(String.fromCharCode(...file.slice(4, 8)), 'an MP4').toBe('ftyp')
  }
  const shownJob = () => {
    const paragraphs = [...document.querySelectorAll('p')].map((it) => it.textContent)
    return paragraphs.find((it) => it?.startsWith('Job: '))?.slice('Job: '.length)
  }
  /** The job, its status and its progress, while it is on its way. */
  const showsTheJobOnItsWay = async () => {
    await becomes(() => {
      expect(shownJob()).toMatch(/\S/)
      expect(text()).toContain('Status: processing')
      expect(document.querySelector('progress')?.value).toBeGreaterThan(0)
      expect(document.querySelector('progress')).toHaveProperty('max', 100)
    })
    isGenerating()
  }

  describe('streaming mode', () => {
    it('shows the job, its status and its progress until the video is there, and starts over when it is cleared', async () => {
      mount.streaming()
      isIdle()
      await press('Generate Video')
      await becomes(() => expect(text()).toContain('Status: starting...'))
      isGenerating()
      await showsTheJobOnItsWay()
      const jobId = shownJob()
      await showsVideo()
      expect(log).toHaveBeenCalledWith('Job created:', jobId)
      const statuses = log.mock.calls.filter(([what]) => what === 'Status:').map(([, status]) => status)
      expect(statuses.at(0)).not.toBe('completed')
      expect(statuses.at(-1)).toBe('completed')
      await press('Clear')
      await becomes(isIdle)
    })

    it('is idle when it is canceled, and orders another video after it', async () => {
      mount.streaming()
      await press('Generate Video')
      await becomes(() => expect(shownJob()).toBeDefined())
      const canceled = shownJob()
      await press('Cancel')
      await becomes(isIdle)
      await press('Generate Video')
      await becomes(() => expect(shownJob()).toBeDefined())
      expect(shownJob()).not.toBe(canceled)
    })

    it("shows the provider's verdict", async () => {
      await providerIs('failed')
      mount.streaming()
      await press('Generate Video')
      await becomes(() => expect(text()).toContain(`Error: ${VERDICT}`))
      expect(button('Generate Video')).toHaveProperty('disabled', false)
      expect(document.querySelector('video')).toBeNull()
    })
  })

  describe('direct mode', () => {
    it('shows the video once the server has polled to the end', async () => {
      mount.direct()
      isIdle()
      await press('Generate Video')
      await becomes(isGenerating)
      await showsVideo()
    })
  })

  describe('server function streaming', () => {
    it('shows the job, its status and its progress until the video is there', async () => {
      mount.streamingServerFunction()
      isIdle()
      await press('Generate Video')
      await showsTheJobOnItsWay()
      await showsVideo()
    })
  })
}
