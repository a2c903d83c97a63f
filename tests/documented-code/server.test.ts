import './support/fast-timers.js'
import type * as ours from '@reelstate/server'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type * as documented from './server/response-types.js'
import { startProvider } from './support/start-provider.js'
import { VERDICT } from './support/verdict.js'

vi.setConfig({ testTimeout: 60_000 })

// Every example runs when it is imported, and says on the console what came of it.

const log = vi.spyOn(console, 'log')
const logError = vi.spyOn(console, 'error')
const sora = 'sora-2'
let provider: Awaited<ReturnType<typeof startProvider>>

beforeEach(async () => {
  for (const spy of [log, logError]) spy.mockReset().mockImplementation(() => {})
  // Each test imports its examples for the first time.
  vi.resetModules()
  provider = await startProvider()
})
afterEach(() => provider.close())

/** A provider that does as the scenario says, at once. */
async function providerIs(scenario: Parameters<typeof startProvider>[0]): Promise<void> {
  await provider.close()
  provider = await startProvider(scenario, 0)
}

/** What was logged under a label. */
const logged = (label: string) =>
  log.mock.calls.filter(([first]) => first === label).map(([, value]) => value)

/** The bytes behind a video's URL. */
async function playable(url: unknown): Promise<string> {
  const response = await fetch(`${url}`)
  return Buffer.from(await response.arrayBuffer()).toString('latin1', 4, 8)
}

async function isCompleted(jobId: string): Promise<void> {
  const { getVideoJobStatus } = await import('@reelstate/server')
  const { openaiVideo } = await import('@reelstate/server/openai')
  const check = async () => {
    const { status } = await getVideoJobStatus({ adapter: openaiVideo(sora), jobId })
    expect(status).toBe('completed')
  }
  await vi.waitFor(check, { timeout: 50_000, interval: 100 })
}

describe('the documented server code', () => {
  it('creates a job, reports on it, and has its URL once it is completed', async () => {
    const { jobId } = await import('./server/create-a-job.js')
    const prompt = 'A golden retriever puppy playing in a field of sunflowers'
    expect(provider.jobs).toEqual([expect.objectContaining({ model: sora, prompt })])
    expect(logged('Job started:')).toEqual([jobId])

    await import('./server/poll-for-status.js')
    expect(logged('Status:')[0]).toMatch(/^(pending|processing)$/)
    expect(logged('Progress:')).toHaveLength(1)

    await isCompleted(jobId)
    await import('./server/get-the-video-url.js')
    const [url] = logged('Video URL:')
    expect(await playable(url)).toBe('ftyp')
    // The server has the only key to the video: it comes inside its URL, which lasts.
    expect(logged('Expires at:')).toEqual([undefined])
    expect(logError).not.toHaveBeenCalled()
    expect(provider.jobs).toHaveLength(1)
  })

  it('reports the error of a job that failed, and no URL', async () => {
    await providerIs('failed')
    await import('./server/poll-for-status.js')
    await import('./server/get-the-video-url.js')
    expect(logged('Status:')).toEqual(['failed'])
    expect(logError.mock.calls).toEqual([['Error:', VERDICT]])
    expect(logged('Video URL:')).toEqual([])
  })

  it('polls in a loop until the video is ready', async () => {
    await import('./server/polling-loop.js')
    const prompt = 'A cat playing piano in a jazz bar'
    expect(provider.jobs).toEqual([
      expect.objectContaining({ model: sora, prompt, size: '1280x720', seconds: 8 }),
    ])
    expect(logged('Job created:')).toHaveLength(1)
    const said = log.mock.calls.map(([first]) => String(first)).filter((it) => it.startsWith('Status: '))
    expect(said.at(0)).toMatch(/^Status: (pending|processing)/)
    expect(said.some((it) => /\(\d+%\)$/.test(it))).toBe(true)
    expect(said.at(-1)).toMatch(/^Status: completed/)
    expect(await playable(logged('Video ready:')[0])).toBe('ftyp')
  })

  it('ends its loop with the error of a job that failed', async () => {
    await providerIs('failed')
    await expect(import('./server/polling-loop.js')).rejects.toThrow(VERDICT)
  })

  it("gives the size and the duration as options, or as the model's own", async () => {
    await import('./server/model-options.js')
    expect(provider.jobs).toEqual([
      expect.objectContaining({ prompt: 'A beautiful sunset over the ocean', size: '1280x720', seconds: 8 }),
    ])
  })

  it.each([
    ['unavailable', 'Sora API access may be required. Check your OpenAI account.'],
    ['rate-limit-create', 'Rate limited. Please wait before trying again.'],
  ] as const)('says what to do when the provider is %s', async (scenario, advice) => {
    await providerIs(scenario)
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([[advice]])
  })

  it('says what was not foreseen', async () => {
    await providerIs('moderated-create')
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([['Unexpected error:', expect.any(Error)]])
  })

  it('says why a job failed', async () => {
    await providerIs('failed')
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([['Generation failed:', VERDICT]])
  })

  it('takes a key that is given', async () => {
    const { adapter } = await import('./server/explicit-key.js')
    const { generateVideo } = await import('@reelstate/server')
    expect(await generateVideo({ adapter, prompt: 'A scene' })).toMatchObject({ model: sora })
  })

  it('has the documented response types', () => {
    expectTypeOf<ours.VideoJobResult>().toExtend<documented.VideoJobResult>()
    expectTypeOf<ours.VideoStatusResult>().toExtend<documented.VideoStatusResult>()
    expectTypeOf<ours.VideoUrlResult>().toExtend<documented.VideoUrlResult>()
    // What an adapter written by the documentation answers is what is asked of one.
    expectTypeOf<documented.VideoJobResult>().toExtend<ours.VideoJobResult>()
    expectTypeOf<documented.VideoStatusResult>().toExtend<ours.VideoStatusResult>()
    expectTypeOf<documented.VideoUrlResult>().toExtend<ours.VideoUrlResult>()
  })
})
