import assert from 'node:assert/strict'
import { added } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob } from './example-job.js'

export const closing: Conditions = {
  'a store has a name for logs': async (open) => {
    const { name } = await open()
    assert.equal(typeof name, 'string')
    assert.notEqual(name, '')
  },

  'a store may be closed twice, also at the same time': async (open) => {
    const store = await open()
    await added(store, exampleJob())
    await Promise.all([store.close(), store.close()])
    await store.close()
  },

  'one that was never used may be closed': async (open) => {
    const store = await open()
    await store.close()
    await store.close()
  },

  'a closed store refuses everything': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    const stop = await store.subscribe(() => {})
    await store.close()
    await stop()
    await assert.rejects(store.create(exampleJob()))
    await assert.rejects(store.get([job.id]))
    await assert.rejects(store.find({ owner: job.owner, key: job.key }))
    await assert.rejects(store.list({ owner: job.owner, limit: 1 }))
    await assert.rejects(store.save(job))
    await assert.rejects(store.claim({ now: Date.now(), limit: 1, leaseMs: 1_000 }))
    await assert.rejects(store.record('a', () => 1))
    await assert.rejects(store.subscribe(() => {}))
    await assert.rejects(store.prune(0))
  },
}
