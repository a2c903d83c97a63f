import assert from 'node:assert/strict'
import { added, assertSame, stored } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob } from './example-job.js'

const hour = 3_600_000

export const forgetting: Conditions = {
  'jobs that ended before that time are forgotten, and no others': async (open) => {
    const store = await open()
    const end = Date.now() - hour
    await added(store, exampleJob({ endedAt: end - 1, state: 'succeeded' }))
    await added(store, exampleJob({ endedAt: end - hour, state: 'failed' }))
    const kept = [
      await added(store, exampleJob({ endedAt: end, state: 'succeeded' })),
      await added(store, exampleJob({ endedAt: end + 1, state: 'succeeded' })),
      await added(store, exampleJob({ createdAt: end - hour, state: 'running' })),
    ]
    assert.equal(await store.prune(end), 2)
    const listed = await store.list({ owner: 'ada', limit: 9 })
    assertSame(listed.map(({ id }) => id).sort(), kept.map(({ id }) => id).sort())
    assert.equal(await store.prune(end), 0)
  },

  'a forgotten job is gone everywhere, and its key is free': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob({ endedAt: 1_000, dueAt: 1_000 }))
    assert.equal(await store.prune(2_000), 1)
    assertSame(await store.get([job.id]), [])
    for (const query of [{ key: job.key }, { runId: job.runId }, { threadId: job.threadId }])
      assert.equal(await store.find({ owner: 'ada', ...query }), undefined)
    assertSame(await store.claim({ now: Date.now(), limit: 1, leaseMs: 1_000 }), [])
    assert.equal(await store.save(job), 'conflict')
    const again = await added(store, exampleJob({ key: job.key }))
    assertSame(await store.find({ owner: 'ada', key: job.key }), again)
  },

  'a delivery is forgotten when it is as old, and not before': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    assert.equal(await store.save(job, { delivery: 'fal:1' }), 'saved')
    await store.prune(Date.now() - hour)
    assert.equal(await store.save(await stored(store, job), { delivery: 'fal:1' }), 'duplicate')
    await store.prune(Date.now() + hour)
    assert.equal(await store.save(await stored(store, job), { delivery: 'fal:1' }), 'saved')
  },

  'the record of a conversation is forgotten when it is as old, and no other one': async (open) => {
    const store = await open()
    const used = Date.now() - hour
    const names = ['conversation:old', 'conversation:new', 'conversation:none', 'order:old']
    const records = [{ usedAt: used - 1 }, { usedAt: used }, null, { usedAt: used - 1 }]
    for (const [index, name] of names.entries()) await store.record<unknown>(name, () => records[index])
    await store.prune(used)
    const isKnown = async (name: string) => {
      let known: unknown
      await store.record<unknown>(name, (value) => {
        known = value
        return value ?? null
      })
      return known
    }
    assertSame(
      await Promise.all(names.map(isKnown)),
      records.map((record, index) => (index === 0 ? undefined : record)),
    )
  },
}
