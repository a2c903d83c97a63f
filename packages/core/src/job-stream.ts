import { type EventObject, fromCallback } from 'xstate'
import {
  type CancelOutcome,
  type JobReport,
  readError,
  readWireEvent,
  VideoError,
  type VideoGenerateInput,
  type VideoJob,
  type WireEvent,
} from './protocol.js'
import type { ConnectionAdapter, TransportData } from './transport.js'
import type { StreamEvent, VideoContext } from './video-run.js'

/** What a job stream needs from its client, read anew for every request. */
export interface JobStreamSource {
  /** Throws a `VideoError` `invalid_options` that says how to set a transport. */
  transport(): ConnectionAdapter
  body(): TransportData | undefined
  /** Sees every wire event, after the state it led to. */
  onChunk(event: WireEvent): void
}

type Send = (event: StreamEvent) => void

/**
 * The actor between the wire and the machine: it opens a transport, folds each read into as few machine events as
 * possible, and says how the stream ended. Every error becomes an event here, because nothing in a machine may throw.
 */
export function jobStream(source: JobStreamSource) {
  return fromCallback<EventObject, VideoContext>(({ input, sendBack }) => {
    const reading = new AbortController()
    follow(source, input, reading.signal, sendBack)
    return () => reading.abort()
  })
}

/** Outlives the run: a request that is under way is not taken back. One that fails tells nobody anything. */
export function jobCancel(source: JobStreamSource) {
  return fromCallback<EventObject, VideoContext>(({ input, sendBack }) => {
    ask(source, input.job as VideoJob, sendBack)
  })
}

async function ask(source: JobStreamSource, job: VideoJob, send: Send): Promise<void> {
  let outcome: CancelOutcome = 'requested'
  try {
    outcome = (await source.transport().cancel?.(job, AbortSignal.timeout(30_000))) ?? 'unsupported'
  } catch {}
  send({ type: 'CANCEL_ANSWERED', outcome })
}

async function follow(
  source: JobStreamSource,
  context: VideoContext,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  let { job, after } = context
  try {
    for await (const step of open(source, context, signal)) {
      const events = Array.isArray(step) ? step : [step]
      const reports: JobReport[] = []
      let ending: StreamEvent | undefined
      for (const event of events) {
        const reading = readWireEvent(event)
        after = event.eventId ?? after
        if (reading?.type === 'REPORT') reports.push(reading.report)
        else if (reading?.type === 'JOB_CREATED') {
          job = reading.job
          send(reading)
        } else ending ??= reading
      }
      // A burst of reports costs one transition.
      send({ type: 'STATUS', reports, after })
      if (ending) send(ending)
      for (const event of events) source.onChunk(event)
      // The machine closes the stream at its end, by leaving the state that owns it.
      if (signal.aborted) return
    }
    throw new VideoError('bad_response', 'The stream ended before the video was ready.')
  } catch (thrown) {
    const error = toVideoError(thrown)
    const { code, status = 0 } = error
    // What a job outlives, and what leaves open whether there is one; anything else is a verdict.
    const dropped =
      code === 'connection_lost' ||
      code === 'bad_response' ||
      (job && (error !== thrown || status > 499 || [408, 425, 429].includes(status)))
    send({ type: dropped ? 'DROPPED' : 'FAILED', error })
  }
}

function open(source: JobStreamSource, context: VideoContext, signal: AbortSignal) {
  const { facts, job } = context
  const transport = source.transport()
  if (!job) return transport.connect([], { ...source.body(), ...check(facts.input) }, signal, context)
  if (transport.resume) return transport.resume(job, signal, context)
  throw new VideoError('invalid_options', 'This connection has no resume().')
}

/** What needs no server to know; sizes and durations are the server's to judge. */
function check(input: VideoGenerateInput | null) {
  const prompt: unknown = input?.prompt
  if (typeof prompt === 'string' ? prompt.trim() : Array.isArray(prompt)) return input
  throw new VideoError(
    'invalid_input',
    `The prompt must say what to show; generate() got ${JSON.stringify(prompt)}.`,
  )
}

/** A network fails with a `TypeError`, cut JSON with a `SyntaxError`; any other is the word of a user's function. */
function toVideoError(thrown: unknown): VideoError {
  if (thrown instanceof VideoError) return thrown
  const lost = thrown instanceof TypeError || thrown instanceof SyntaxError
  return readError(thrown, lost ? 'connection_lost' : 'generation_failed', `${thrown}`, { cause: thrown })
}
