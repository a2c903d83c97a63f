import { describe, expect, it } from 'vitest'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import { changeJob, LostClaim } from './change-job.js'
import type { JobsContext } from './jobs-context.js'
import type { VideoJobRow } from './video-job.js'

/** A stored job, what changes it, and how it is stored now. */
async function storedJob() {
  const { store, clock, order } = simulatedJobs(scriptedAdapter({ statuses: [] }), { work: false })
  const { id } = await order()
  const read = async () => (await store.get([id]))[0] as VideoJobRow
  const context = { store, clock, wake() {}, tell() {} } as unknown as JobsContext
  return { store, context, read, now: clock.now() }
}

describe('a change of a job', () => {
  it('by a worker whose claim another one took over is refused', async () => {
    const { store, context, read, now } = await storedJob()
    const [first] = await store.claim({ now, limit: 1, leaseMs: 10 })
    const [second] = await store.claim({ now: now + 20, limit: 1, leaseMs: 10 })
    if (!first || !second) throw new Error('Nobody claimed the job.')
    const write = changeJob(context, first, (job) => ({ ...job, leaseUntil: 9 }), { fence: first.fence })
    await expect(write).rejects.toBeInstanceOf(LostClaim)
    expect(await read()).toEqual(second)
  })

  it('by the worker that has it survives somebody else’s write in between', async () => {
    const { store, context, read, now } = await storedJob()
    const [claimed] = await store.claim({ now, limit: 1, leaseMs: 10 })
    if (!claimed) throw new Error('Nobody claimed the job.')
    await changeJob(context, claimed, (job) => ({ ...job, wokenAt: now }))
    await changeJob(context, claimed, (job) => ({ ...job, leaseUntil: 0 }), { fence: claimed.fence })
    expect(await read()).toMatchObject({ wokenAt: now, leaseUntil: 0 })
  })

  it.each(['succeeded', 'failed', 'canceled'] as const)('never leaves %s', async (state) => {
    const { context, read } = await storedJob()
    const ended = await changeJob(context, await read(), (job) => ({
      ...job,
      state,
      endedAt: 1,
      dueAt: null,
    }))
    const others = (['running', 'succeeded', 'failed', 'canceled'] as const).filter((one) => one !== state)
    for (const other of others) {
      expect(await changeJob(context, ended, (job) => ({ ...job, state: other }))).toEqual(ended)
    }
    expect(await read()).toEqual(ended)
  })
})
