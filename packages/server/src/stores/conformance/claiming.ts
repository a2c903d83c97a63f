import assert from 'node:assert/strict'
import type { JobStore } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'
import { added, answers, assertSame, atOnce, changed, eventually, pause, stored } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob } from './example-job.js'

const claimNow = (store: JobStore, { limit = 100, leaseMs = 60_000 } = {}) =>
  store.claim({ now: Date.now(), limit, leaseMs })

/** A store may take a moment to hand out what has become due. */
const claimSoon = (store: JobStore, leaseMs = 60_000): Promise<VideoJobRow> =>
  eventually('job to claim', async () => (await claimNow(store, { limit: 1, leaseMs }))[0])

const ids = (jobs: readonly VideoJobRow[]) => jobs.map(({ id }) => id)
const ago = (seconds: number) => Date.now() - seconds * 1_000

export const claiming: Conditions = {
  'a job that is due comes back as it is stored: fenced and leased': async (open) => {
    const [store, other] = [await open(), await open()]
    const job = await added(store, exampleJob({ dueAt: ago(1), fence: 4, version: 3 }))
    const now = Date.now()
    const [claimed] = await store.claim({ now, limit: 1, leaseMs: 60_000 })
    const expected = { ...job, fence: 5, revision: job.revision + 1, leaseUntil: now + 60_000 }
    assertSame(claimed, expected)
    assertSame(await stored(other, job), expected)
  },

  'nothing else is handed out': async (open) => {
    const store = await open()
    await added(store, exampleJob({ dueAt: null }))
    await added(store, exampleJob({ dueAt: Date.now() + 60_000 }))
    await added(store, exampleJob({ dueAt: ago(5), leaseUntil: Date.now() + 60_000 }))
    const due = await added(store, exampleJob({ dueAt: ago(5), leaseUntil: ago(1) }))
    assert.equal((await claimSoon(store)).id, due.id)
    assertSame(await claimNow(store), [])
  },

  'the longest due come first, and no more than asked for': async (open) => {
    const store = await open()
    for (const seconds of [20, 50, 30, 10, 40])
      await added(store, exampleJob({ id: `vid_${seconds}`, dueAt: ago(seconds) }))
    const claimed: string[] = []
    for (const limit of [2, 1, 9]) {
      const jobs = ids(await claimNow(store, { limit }))
      assert.ok(jobs.length <= limit)
      claimed.push(...jobs)
    }
    assertSame(claimed, ['vid_50', 'vid_40', 'vid_30', 'vid_20', 'vid_10'])
    assertSame(await claimNow(store), [])
  },

  'no job is handed out twice, however many ask at once': async (open) => {
    const [one, other] = [await open(), await open()]
    const jobs = Array.from({ length: 60 }, (_, index) => exampleJob({ dueAt: ago(10 + index) }))
    for (const job of jobs) await added(one, job)
    const claimed: string[] = []
    await eventually('end of the jobs', async () => {
      const batches = answers(await atOnce([one, other], 12, (store) => claimNow(store, { limit: 7 })))
      claimed.push(...batches.flatMap(ids))
      return claimed.length >= jobs.length || undefined
    })
    assertSame(claimed.sort(), ids(jobs).sort())
  },

  'a lease that is over lets another in, and its holder is refused from then on': async (open) => {
    const [one, other] = [await open(), await open()]
    await added(one, exampleJob({ dueAt: ago(1) }))
    const held = await claimSoon(one, 1_000)
    const taken = await claimSoon(other)
    assert.ok(Date.now() >= held.leaseUntil, 'It was handed out before its lease was over.')
    assertSame(taken, {
      ...held,
      fence: held.fence + 1,
      revision: held.revision + 1,
      leaseUntil: taken.leaseUntil,
    })
    assert.equal(await one.save({ ...held, state: 'failed' }), 'conflict')
    assert.equal(await other.save({ ...taken, state: 'running' }), 'saved')
  },

  'a lease that is renewed holds': async (open) => {
    const [one, other] = [await open(), await open()]
    await added(one, exampleJob({ dueAt: ago(1) }))
    const held = await claimSoon(one, 500)
    assert.equal(await one.save({ ...held, leaseUntil: Date.now() + 60_000 }), 'saved')
    await pause(700)
    assertSame(await claimNow(other), [])
  },

  'a job that was given back is handed out again once it is due': async (open) => {
    const [one, other] = [await open(), await open()]
    const job = await added(one, exampleJob({ dueAt: ago(1) }))
    const held = await claimSoon(one)
    const dueAt = Date.now() + 500
    assert.equal(await one.save({ ...held, leaseUntil: 0, dueAt }), 'saved')
    const again = await claimSoon(other)
    assert.ok(Date.now() >= dueAt, 'It was handed out before it was due.')
    assertSame([again.id, again.fence], [job.id, held.fence + 1])
  },

  'a job that has become due earlier is handed out': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob({ dueAt: Date.now() + 3_600_000 }))
    assertSame(await claimNow(store), [])
    await changed(store, job, { dueAt: Date.now() })
    assert.equal((await claimSoon(store)).id, job.id)
  },

  'a job that was put off or ended is not handed out': async (open) => {
    const store = await open()
    const later = await added(store, exampleJob({ dueAt: ago(5) }))
    const ended = await added(store, exampleJob({ dueAt: ago(5) }))
    await changed(store, later, { dueAt: Date.now() + 60_000 })
    await changed(store, ended, { dueAt: null, state: 'canceled', endedAt: Date.now() })
    assertSame(await claimNow(store), [])
    const due = await added(store, exampleJob({ dueAt: ago(1) }))
    assert.equal((await claimSoon(store)).id, due.id)
  },
}
