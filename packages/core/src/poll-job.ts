import {
  type CancelOutcome,
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  VideoError,
  type VideoGenerateInput,
  type VideoJobStatus,
  type WireEvent,
} from './protocol.js'
import { refusal } from './read-response.js'
import type { ConnectionAdapter } from './transport.js'

/** A job as a route reports it; what else it says is not read. */
export interface PolledJob {
  /** Default: the id that was asked for. */
  jobId?: string
  status: VideoJobStatus
  /** 0-100. */
  progress?: number | undefined
  /** Why it failed. */
  error?: string | undefined
  /** The finished video's. */
  url?: string | undefined
  expiresAt?: Date | string | undefined
  usage?: Record<string, unknown> | undefined
}

/** What a route answers, or its `Response`: JSON that is read here, and whose refusal becomes the run's error. */
type Answered<T> = T | Response | Promise<T | Response>

export interface PollJobOptions {
  /** Orders the video. Called once for each; pass the key on where your route honours `Idempotency-Key`. */
  create(
    input: VideoGenerateInput & Record<string, unknown>,
    options: { signal: AbortSignal; idempotencyKey: string; runId: string },
  ): Answered<{ jobId: string }>
  /** Looks at a job; must never order one. */
  status(jobId: string, options: { signal: AbortSignal }): Answered<PolledJob>
  /** Asks the provider to stop a job. Without it a stop is `unsupported`. */
  cancel?(jobId: string, options: { signal: AbortSignal }): Promise<CancelOutcome>
  /** From one look at a job to the next, in ms, at least 250. Default: 2,000. */
  pollingInterval?: number
}

const SHORTEST = 250

/**
 * A transport that asks: two functions of yours order a video and look at it. For REST routes that cannot stream, and for
 * driving a provider without a server, in Node, a worker or a test. A look that fails is made again, later and later.
 */
export function pollJob({
  create,
  status,
  cancel,
  pollingInterval = 2_000,
}: PollJobOptions): ConnectionAdapter {
  const interval = Math.max(SHORTEST, pollingInterval)
  const job = (jobId: string) =>
    jobCreated({ jobId, reference: jobId, resume: true, cancel: cancel !== undefined })

  async function* follow(jobId: string, signal: AbortSignal): AsyncGenerator<WireEvent[]> {
    yield [job(jobId)]
    for (;;) {
      const found = await read<PolledJob>(status(jobId, { signal }))
      const ending = endOf(jobId, found)
      yield [jobStatus({ ...found, jobId }), ...ending]
      if (ending.length > 0) return
      await pause(interval, signal)
      if (signal.aborted) return
    }
  }

  return {
    async *connect(_messages, data, signal, { idempotencyKey, runId }) {
      const input = data as VideoGenerateInput & Record<string, unknown>
      const answer = await read<{ jobId?: unknown }>(create(input, { signal, idempotencyKey, runId }))
      const { jobId } = answer
      if (typeof jobId !== 'string' || jobId === '') {
        const given = JSON.stringify(answer)
        throw new VideoError('bad_response', `create() should answer { jobId: '…' }; it answered ${given}.`)
      }
      yield* follow(jobId, signal)
    },
    resume: ({ reference, key }, signal) => {
      if (key === undefined) return follow(reference, signal)
      throw new VideoError('not_found', 'Nobody knows whether the order arrived.')
    },
    ...(cancel && { cancel: ({ reference }, signal) => cancel(reference, { signal }) }),
  }
}

function endOf(jobId: string, { status, error, url, expiresAt, usage }: PolledJob): WireEvent[] {
  if (status === 'failed') return [runError(new VideoError('generation_failed', error ?? 'It failed.'))]
  if (status !== 'completed') return []
  const expiry = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }
  return [jobResult({ jobId, status, url: url ?? '', ...expiry, ...(usage && { usage }) })]
}

async function read<T extends object>(answered: Answered<T>): Promise<T> {
  const answer = await answered
  if (!(answer instanceof Response)) return Object(answer)
  if (!answer.ok) throw await refusal(answer)
  return Object(await answer.json())
}

/** Ends early, without an error, when nobody waits any more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
