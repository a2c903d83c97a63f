import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobChange, JobStore, SaveOutcome } from '../jobs/job-store.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import { memoryStore } from './memory-store.js'
import { runJobStoreConformance } from './run-job-store-conformance.js'

/** What is different about a store that does not keep a promise. */
type Fault = (store: JobStore) => Partial<JobStore>

const noUsage = { active: 0, day: { seconds: 0, cost: 0 }, month: { seconds: 0, cost: 0 } }

const overwrites: Fault = (store) => ({
  async save(job, options) {
    const [now] = await store.get([job.id])
    return store.save({ ...job, revision: now?.revision ?? job.revision }, options)
  },
})

const hidesConflicts: Fault = (store) => ({
  save: (job, options) =>
    store.save(job, options).then((outcome) => (outcome === 'conflict' ? 'saved' : outcome)),
})

const forgetsDeliveries: Fault = (store) => ({ save: (job) => store.save(job) })

/** Saves a different row than the one that was given. */
const savesWrongly =
  (change: (job: VideoJobRow) => Partial<VideoJobRow>): Fault =>
  (store) => ({ save: (job, options) => store.save({ ...job, ...change(job) }, options) })

/** Announces by itself, when `isTold` says so. */
function announcesWhen(isTold: (outcome: SaveOutcome, job: VideoJobRow) => boolean): Fault {
  const listeners = new Set<(change: JobChange) => void>()
  return (store) => ({
    async subscribe(listener) {
      listeners.add(listener)
      return async () => void listeners.delete(listener)
    },
    async save(job, options) {
      const outcome = await store.save(job, options)
      if (isTold(outcome, job))
        for (const listener of listeners) listener({ id: job.id, version: job.version })
      return outcome
    },
  })
}

/** For every check a fault that it has to find. */
const faults: Record<string, Fault> = {
  'a job comes back as it went in': (store) => ({
    create: (job, limits) => store.create({ ...job, leaseUntil: Math.round(job.leaseUntil) }, limits),
  }),
  'a row that was given or returned is the caller’s to change': (store) => {
    const rows = new Map<string, VideoJobRow>()
    const same = (job: VideoJobRow) => rows.get(job.id) ?? (rows.set(job.id, job) && job)
    return { get: async (ids) => (await store.get(ids)).map(same) }
  },
  'of 100 calls at once with one key, one adds, and all answer with its job': (store) => ({
    create: (job, limits) => store.create({ ...job, key: job.id }, limits),
  }),
  'a key that was used answers with the job as it is now, whatever `admit` would say': (store) => ({
    async create(job, limits) {
      limits?.admit(noUsage)
      return store.create(job, limits)
    },
  }),
  'the same key of another owner is another job': (store) => ({
    create: (job, limits) => store.create({ ...job, owner: 'ada' }, limits),
  }),
  'owners and keys that only look alike are told apart': (store) => ({
    create: (job, limits) => store.create({ ...job, key: job.key.toLowerCase() }, limits),
  }),
  'any text is kept as it is': (store) => ({
    create: (job, limits) =>
      store.create({ ...job, input: { ...job.input, prompt: job.input.prompt.slice(0, 65_535) } }, limits),
  }),
  'names that mean something to JavaScript are names like others': (store) => ({
    create({ input, ...job }, limits) {
      const modelOptions = Object.assign({}, input.modelOptions)
      return store.create({ ...job, input: { ...input, modelOptions } }, limits)
    },
  }),
  'an id that is taken is refused, and its job left alone': (store) => ({
    create: (job, limits) => store.create(job, limits).catch(() => ({ job, created: true })),
  }),
  'what `admit` is told counts this owner’s jobs': (store) => ({
    create: (job, limits) => store.create(job, limits && { ...limits, since: { day: 0, month: 0 } }),
  }),
  'of 100 calls at once under a limit of three, three add': (store) => ({
    create: (job) => store.create(job),
  }),
  'a refused job leaves nothing behind, and the error is the one that `admit` threw': (store) => ({
    async create(job, limits) {
      const answer = await store.create(job)
      limits?.admit(noUsage)
      return answer
    },
  }),

  'jobs are got by their ids, each once, and unknown ids are left out': (store) => ({
    get: async (ids) => (await Promise.all(ids.map((id) => store.get([id])))).flat(),
  }),
  'one connection reads what another has written': () => memoryStore(),
  'the newest job of a run or a thread is found, and only its owner’s': (store) => ({
    find: async ({ owner }) => (await store.list({ owner, limit: 9 })).at(-1),
  }),
  'what nobody has is not found': (store) => ({
    find: async () => (await store.list({ owner: 'ada', limit: 1 }))[0],
  }),
  'a list holds the newest jobs of one owner': (store) => ({
    list: async (query) => (await store.list({ ...query, limit: 9 })).reverse().slice(0, query.limit),
  }),
  'paging shows every job once, also those of the same moment': (store) => ({
    list: ({ before, ...query }) => store.list({ ...query, before: before && { ...before, id: '' } }),
  }),
  'a page may begin after a job that is gone': (store) => ({
    async list(query) {
      const isThere = !query.before || (await store.get([query.before.id])).length > 0
      return isThere ? store.list(query) : []
    },
  }),

  'what is saved takes the place of what was, one revision on': (store) => ({
    async save(job, options) {
      const [now] = await store.get([job.id])
      return store.save({ ...now, ...job }, options)
    },
  }),
  'what was saved is not changed by changing the row that was given': (store) => {
    const given = new Map<string, VideoJobRow>()
    return {
      save: (job, options) => store.save(given.set(job.id, job) && job, options),
      get: async (ids) => (await store.get(ids)).map((job) => given.get(job.id) ?? job),
    }
  },
  'a save that is based on an older write is a conflict, and stores nothing': overwrites,
  'a job that is not stored is a conflict': (store) => ({
    async save(job, options) {
      const outcome = await store.save(job, options)
      return outcome === 'conflict' && (await store.create(job)).created ? 'saved' : outcome
    },
  }),
  'of many saves at once that are based on one write, one is stored': hidesConflicts,
  'no write is lost when everybody tries again after a conflict': hidesConflicts,
  'a delivery counts once': forgetsDeliveries,
  'a delivery that comes many times at once counts once': forgetsDeliveries,
  'a delivery whose save was a conflict still counts': (store) => {
    const seen = new Set<string>()
    return {
      async save(job, { delivery = '' } = {}) {
        if (seen.has(delivery)) return 'duplicate'
        if (delivery) seen.add(delivery)
        return store.save(job)
      },
    }
  },

  'a new version is heard on the connection that saved it and on others': (store) => ({
    subscribe: (listener) => store.subscribe(({ id, version }) => listener({ id, version: version + 1 })),
  }),
  'once a change is heard, it can be read': (store) => ({
    get: async (ids) => (await store.get(ids)).map((job) => ({ ...job, version: 1 })),
  }),
  'the last of many versions of many jobs is heard': (store) => ({
    subscribe: (listener) => store.subscribe((change) => change.version < 5 && listener(change)),
  }),
  'what readers cannot see is not announced': announcesWhen((outcome) => outcome === 'saved'),
  'what was not stored is not announced': announcesWhen((_, { version }) => version > 1),
  'who has unsubscribed hears nothing more, and everybody else does': (store) => ({
    async subscribe(listener) {
      await store.subscribe(listener)
      return async () => {}
    },
  }),
  'a listener may subscribe twice, and leave once': announcesWhen((_, { version }) => version > 1),

  'a job that is due comes back as it is stored: fenced and leased': (store) => ({
    claim: async (request) => (await store.claim(request)).map((job) => ({ ...job, fence: job.fence - 1 })),
  }),
  'nothing else is handed out': (store) => ({
    claim: (request) => store.claim({ ...request, now: request.now + 120_000 }),
  }),
  'the longest due come first, and no more than asked for': (store) => ({
    claim: async (request) => (await store.claim(request)).reverse(),
  }),
  'no job is handed out twice, however many ask at once': (store) => ({
    claim: (request) => store.claim({ ...request, leaseMs: 0 }),
  }),
  'a lease that is over lets another in, and its holder is refused from then on': overwrites,
  'a lease that is renewed holds': savesWrongly(() => ({ leaseUntil: 0 })),
  'a job that was given back is handed out again once it is due': savesWrongly(() => ({ dueAt: 1 })),
  'a job that has become due earlier is handed out': savesWrongly(() => ({ dueAt: Date.now() + 3_600_000 })),
  'a job that was put off or ended is not handed out': savesWrongly(({ dueAt }) => ({ dueAt: dueAt ?? 1 })),

  'a record begins as undefined, and is what was last returned': (store) => ({
    record: (name, change) => store.record(name, () => change(undefined)),
  }),
  'values that are easily taken for none are values': (store) => ({
    record: (name, change) => store.record(name, (value) => change(value || undefined)),
  }),
  'records of different names know nothing of each other': (store) => ({
    record: (name, change) => store.record(name.trim(), change),
  }),
  'a value is the caller’s to change': () => {
    const values = new Map<string, unknown>()
    return {
      async record<T>(name: string, change: (value: T | undefined) => T) {
        const next = change(values.get(name) as T | undefined)
        values.set(name, next)
        return next
      },
    }
  },
  'no change is lost when many are made at once': (store) => ({
    async record(name, change) {
      const next = change((await store.record<unknown>(name, (value) => value ?? null)) as never)
      return store.record(name, () => next)
    },
  }),
  'a change that throws changes nothing, and its error is the answer': (store) => ({
    record: <T>(name: string, change: (value: T | undefined) => T) =>
      store.record<T>(name, change).catch(() => undefined as T),
  }),

  'jobs that ended before that time are forgotten, and no others': (store) => ({
    prune: (endedBefore) => store.prune(endedBefore + 1),
  }),
  'a forgotten job is gone everywhere, and its key is free': (store) => {
    const keys = new Set<string>()
    return {
      async create(job, limits) {
        if (keys.has(job.key)) return { job, created: false }
        keys.add(job.key)
        return store.create(job, limits)
      },
    }
  },
  'a delivery is forgotten when it is as old, and not before': (store) => ({
    prune: (endedBefore) => store.prune(Math.min(endedBefore, 2_000)),
  }),
  'the record of a conversation is forgotten when it is as old, and no other one': (store) => ({
    record: (name, change) => store.record(name.replace('conversation', 'talk'), change),
  }),

  'a store has a name for logs': () => ({ name: '' }),
  'a store may be closed twice, also at the same time': (store) => {
    let isClosed = false
    return {
      async close() {
        if (isClosed) throw new Error('It is closed.')
        isClosed = true
        await store.close()
      },
    }
  },
  'one that was never used may be closed': (store) => ({
    close: () => store.get([]).then(() => store.close()),
  }),
  'a closed store refuses everything': () => ({ subscribe: async () => async () => {} }),
}

/** The suite's checks by their sentences, on a store with that fault. */
function checksOn(fault: Fault): Map<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>()
  let store = memoryStore()
  runJobStoreConformance(() => ({ ...store, ...fault(store) }), {
    describe: (_, body) => body(),
    it: (name, body) => checks.set(name, body),
    reset() {
      store = memoryStore()
    },
  })
  return checks
}

describe('runJobStoreConformance', () => {
  // Checks wait for what never comes.
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('has a fault for every check', () => {
    expect(Object.keys(faults)).toEqual([...checksOn(() => ({})).keys()])
  })

  it.each(Object.entries(faults))('finds a store of which it is not true that %s', async (name, fault) => {
    const checking = checksOn(fault).get(name)?.()
    const outcome = checking?.then(
      () => 'passed',
      () => 'failed',
    )
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await outcome).toBe('failed')
  })
})
