import assert from 'node:assert/strict'
import type { VideoJobRow } from '../../jobs/video-job.js'
import { added, assertSame } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob } from './example-job.js'

const ids = (jobs: readonly VideoJobRow[]) => jobs.map(({ id }) => id)

export const reading: Conditions = {
  'jobs are got by their ids, each once, and unknown ids are left out': async (open) => {
    const store = await open()
    const jobs = Array.from({ length: 500 }, () => exampleJob())
    for (const job of jobs) await added(store, job)
    const wanted = ids(jobs)
    const got = await store.get(['vid_unknown', ...wanted, ...wanted.slice(0, 3), '', "' or 1=1 --"])
    assertSame(ids(got).sort(), wanted.sort())
    assertSame(await store.get([]), [])
    assertSame(await store.get(['vid_unknown']), [])
  },

  'one connection reads what another has written': async (open) => {
    const [writer, reader] = [await open(), await open()]
    assertSame(await reader.list({ owner: 'ada', limit: 10 }), [])
    const job = await added(writer, exampleJob())
    assertSame(await reader.get([job.id]), [job])
    assertSame(await reader.find({ owner: 'ada', runId: job.runId }), job)
    assertSame(await reader.list({ owner: 'ada', limit: 10 }), [job])
  },

  'the newest job of a run or a thread is found, and only its owner’s': async (open) => {
    const store = await open()
    const same = { runId: 'run', threadId: 'thread' }
    await added(store, exampleJob({ ...same, createdAt: 1_000 }))
    const newest = await added(store, exampleJob({ ...same, createdAt: 3_000 }))
    await added(store, exampleJob({ ...same, createdAt: 2_000 }))
    await added(store, exampleJob({ ...same, createdAt: 4_000, owner: 'bob' }))
    assertSame(await store.find({ owner: 'ada', runId: 'run' }), newest)
    assertSame(await store.find({ owner: 'ada', threadId: 'thread' }), newest)
    assertSame(await store.find({ owner: 'ada', key: newest.key }), newest)
  },

  'what nobody has is not found': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    for (const query of [{ key: job.runId }, { runId: job.threadId }, { threadId: job.key }])
      assert.equal(await store.find({ owner: 'ada', ...query }), undefined)
    for (const query of [{ key: job.key }, { runId: job.runId }, { threadId: job.threadId }])
      assert.equal(await store.find({ owner: 'bob', ...query }), undefined)
  },

  'a list holds the newest jobs of one owner': async (open) => {
    const store = await open()
    for (const createdAt of [2_000, 4_000, 1_000, 3_000]) {
      await added(store, exampleJob({ id: `vid_${createdAt}`, createdAt }))
      await added(store, exampleJob({ createdAt, owner: 'bob' }))
    }
    assertSame(ids(await store.list({ owner: 'ada', limit: 3 })), ['vid_4000', 'vid_3000', 'vid_2000'])
    assertSame(ids(await store.list({ owner: 'ada', limit: 9 })), [
      'vid_4000',
      'vid_3000',
      'vid_2000',
      'vid_1000',
    ])
    assertSame(await store.list({ owner: 'eve', limit: 9 }), [])
  },

  'paging shows every job once, also those of the same moment': async (open) => {
    const store = await open()
    // In an order that is neither theirs nor the reverse.
    const names = ['f', 'a', 'd', 'c', 'e', 'b', 'g']
    for (const name of names)
      await added(store, exampleJob({ id: `vid_${name}`, createdAt: name < 'c' ? 1_000 : 2_000 }))
    const paged: VideoJobRow[] = []
    for (;;) {
      const page = await store.list({ owner: 'ada', limit: 2, before: paged.at(-1) })
      if (page.length === 0) break
      paged.push(...page)
      assert.ok(paged.length <= names.length, 'A job was listed twice.')
    }
    assertSame(ids(paged), ['vid_g', 'vid_f', 'vid_e', 'vid_d', 'vid_c', 'vid_b', 'vid_a'])
    assertSame(await store.list({ owner: 'ada', limit: 9 }), paged)
  },

  'a page may begin after a job that is gone': async (open) => {
    const store = await open()
    for (const createdAt of [1_000, 2_000, 3_000])
      await added(store, exampleJob({ id: `vid_${createdAt}`, createdAt }))
    const before = { createdAt: 2_500, id: 'vid_gone' }
    assertSame(ids(await store.list({ owner: 'ada', limit: 9, before })), ['vid_2000', 'vid_1000'])
  },
}
