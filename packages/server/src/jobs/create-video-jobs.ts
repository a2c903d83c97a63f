import { type CancelOutcome, VideoError } from '@reelstate/core/protocol'
import { callGuest } from '../call-guest.js'
import { createPollScheduler } from '../polling/create-poll-scheduler.js'
import { askUrl } from '../provider/ask-provider.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { describeError } from '../security/redact.js'
import { shown } from '../shown.js'
import { attachJob } from './attach-job.js'
import { changeJob } from './change-job.js'
import { systemClock } from './clock.js'
import { createJobHub } from './job-hub.js'
import { requestCancel, resume, searchAgain } from './job-steps.js'
import type { OwnerUsage } from './job-store.js'
import { startJobWorker } from './job-worker.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { newJob } from './new-job.js'
import { isGivenUp, isTerminal, type VideoJobRow } from './video-job.js'
import type { JobOrder, VideoJobs, VideoJobsOptions } from './video-jobs.js'
import { within } from './within.js'

/** How long a cancellation is awaited, in ms. */
const CANCEL_PATIENCE = 10_000
const GRACE = 30_000
const DAY = 24 * 3_600_000

/** Jobs on a store, and a worker for them in this process unless `work` is false. */
export function createVideoJobs(options: VideoJobsOptions): VideoJobs {
  const { store, adapters, clock = systemClock, random = Math.random, onEvent } = options
  const context: JobsContext = {
    store,
    adapters,
    clock,
    random,
    scheduler: createPollScheduler({ store, clock, random, interval: options.pollingInterval }),
    leaseMs: options.leaseMs ?? 10_000,
    maxDuration: options.maxDuration ?? 600_000,
    createTimeoutMs: options.createTimeoutMs ?? 120_000,
    resolveMs: options.resolveMs ?? 60_000,
    cost: options.cost ?? (() => 0),
    keep: options.keep,
    late: new Set(),
    wake: (dueAt) => worker?.wake(dueAt),
    tell: (event) => void callGuest('onEvent failed; nothing depends on it.', () => onEvent?.(event)),
  }
  const trouble = (thrown: unknown) => context.tell({ name: 'worker.trouble', error: describeError(thrown) })
  const { concurrency = 64, keepMs = 30 * DAY } = options
  const worker =
    options.work === false
      ? undefined
      : startJobWorker(context, { concurrency, keepMs: Math.max(DAY, keepMs) })
  const hub = createJobHub(store, clock, trouble)
  let closing: Promise<void> | undefined

  async function create(order: JobOrder) {
    const [name, adapter] = pick(adapters, order.adapter)
    const row = await newJob(context, order, name, adapter)
    const { limits } = order
    const admit = limits && ((usage: OwnerUsage) => limits.admit(usage, row))
    const { job, created } = await store.create(row, admit && { since: limits.since, admit })
    if (created) {
      context.tell({ name: 'job.created', ...eventJob(job) })
      worker?.wake(clock.now())
      return { job, created }
    }
    if (job.fingerprint !== row.fingerprint) {
      throw new VideoError(
        'invalid_input',
        'This Idempotency-Key was used for another video. Send a new key with a new input.',
        { status: 422 },
      )
    }
    // The same key again is one of the ways to find an order whose answer was lost.
    return { job: isGivenUp(job) ? await follow(job) : job, created }
  }

  async function get(id: string): Promise<VideoJobRow | undefined> {
    const [job] = await store.get([id])
    return job
  }

  async function follow(job: VideoJobRow): Promise<VideoJobRow> {
    const now = clock.now()
    const canSearch = canBeFound(job)
    return changeJob(context, job, (row) => {
      if (row.state === 'expired') return resume(now + context.maxDuration, now)(row)
      return isGivenUp(row) && canSearch ? searchAgain(now + context.resolveMs, now)(row) : undefined
    })
  }

  /** Whether an order without a clear answer may still turn out to have arrived. */
  function canBeFound(job: VideoJobRow): boolean {
    const { findVideoJobs, capabilities } = adapters.get(job.adapter) ?? {}
    return Boolean(findVideoJobs || capabilities?.idempotency || job.webhookUrl !== undefined)
  }

  async function cancel(id: string): Promise<CancelOutcome> {
    const job = await get(id)
    if (!job) throw unknownJob(id)
    if (isTerminal(job)) return job.cancel?.outcome ?? 'too_late'
    // Nobody knows what to ask the provider to stop: the wish is kept, and no answer awaited.
    const isHopeless = isGivenUp(job) && !canBeFound(job)
    // Before the request is stored, so that its answer cannot be missed.
    const answered = isHopeless ? 'requested' : cancelAnswer(id)
    await changeJob(context, job, requestCancel(clock.now()))
    return answered
  }

  function cancelAnswer(id: string): Promise<CancelOutcome> {
    return new Promise((resolve) => {
      let stopWatching = () => {}
      const settle = (outcome: CancelOutcome) => {
        stopTimer()
        queueMicrotask(() => stopWatching())
        resolve(outcome)
      }
      // Whoever waits for it may have nothing else to do.
      const stopTimer = clock.after(CANCEL_PATIENCE, () => settle('requested'), { keepsAlive: true })
      stopWatching = hub.watch([id], (job) => {
        if (job.cancel?.outcome) settle(job.cancel.outcome)
        else if (isTerminal(job)) settle('too_late')
      })
    })
  }

  async function deliver(id: string, delivery: { body: Uint8Array; headers: Headers }): Promise<void> {
    const job = await get(id)
    try {
      const adapter = job && adapters.get(job.adapter)
      if (!job || !adapter?.webhook) throw unknownJob(id)
      const { deliveryId, jobId } = await adapter.webhook.verify(delivery).catch((cause) => {
        // What is wrong with a signature is not told to whoever sent it.
        throw new VideoError('unauthorized', 'The signature is not valid.', { cause })
      })
      const once = `${job.adapter}:${deliveryId}`
      await attachJob(context, job, adapter, { jobId, model: job.model }, once)
    } catch (thrown) {
      const adapter = job?.adapter ?? 'unknown'
      context.tell({ name: 'webhook.refused', adapter, error: describeError(thrown) })
      throw thrown
    }
  }

  async function refreshUrl(id: string): Promise<string> {
    const job = await get(id)
    const adapter = job && adapters.get(job.adapter)
    if (!adapter || job?.providerJobId === undefined || job.state !== 'succeeded') throw unknownJob(id)
    return (await askUrl({ adapter, jobId: job.providerJobId })).url
  }

  async function close(graceMs: number): Promise<void> {
    const closingHub = hub.close()
    if (worker) await within(clock, graceMs, worker.stop())
    await closingHub
  }

  return {
    store,
    adapters,
    create,
    get,
    find: (query) => store.find(query),
    list: (query) => store.list(query),
    cancel,
    async follow(id) {
      const job = await get(id)
      return job && follow(job)
    },
    deliver,
    watch: hub.watch,
    refreshUrl,
    async health() {
      const idleMs = worker?.lookedAt === undefined ? null : clock.now() - worker.lookedAt
      const ok = await store.get(['health']).then(
        () => true,
        () => false,
      )
      return { ok, store: store.name, working: worker?.working ?? 0, watching: hub.watching, idleMs }
    },
    close(graceMs = GRACE) {
      closing ??= close(graceMs)
      return closing
    },
  }
}

function pick(
  adapters: ReadonlyMap<string, AnyVideoAdapter>,
  wanted: string | undefined,
): [string, AnyVideoAdapter] {
  const [first] = adapters
  const adapter = wanted === undefined ? undefined : adapters.get(wanted)
  if (wanted !== undefined && adapter) return [wanted, adapter]
  if (wanted === undefined && first) return first
  throw new VideoError(
    'invalid_input',
    `The adapter is ${shown(wanted)}. Give one of ${[...adapters.keys()].join(', ')}.`,
  )
}

const unknownJob = (jobId: string) => new VideoError('not_found', 'There is no such job.', { jobId })
