import assert from 'node:assert/strict'
import type { JobChange, JobStore } from '../../jobs/job-store.js'
import { added, assertSame, changed, eventually } from './checks.js'
import type { Conditions, OpenStore } from './conditions.js'
import { exampleJob } from './example-job.js'

/** What a connection hears. */
async function listening(store: JobStore) {
  const heard: JobChange[] = []
  const stop = await store.subscribe((change) => void heard.push(change))
  return { heard, stop }
}

/** One that hears a change made by itself, and one that hears it from the other. */
async function listeners(open: OpenStore) {
  const [store, other] = [await open(), await open()]
  return { store, all: [await listening(store), await listening(other)] }
}

/** Once this is heard, anything announced before it would have been heard too. */
async function flush(store: JobStore, all: readonly { heard: JobChange[] }[]): Promise<void> {
  const last = await added(store, exampleJob())
  await changed(store, last, { version: 2 })
  for (const { heard } of all) {
    await eventually('announcement of the last change', () => heard.find(({ id }) => id === last.id))
    heard.splice(0, heard.length, ...heard.filter(({ id }) => id !== last.id))
  }
}

export const announcing: Conditions = {
  'a new version is heard on the connection that saved it and on others': async (open) => {
    const { store, all } = await listeners(open)
    const job = await added(store, exampleJob({ version: 4 }))
    await changed(store, job, { version: 5, state: 'creating' })
    for (const { heard } of all) {
      const change = await eventually('announcement', () => heard.find(({ id }) => id === job.id))
      assertSame(change, { id: job.id, version: 5 })
    }
  },

  'once a change is heard, it can be read': async (open) => {
    const [store, other] = [await open(), await open()]
    const job = await added(store, exampleJob())
    const read = new Promise<number | undefined>((resolve, reject) => {
      const listener = ({ id }: JobChange) => {
        if (id === job.id) other.get([id]).then(([now]) => resolve(now?.version), reject)
      }
      other.subscribe(listener).then(() => changed(store, job, { version: 2 }), reject)
    })
    const version = await eventually('announcement', () => Promise.race([read, undefined]))
    assert.equal(version, 2)
  },

  'the last of many versions of many jobs is heard': async (open) => {
    const { store, all } = await listeners(open)
    const jobs = Array.from({ length: 10 }, () => exampleJob())
    for (const job of jobs) await added(store, job)
    for (const version of [2, 3, 4, 5]) for (const job of jobs) await changed(store, job, { version })
    for (const { heard } of all)
      for (const job of jobs) {
        const isLast = ({ id, version }: JobChange) => id === job.id && version === 5
        await eventually('announcement of the last version', () => heard.find(isLast))
      }
  },

  'what readers cannot see is not announced': async (open) => {
    const { store, all } = await listeners(open)
    const job = await added(store, exampleJob({ dueAt: 1 }))
    await changed(store, job, { polls: 1 })
    await eventually(
      'claim',
      async () => (await store.claim({ now: Date.now(), limit: 1, leaseMs: 1_000 }))[0],
    )
    await flush(store, all)
    for (const { heard } of all) assertSame(heard, [])
  },

  'what was not stored is not announced': async (open) => {
    const { store, all } = await listeners(open)
    const job = await added(store, exampleJob())
    await changed(store, job, { polls: 1 })
    await store.save(exampleJob(), { delivery: 'fal:1' })
    await store.save({ ...job, version: 2 })
    const now = { ...job, polls: 1, revision: job.revision + 1 }
    await store.save(now, { delivery: 'fal:2' })
    await store.save({ ...now, version: 3, revision: now.revision + 1 }, { delivery: 'fal:2' })
    await flush(store, all)
    for (const { heard } of all) assertSame(heard, [])
  },

  'who has unsubscribed hears nothing more, and everybody else does': async (open) => {
    const { store, all } = await listeners(open)
    const gone = [await listening(store), await listening(store)]
    for (const { stop } of gone) {
      await stop()
      await stop()
    }
    const job = await added(store, exampleJob())
    await changed(store, job, { version: 2 })
    await flush(store, all)
    for (const { heard } of all) assertSame(heard, [{ id: job.id, version: 2 }])
    for (const { heard } of gone) assertSame(heard, [])
  },

  'a listener may subscribe twice, and leave once': async (open) => {
    const store = await open()
    let count = 0
    const listener = () => void count++
    const stop = await store.subscribe(listener)
    await store.subscribe(listener)
    const other = await listening(store)
    await stop()
    await flush(store, [other])
    assert.equal(count, 1)
  },
}
