import type { VideoJobRow } from './video-job.js'

/** What an owner has under way and spent, when a job of theirs is about to be added. */
export interface OwnerUsage {
  /** Jobs without an `endedAt`. */
  active: number
  /** Sums over the jobs created since `UsageSince.day`. */
  day: { seconds: number; cost: number }
  /** Sums over the jobs created since `UsageSince.month`. */
  month: { seconds: number; cost: number }
}

/** When the day and the month began, in ms since the epoch. */
export interface UsageSince {
  day: number
  month: number
}

/** Judges a job about to be added. Throws to refuse it: nothing is stored then, and the store rethrows that error. */
export type Admit = (usage: OwnerUsage) => void

/** How to find a job other than by its id. Where several match, the newest is found: by `createdAt`, then `id`. */
export type JobQuery = { owner: string } & ({ key: string } | { runId: string } | { threadId: string })

/**
 * - `saved`: stored and, where its version rose, announced.
 * - `conflict`: somebody wrote since it was read; nothing was stored.
 * - `duplicate`: that delivery was stored before; nothing was stored.
 */
export type SaveOutcome = 'saved' | 'conflict' | 'duplicate'

/** A job that changed, as every subscriber of every process hears it. Announcements may be lost, never invented. */
export interface JobChange {
  id: string
  version: number
}

/**
 * Where jobs live. Six things make a store: every method below is one transaction, and `runJobStoreConformance`
 * checks them all. Nothing in it knows of providers or HTTP.
 *
 * Times are ms since the epoch and may have fractions. Rows go in and come out as plain data; a store never changes one that was given to it, and a row that it gave out is
 * the caller's to change.
 */
export interface JobStore {
  /** For logs and `/health`. */
  readonly name: string

  /**
   * Adds a job, unless its owner used its `key` before: then that job is the answer, whatever `admit` would say. Of any
   * number of concurrent calls with one key, one adds. `admit` sees a usage that no concurrent call can outrun. Rejects
   * where another job has this `id`.
   */
  create(
    job: VideoJobRow,
    limits?: { since: UsageSince; admit: Admit },
  ): Promise<{ job: VideoJobRow; created: boolean }>

  /** The jobs with these ids, each once and in any order; ids that are unknown are left out. */
  get(ids: readonly string[]): Promise<VideoJobRow[]>

  find(query: JobQuery): Promise<VideoJobRow | undefined>

  /** An owner's jobs, the newest first by `createdAt`, then by `id`, both descending; after `before` when given. */
  list(query: {
    owner: string
    limit: number
    before?: { createdAt: number; id: string } | undefined
  }): Promise<VideoJobRow[]>

  /**
   * Stores `job` in place of the one it was read as: only when the stored revision still is `job.revision`. The stored
   * one then has the next revision, and where `job.version` differs from what was stored, that is announced in the same
   * transaction. A `delivery` is remembered in it too, and counts once.
   */
  save(job: VideoJobRow, options?: { delivery?: string | undefined }): Promise<SaveOutcome>

  /**
   * Takes up to `limit` jobs whose `dueAt` has come and whose lease is over, the longest due first. Each comes back as
   * stored: with the next fence and revision, and a lease of `leaseMs` from `now`. No job is given to two callers.
   */
  claim(options: { now: number; limit: number; leaseMs: number }): Promise<VideoJobRow[]>

  /**
   * Changes a small record of shared knowledge (a budget, a duration learnt) under its lock: `change` gets its value, or
   * undefined, and what it returns, false, 0, '' and null included, is stored and returned. `change` may run more than once
   * and must not wait.
   */
  record<T>(name: string, change: (value: T | undefined) => T): Promise<T>

  /** Calls `listener` for changes made by this and every other process, until the returned function is called. */
  subscribe(listener: (change: JobChange) => void): Promise<() => Promise<void>>

  /**
   * Forgets jobs whose `endedAt` is before that time, with their keys, and deliveries as old; also records named
   * `conversation:…` whose `usedAt` is. Returns how many jobs that were.
   */
  prune(endedBefore: number): Promise<number>

  /** Gives back what it holds. Calling it twice is fine; anything else afterwards rejects. */
  close(): Promise<void>
}
