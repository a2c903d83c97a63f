import {
  jobProgress,
  jobStatus,
  VideoError,
  type VideoGenerateResult,
  type WireEvent,
} from '@reelstate/core/protocol'
import { askPlayableUrl, MAX_DATA_URL_BYTES } from '../provider/ask-playable-url.js'
import { askStatus, type JobAtProvider } from '../provider/ask-provider.js'
import { sleep } from '../provider/interruptible.js'
import type { VideoStatusResult, VideoUrlResult } from '../provider/video-adapter.js'
import { nextPollDelay, type PollingPace, retryDelay } from './polling-schedule.js'

/**
 * The events of a job that exists, from its first status to its last; returns the video.
 *
 * @param options.isNew whether the provider has just made it
 *
 * Throws a `VideoError` for the provider's verdict or a job it does not know, and the signal's `StopReason` once that
 * aborts. A poll that throws is neither: it is repeated until then.
 */
export async function* followJob(
  job: JobAtProvider,
  pace: PollingPace,
  signal: AbortSignal,
  { isNew = false } = {},
): AsyncGenerator<WireEvent, VideoGenerateResult> {
  let last: VideoStatusResult | undefined
  let newsAt = performance.now()
  for (;;) {
    const askedAt = performance.now()
    const report = await persist(() => askStatus(job, signal), pace, signal, isNew || last !== undefined)
    const answeredAt = performance.now()
    // Progress never falls, whatever a provider counts.
    if (last?.progress !== undefined) report.progress = Math.max(last.progress, report.progress ?? 0)
    if (JSON.stringify(report) !== JSON.stringify(last)) {
      newsAt = answeredAt
      yield* news(report)
    }
    last = report
    const { status, error = '', errorCode } = report
    if (status === 'failed') {
      throw new VideoError(errorCode ?? 'generation_failed', error, { jobId: job.jobId })
    }
    if (status === 'completed') break
    const poll = { silentMs: answeredAt - newsAt, tookMs: answeredAt - askedAt, askedMs: report.pollAfterMs }
    await sleep(nextPollDelay(pace, poll), signal)
  }
  return deliver(await persist(() => askPlayableUrl(job, signal), pace, signal, false))
}

function* news({
  message,
  errorCode: _,
  pollAfterMs: __,
  ...report
}: VideoStatusResult): Generator<WireEvent> {
  const { progress } = report
  if (message !== undefined && progress !== undefined) yield jobProgress(progress, message)
  yield jobStatus(report)
}

/** How long a provider has to say that it does not know a job which it made, in ms. */
const GONE_AFTER = 15_000

/**
 * Asks until there is an answer. Only a job that is missing twice in a row is taken as gone; one that its provider has
 * known before may be missing for a while.
 */
async function persist<T>(
  ask: () => Promise<T>,
  pace: PollingPace,
  signal: AbortSignal,
  isKnown: boolean,
): Promise<T> {
  let missingSince: number | undefined
  for (let attempt = 0; ; attempt++) {
    let retryAfterMs: number | undefined
    try {
      return await ask()
    } catch (thrown) {
      if (signal.aborted) throw signal.reason
      const known = thrown instanceof VideoError ? thrown : undefined
      if (known?.code !== 'not_found') missingSince = undefined
      else if (missingSince === undefined) missingSince = performance.now()
      else if (!isKnown || performance.now() - missingSince >= GONE_AFTER) throw thrown
      retryAfterMs = known?.retryAfterMs
    }
    await sleep(retryDelay(pace, attempt, retryAfterMs), signal)
  }
}

/** The result as the wire carries it. */
function deliver({ jobId, url, expiresAt, usage }: VideoUrlResult): VideoGenerateResult {
  // Four characters of base64 are three bytes.
  const bytes = url.startsWith('data:') ? (url.length - url.indexOf(',') - 1) * 0.75 : 0
  if (bytes > MAX_DATA_URL_BYTES) {
    const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`
    throw new VideoError(
      'bad_result',
      `The video of job ${jobId} is ${size}, and only up to 16 MB travel inside a data: URL. Let the server give ` +
        'a URL to download it from (localVideo does with its option publicUrl), or make it shorter or smaller.',
      { jobId },
    )
  }
  return {
    jobId,
    status: 'completed',
    url,
    ...(expiresAt && { expiresAt }),
    ...(usage && { usage: { ...usage } }),
  }
}
