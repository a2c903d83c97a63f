import { VideoError } from '@reelstate/core/protocol'
import { callGuest } from '../call-guest.js'
import type { JobChange, JobStore, OwnerUsage, UsageSince } from '../jobs/job-store.js'
import type { VideoJobRow } from '../jobs/video-job.js'

/** Jobs in this process's memory: for tests, and where nothing has to outlive the process. */
export function memoryStore(): JobStore {
  const jobs = new Map<string, VideoJobRow>()
  const idsByKey = new Map<string, string>()
  const deliveries = new Map<string, number>()
  const records = new Map<string, unknown>()
  const listeners = new Set<(change: JobChange) => void>()
  let isClosed = false

  function assertOpen(): void {
    if (isClosed) throw new VideoError('invalid_options', 'This job store was closed.')
  }

  function announce(change: JobChange): void {
    for (const listener of [...listeners])
      callGuest('A listener for changed jobs failed.', () => listener(change))
  }

  return {
    name: 'memory',

    async create(job, limits) {
      assertOpen()
      const key = ownKey(job)
      const known = jobs.get(idsByKey.get(key) ?? '')
      if (known) return { job: copy(known), created: false }
      if (jobs.has(job.id)) throw new VideoError('internal', 'A job with this id is stored already.')
      limits?.admit(usageOf(jobs.values(), job.owner, limits.since))
      jobs.set(job.id, copy(job))
      idsByKey.set(key, job.id)
      return { job: copy(job), created: true }
    },

    async get(ids) {
      assertOpen()
      return [...new Set(ids)].flatMap((id) => jobs.get(id) ?? []).map(copy)
    },

    async find(query) {
      assertOpen()
      const [newest] = [...jobs.values()].filter((job) => matches(job, query)).sort(newestFirst)
      return newest && copy(newest)
    },

    async list({ owner, limit, before }) {
      assertOpen()
      return [...jobs.values()]
        .filter((job) => job.owner === owner && (!before || newestFirst(before, job) < 0))
        .sort(newestFirst)
        .slice(0, limit)
        .map(copy)
    },

    async save(job, { delivery } = {}) {
      assertOpen()
      const stored = jobs.get(job.id)
      if (stored?.revision !== job.revision) return 'conflict'
      if (delivery !== undefined) {
        if (deliveries.has(delivery)) return 'duplicate'
        deliveries.set(delivery, Date.now())
      }
      jobs.set(job.id, { ...copy(job), revision: job.revision + 1 })
      const change = { id: job.id, version: job.version }
      if (change.version !== stored.version) queueMicrotask(() => announce(change))
      return 'saved'
    },

    async claim({ now, limit, leaseMs }) {
      assertOpen()
      const due = [...jobs.values()]
        .filter(({ dueAt, leaseUntil }) => dueAt !== null && dueAt <= now && leaseUntil <= now)
        .sort((a, b) => Number(a.dueAt) - Number(b.dueAt))
        .slice(0, limit)
      for (const job of due) {
        job.fence++
        job.revision++
        job.leaseUntil = now + leaseMs
      }
      return due.map(copy)
    },

    async record<T>(name: string, change: (value: T | undefined) => T) {
      assertOpen()
      const value = records.get(name) as T | undefined
      const next = change(value === undefined ? undefined : copy(value))
      records.set(name, copy(next))
      return next
    },

    async subscribe(listener) {
      assertOpen()
      // A function of its own: the same listener may subscribe twice.
      const subscription = (change: JobChange) => listener(change)
      listeners.add(subscription)
      return async () => void listeners.delete(subscription)
    },

    async prune(endedBefore) {
      assertOpen()
      for (const [delivery, at] of deliveries) if (at < endedBefore) deliveries.delete(delivery)
      for (const [name, value] of records) {
        const { usedAt } = Object(value) as { usedAt?: number }
        if (name.startsWith('conversation:') && Number(usedAt) < endedBefore) records.delete(name)
      }
      const ended = [...jobs.values()].filter((job) => job.endedAt !== undefined && job.endedAt < endedBefore)
      for (const job of ended) {
        jobs.delete(job.id)
        idsByKey.delete(ownKey(job))
      }
      return ended.length
    },

    async close() {
      isClosed = true
      listeners.clear()
    },
  }
}

/** What a database would give back. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value))

const ownKey = ({ owner, key }: { owner: string; key: string }) => JSON.stringify([owner, key])

type Age = Pick<VideoJobRow, 'createdAt' | 'id'>
const newestFirst = (a: Age, b: Age) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

const matches = (job: VideoJobRow, query: Record<string, string>) =>
  Object.entries(query).every(([name, value]) => job[name as keyof VideoJobRow] === value)

function usageOf(jobs: Iterable<VideoJobRow>, owner: string, since: UsageSince): OwnerUsage {
  const usage: OwnerUsage = { active: 0, day: { seconds: 0, cost: 0 }, month: { seconds: 0, cost: 0 } }
  for (const job of jobs) {
    if (job.owner !== owner) continue
    if (job.endedAt === undefined) usage.active++
    for (const span of ['day', 'month'] as const) {
      if (job.createdAt < since[span]) continue
      usage[span].seconds += job.seconds
      usage[span].cost += job.cost
    }
  }
  return usage
}
