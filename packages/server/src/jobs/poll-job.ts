import { VideoError } from '@reelstate/core/protocol'
import { askStatus, askUrl } from '../provider/ask-provider.js'
import type { AnyVideoAdapter, VideoStatusResult, VideoUrlResult } from '../provider/video-adapter.js'
import type { HeldJob } from './held-job.js'
import { expire, fail, pollLater, report, succeed } from './job-steps.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import { providerCall } from './provider-call.js'
import type { JobReportRow, JobResultRow, VideoJobRow } from './video-job.js'

/** A copy that fails this often in a row is done without: the video is passed on from the provider instead. */
const COPY_ATTEMPTS = 5
/** Longer URLs carry the video in themselves; they are asked for again when somebody wants it. */
const MAX_URL_LENGTH = 8192

/**
 * The tick of a job at the provider: one poll, and when that says so, the video. Trouble on the way is no verdict: it is
 * tried again until the deadline. A job that was long overdue gets one look before it is called late.
 */
export async function pollJob(context: JobsContext, held: HeldJob, adapter: AnyVideoAdapter): Promise<void> {
  const { scheduler } = context
  const { job } = held
  const admitted = await scheduler.admit(job, adapter)
  if (!admitted.ok) {
    await held.release((now) => ({ ...now, dueAt: admitted.dueAt }))
    return
  }
  const deadline = untilDeadline(context, held)
  try {
    const provider = { adapter, jobId: job.providerJobId ?? '' }
    const news = await providerCall(context, job, 'status', () => askStatus(provider, deadline.signal))
    await heed(context, held, adapter, news, deadline.signal)
  } catch (thrown) {
    await trouble(context, held, adapter, thrown)
  } finally {
    deadline.end()
  }
}

async function heed(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
  news: VideoStatusResult,
  signal: AbortSignal,
): Promise<void> {
  const { clock, scheduler } = context
  if (news.status === 'failed') {
    const { error = '', errorCode = 'generation_failed' } = news
    await held.release(fail({ code: errorCode, message: error }, clock.now()))
    return
  }
  if (news.status === 'completed') {
    const unfinished = held.job
    const readyAt = clock.now()
    const result = await fetchResult(context, held, adapter, signal)
    const done = await held.release(succeed(result, clock.now()))
    if (done.state !== 'succeeded') return
    const { seconds, cost } = done
    context.tell({ name: 'job.usage', ...eventJob(done), seconds, cost, usage: result.usage, late: false })
    await scheduler.learn(unfinished, readyAt)
    return
  }
  const now = clock.now()
  if (now >= held.job.deadlineAt) {
    await held.release(expire(now))
    return
  }
  const row = await reportRow(context, held.job, news)
  const polled = report(row, now, now)(held.job)
  const { pollingCeilingMs = Number.POSITIVE_INFINITY } = adapter
  const askAt = Math.min(await scheduler.next(polled, adapter), now + pollingCeilingMs)
  const dueAt = Math.min(Math.max(askAt, now + (news.pollAfterMs ?? 0)), polled.deadlineAt)
  await held.release(report(row, now, dueAt))
}

async function reportRow(
  { clock, scheduler }: JobsContext,
  job: VideoJobRow,
  { status, progress, message, queuePosition, etaMs }: VideoStatusResult,
): Promise<JobReportRow> {
  const last = job.report
  const now = clock.now()
  const row: JobReportRow = { status }
  // Progress never falls, whatever a provider counts.
  const most = Math.max(progress ?? -1, last?.progress ?? -1)
  if (most >= 0) row.progress = most
  if (message !== undefined) row.message = message
  if (queuePosition !== undefined) row.queuePosition = queuePosition
  // An estimate of ours stands until it is over: news that are none would make readers restless.
  const standing = last?.estimatedEndAt && last.estimatedEndAt > now ? last.estimatedEndAt : undefined
  const estimatedEndAt = etaMs === undefined ? (standing ?? (await scheduler.estimate(job))) : now + etaMs
  if (estimatedEndAt !== undefined) row.estimatedEndAt = Math.round(estimatedEndAt)
  return row
}

async function fetchResult(
  context: JobsContext,
  { job, signal: stopping }: HeldJob,
  adapter: AnyVideoAdapter,
  signal: AbortSignal,
): Promise<JobResultRow> {
  const provider = { adapter, jobId: job.providerJobId ?? '' }
  const ask = () => askUrl(provider, signal)
  const { url, needsKey, expiresAt, usage }: VideoUrlResult = await providerCall(context, job, 'url', ask)
  const result: JobResultRow = {}
  if (!needsKey && url.length <= MAX_URL_LENGTH) result.url = url
  if (expiresAt) result.expiresAt = expiresAt.getTime()
  if (usage) result.usage = { ...usage }
  const { keep } = context
  if (keep && job.failures < COPY_ATTEMPTS) {
    const refresh = async () => (await ask()).url
    // A copy is worth more than the deadline: only a stop or a lost claim ends it.
    Object.assign(
      result,
      await providerCall(context, job, 'copy', () => keep(job, { url, refresh }, stopping)),
    )
  }
  return result
}

/** How long the provider has to say that it does not know a job: what it has just made may not be everywhere yet. */
const GONE_AFTER = 15_000

/** Why there was no news. A job that the provider does not know for a while is taken as gone. */
async function trouble(
  context: JobsContext,
  held: HeldJob,
  adapter: AnyVideoAdapter,
  thrown: unknown,
): Promise<void> {
  const { clock, scheduler } = context
  const { job, signal } = held
  if (signal.aborted) {
    // This instance stops, or has lost the job: whoever is next asks at once.
    await held.release((now) => ({ ...now, dueAt: clock.now() }))
    return
  }
  const now = clock.now()
  if (now >= job.deadlineAt) {
    await held.release(expire(now))
    return
  }
  const known = thrown instanceof VideoError ? thrown : undefined
  const dueAt = Math.min(scheduler.retry(job, adapter, known?.retryAfterMs), job.deadlineAt)
  if (known?.code !== 'not_found') {
    await held.release(pollLater(dueAt))
    return
  }
  const { missingSince = now } = job
  if (now - missingSince >= GONE_AFTER) await held.release(fail(known, now))
  else await held.release((row) => ({ ...pollLater(dueAt)(row), missingSince }))
}

/** Ends a call at the job's deadline. A job that is past it already gets its one look. */
function untilDeadline({ clock }: JobsContext, { job, signal }: HeldJob) {
  const own = new AbortController()
  const left = job.deadlineAt - clock.now()
  const stop = left > 0 ? clock.after(left, () => own.abort('deadline')) : () => {}
  return { signal: AbortSignal.any([signal, own.signal]), end: stop }
}
