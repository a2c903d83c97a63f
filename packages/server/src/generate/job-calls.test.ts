import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { never, scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { cancelVideoJob } from './cancel-video-job.js'
import { getVideoJobStatus } from './get-video-job-status.js'

const jobId = 'job-1'

afterEach(() => {
  vi.useRealTimers()
})

describe('getVideoJobStatus', () => {
  it('gives the report of one poll', async () => {
    const adapter = scriptedAdapter()
    const report = { jobId, status: 'processing', progress: 50, message: 'frame 1 of 2' }
    expect(await getVideoJobStatus({ adapter, jobId })).toEqual(report)
    expect(adapter.polls).toHaveLength(1)
  })

  it('adds the URL of a video that is ready', async () => {
    const expiresAt = new Date()
    const urls = [{ url: VIDEO_URL, expiresAt, usage: { seconds: 8 } }]
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }], urls })
    const done = { jobId, status: 'completed', url: VIDEO_URL, expiresAt, usage: { seconds: 8 } }
    expect(await getVideoJobStatus({ adapter, jobId })).toEqual(done)
  })

  it('gives the verdict on a job that failed', async () => {
    const adapter = scriptedAdapter({
      statuses: [{ status: 'failed', error: 'Too violent.', errorCode: 'moderated' }],
    })
    expect(await getVideoJobStatus({ adapter, jobId })).toMatchObject({
      status: 'failed',
      error: 'Too violent.',
    })
  })

  it('never calls trouble with the URL a failure of the job: it rejects, and the next call succeeds', async () => {
    const urls = [new Error('502 with key sk-secret'), { url: VIDEO_URL }]
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }], urls })
    const trouble = getVideoJobStatus({ adapter, jobId })
    await expect(trouble).rejects.toMatchObject({ code: 'unavailable', jobId, resumable: true })
    await expect(trouble).rejects.not.toThrow('sk-secret')
    expect(await getVideoJobStatus({ adapter, jobId })).toMatchObject({ status: 'completed', url: VIDEO_URL })
  })

  it("rejects with the adapter's own error", async () => {
    const missing = new VideoError('not_found', 'No such job.')
    await expect(
      getVideoJobStatus({ adapter: scriptedAdapter({ statuses: [missing] }), jobId }),
    ).rejects.toBe(missing)
  })

  it('does not hang on a provider that does', async () => {
    vi.useFakeTimers()
    const asked = getVideoJobStatus({ adapter: scriptedAdapter({ statuses: [never] }), jobId })
    const outcome = expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    await vi.advanceTimersByTimeAsync(30_000)
    await outcome
  })

  it('refuses what is no job id', async () => {
    const asked = getVideoJobStatus({ adapter: scriptedAdapter(), jobId: undefined as never })
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', message: /missing/ })
  })
})

describe('cancelVideoJob', () => {
  it.each(['canceled', 'requested', 'too_late', 'unsupported'] as const)('passes on %s', async (outcome) => {
    const adapter = scriptedAdapter({}, { cancelVideoJob: async () => outcome })
    expect(await cancelVideoJob({ adapter, jobId })).toEqual({ outcome })
  })

  it('is unsupported by an adapter that cannot', async () => {
    const { cancelVideoJob: _, ...adapter } = scriptedAdapter()
    expect(await cancelVideoJob({ adapter, jobId })).toEqual({ outcome: 'unsupported' })
  })

  it('was requested when the provider has not answered within 10 s', async () => {
    vi.useFakeTimers()
    const asked = cancelVideoJob({ adapter: scriptedAdapter({}, { cancelVideoJob: never }), jobId })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await asked).toEqual({ outcome: 'requested' })
  })

  it('rejects when the provider could not be asked', async () => {
    const cancelVideo = async () => {
      throw new Error('ECONNRESET')
    }
    const adapter = scriptedAdapter({}, { cancelVideoJob: cancelVideo })
    await expect(cancelVideoJob({ adapter, jobId })).rejects.toMatchObject({ code: 'unavailable', jobId })
  })
})
