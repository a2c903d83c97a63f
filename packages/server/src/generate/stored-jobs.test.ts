import type { WireEvent } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { JobStore } from '../jobs/job-store.js'
import { memoryStore } from '../stores/memory-store.js'
import { outline, readEvents } from '../support/read-events.js'
import { scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { cancelVideoJob } from './cancel-video-job.js'
import { generateVideo, watchVideoJob } from './generate-video.js'
import { getVideoJobStatus } from './get-video-job-status.js'

const prompt = 'A red kite over the sea'
const running = { status: 'processing', progress: 50 } as const
const done = { status: 'completed' } as const
const stores: JobStore[] = []

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

function open(): JobStore {
  const store = memoryStore()
  stores.push(store)
  return store
}

describe('with a store', () => {
  it('a stream tells the whole run, and its job id is the one of the store', async () => {
    const store = open()
    const adapter = scriptedAdapter({ statuses: [running, done] })
    const events = await readEvents(
      generateVideo({ adapter, prompt, store, stream: true, pollingInterval: 20 }),
    )
    const names = events.map(({ type, name }) => name ?? type)
    expect(names.slice(0, 2)).toEqual(['RUN_STARTED', 'video:job:created'])
    expect(names.slice(-2)).toEqual(['generation:result', 'RUN_FINISHED'])
    const [, created] = events
    const { jobId } = (created as WireEvent).value as { jobId: string }
    expect((await store.get([jobId]))[0]).toMatchObject({ state: 'succeeded', providerJobId: 'job-1' })
    expect(outline(events)).toContainEqual([
      'generation:result',
      { jobId, status: 'completed', url: VIDEO_URL },
    ])
  })

  it('the same key orders once, also in streams at the same time', async () => {
    const store = open()
    const adapter = scriptedAdapter({ statuses: [running, done] })
    const options = { adapter, prompt, store, idempotencyKey: 'click-1', pollingInterval: 20 }
    const [one, two] = await Promise.all([
      readEvents(generateVideo({ ...options, stream: true })),
      readEvents(generateVideo({ ...options, stream: true })),
      generateVideo(options),
    ])
    expect(adapter.created).toHaveLength(1)
    expect(one?.at(-1)?.type).toBe('RUN_FINISHED')
    expect(two?.at(-1)?.type).toBe('RUN_FINISHED')
  })

  it('a job that is known is followed, asked about and canceled by its id', async () => {
    const store = open()
    const adapter = scriptedAdapter({ statuses: [running] })
    const { jobId } = await generateVideo({ adapter, prompt, store })
    const stream = watchVideoJob({ adapter, store, jobId })
    const first = await stream.next()
    expect(first.value?.type).toBe('RUN_STARTED')
    await expect
      .poll(() => getVideoJobStatus({ adapter, store, jobId }))
      .toMatchObject({ jobId, status: 'processing', progress: 50 })
    expect(await cancelVideoJob({ adapter, store, jobId })).toEqual({ outcome: 'canceled' })
    expect((await readEvents(stream)).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'canceled' })
    expect(adapter.canceled).toEqual(['job-1'])
  })

  it('a job that is unknown is not found', async () => {
    const store = open()
    const adapter = scriptedAdapter()
    expect(await readEvents(watchVideoJob({ adapter, store, jobId: 'vid_none' }))).toMatchObject([
      { type: 'RUN_ERROR', code: 'not_found' },
    ])
    await expect(getVideoJobStatus({ adapter, store, jobId: 'vid_none' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(cancelVideoJob({ adapter, store, jobId: 'vid_none' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('a verdict is told with the words of the provider', async () => {
    const store = open()
    const adapter = scriptedAdapter({ statuses: [{ status: 'failed', error: 'Too violent.' }] })
    const events = await readEvents(generateVideo({ adapter, prompt, store, stream: true }))
    expect(events.at(-1)).toMatchObject({
      type: 'RUN_ERROR',
      message: 'Too violent.',
      code: 'generation_failed',
    })
  })

  it('a reader that leaves does not end the job', async () => {
    const store = open()
    const adapter = scriptedAdapter({ statuses: [running, done] })
    const stream = generateVideo({ adapter, prompt, store, stream: true, pollingInterval: 20 })
    await stream.next()
    const created = await stream.next()
    await stream.return?.()
    const { jobId } = (created.value as WireEvent).value as { jobId: string }
    await expect
      .poll(() => getVideoJobStatus({ adapter, store, jobId }), { timeout: 10_000 })
      .toMatchObject({ url: VIDEO_URL })
  })
})
