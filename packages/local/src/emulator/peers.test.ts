import { generateVideo, getVideoJobStatus, type WireEvent, watchVideoJob } from '@reelstate/server'
import { falVideo } from '@tanstack/ai-fal'
import { createOpenaiVideo } from '@tanstack/ai-openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from './start-emulator.js'

// Adapters that others wrote for TanStack AI, as they are published, inside this library's functions.

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
})
afterAll(() => emulator?.close())

const openai = () =>
  createOpenaiVideo('sora-2', 'key', { baseURL: emulator.baseURL('openai'), maxRetries: 0 })
/** Its client knows no base URL. */
const fal = () => falVideo('fal-ai/ltx-video', { apiKey: 'key', fetch: emulator.fetch })

async function eventsOf(stream: AsyncIterable<WireEvent>): Promise<WireEvent[]> {
  const events: WireEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

describe.each([
  ['@tanstack/ai-openai', openai],
  ['@tanstack/ai-fal', fal],
])('%s', (_, adapter) => {
  it('makes a video that generateVideo follows to its end, with one order', async () => {
    const before = emulator.jobs.length
    const run = generateVideo({ adapter: adapter(), prompt: 'A pond', stream: true, pollingInterval: 30 })
    const events = await eventsOf(run)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    const result = events.find((event) => JSON.stringify(event).includes('"url"'))
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(result))?.[1] ?? ''
    expect((await fetch(url)).headers.get('content-type')).toBe('video/mp4')
    expect(emulator.jobs.length - before).toBe(1)
  })

  it('is followed further by another adapter of the same kind, by the name of the job alone', async () => {
    const { jobId } = await generateVideo({ adapter: adapter(), prompt: 'A pond' })
    const later = watchVideoJob({ adapter: adapter(), jobId, pollingInterval: 30 })
    expect((await eventsOf(later)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    expect(await getVideoJobStatus({ adapter: adapter(), jobId })).toMatchObject({ status: 'completed' })
  })

  it('does not lose a job to a poll that goes wrong', async () => {
    const prompt = 'A pond #fault:poll-502'
    const run = generateVideo({ adapter: adapter(), prompt, stream: true, pollingInterval: 30 })
    expect((await eventsOf(run)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  })
})

it('says that an order of @tanstack/ai-openai without an answer may be billed', async () => {
  const before = emulator.jobs.length
  const ordered = generateVideo({ adapter: openai(), prompt: 'A pond #fault:create-cut' })
  await expect(ordered).rejects.toMatchObject({ code: 'ambiguous_create' })
  expect(emulator.jobs.length - before).toBe(1)
})
