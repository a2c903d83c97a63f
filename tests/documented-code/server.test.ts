import './support/fast-timers.js'
import type * as ours from '@reelstate/server'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type * as documented from './server/response-types.js'

vi.setConfig({ testTimeout: 60_000 })

// Every example runs when it is imported, and says on the console what came of it.

const log = vi.spyOn(console, 'log')
const logError = vi.spyOn(console, 'error')
const sora = 'sora-2'
let { openaiVideo, provider } = await import('./support/open-ai-video.js')

beforeEach(async () => {
  for (const spy of [log, logError]) spy.mockReset().mockImplementation(() => {})
  // Each test imports its examples, and their provider, for the first time.
  vi.resetModules()
  ;({ openaiVideo, provider } = await import('./support/open-ai-video.js'))
})
afterEach(() => provider.close())

/** What was logged under a label. */
const logged = (label: string) =>
  log.mock.calls.filter(([first]) => first === label).map(([, value]) => value)

/** The bytes behind a video's URL. */
async function playable(url: unknown): Promise<string> {
  const response = await provider.serve(new Request(`http://localhost${url}`))
  return Buffer.from(await response.arrayBuffer()).toString('latin1', 4, 8)
}

async function isCompleted(jobId: string): Promise<void> {
  const { getVideoJobStatus } = await import('@reelstate/server')
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
    expect(provider.orders).toEqual([expect.objectContaining({ model: sora, prompt })])
    expect(logged('Job started:')).toEqual([jobId])

    await import('./server/poll-for-status.js')
    expect(logged('Status:')[0]).toMatch(/^(pending|processing)$/)
    expect(logged('Progress:')).toHaveLength(1)

    await isCompleted(jobId)
    await import('./server/get-the-video-url.js')
    const [url] = logged('Video URL:')
    expect(await playable(url)).toBe('ftyp')
    expect(logged('Expires at:')).toEqual([expect.any(Date)])
    expect(logError).not.toHaveBeenCalled()
    expect(provider.orders).toHaveLength(1)
  })

  it('reports the error of a job that failed, and no URL', async () => {
    provider.mood = 'failing'
    await import('./server/poll-for-status.js')
    await import('./server/get-the-video-url.js')
    expect(logged('Status:')).toEqual(['failed'])
    expect(logError.mock.calls).toEqual([['Error:', 'The dog ran away.']])
    expect(logged('Video URL:')).toEqual([])
  })

  it('polls in a loop until the video is ready', async () => {
    await import('./server/polling-loop.js')
    expect(provider.orders).toEqual([
      {
        model: sora,
        prompt: 'A cat playing piano in a jazz bar',
        size: '1280x720',
        duration: 8,
        modelOptions: {},
      },
    ])
    expect(logged('Job created:')).toHaveLength(1)
    const said = log.mock.calls.map(([first]) => String(first)).filter((it) => it.startsWith('Status: '))
    expect(said.at(0)).toMatch(/^Status: (pending|processing)/)
    expect(said.some((it) => /\(\d+%\)$/.test(it))).toBe(true)
    expect(said.at(-1)).toMatch(/^Status: completed/)
    expect(await playable(logged('Video ready:')[0])).toBe('ftyp')
  })

  it('ends its loop with the error of a job that failed', async () => {
    provider.mood = 'failing'
    await expect(import('./server/polling-loop.js')).rejects.toThrow('The dog ran away.')
  })

  it("gives the size and the duration as options, or as the model's own", async () => {
    await import('./server/model-options.js')
    expect(provider.orders).toEqual([
      expect.objectContaining({ prompt: 'A beautiful sunset over the ocean', size: '1280x720', duration: 8 }),
    ])
  })

  it.each([
    ['unavailable', 'Sora API access may be required. Check your OpenAI account.'],
    ['rate limited', 'Rate limited. Please wait before trying again.'],
  ] as const)('says what to do when the provider is %s', async (mood, advice) => {
    provider.mood = mood
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([[advice]])
  })

  it('says what was not foreseen', async () => {
    provider.mood = 'broken'
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([['Unexpected error:', expect.any(Error)]])
  })

  it('says why a job failed', async () => {
    provider.mood = 'failing'
    await import('./server/error-handling.js')
    expect(logError.mock.calls).toEqual([['Generation failed:', 'The dog ran away.']])
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
