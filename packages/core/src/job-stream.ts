import { fetcherTransport, type VideoFetcher } from './fetcher-transport.js'
import type { Tell } from './notify-callbacks.js'
import {
  type CancelOutcome,
  type JobReport,
  readError,
  readWireEvent,
  VideoError,
  type VideoGenerateInput,
  type WireEvent,
} from './protocol.js'
import { task } from './task.js'
import type { ConnectionAdapter, TransportData } from './transport.js'
import type { VideoTransportOptions } from './video-client.js'
import type { PersistedRuns } from './video-persistence.js'
import type { StreamEvent, VideoContext } from './video-run.js'

/** The client's options, read anew for every request. */
type Options = () => VideoTransportOptions & { body?: TransportData }

/**
 * The actor between the wire and the machine: it opens a transport, folds each read into as few machine events as
 * possible, and says how the stream ended. Every error becomes an event here, because nothing in a machine may throw.
 */
export const jobStream = (options: Options, tell: Tell, kept: () => PersistedRuns | undefined) =>
  task<VideoContext, StreamEvent>(async (context, signal, send) => {
    let { job, after } = context
    let retryMs: number | undefined
    try {
      // Without one, the order leaves in the same turn as the click.
      const claim = job ? undefined : kept()?.claim(context)
      const run = claim && (await claim)
      if (run) send({ type: 'ADOPTED', run })
      if (run || signal.aborted) return
      const transport = transportOf(options())
      for await (const step of open(transport, options(), context, signal)) {
        const events = [step].flat() as WireEvent[]
        const reports: JobReport[] = []
        let told = 0
        let ending: StreamEvent | undefined
        for (const event of events) {
          const reading = readWireEvent(event)
          retryMs = event.retryMs ?? retryMs
          if (reading?.type === 'REPORT') reports.push(reading.report)
          else if (reading?.type === 'JOB_CREATED') {
            job = reading.job
            // What the server offers is worth what this way to it can do.
            job.resume &&= transport.resume !== undefined
            send(reading)
          } else ending ??= reading
          if (event.eventId) {
            // Versions count up: what comes from a server that lags behind is old news. A peer's ids are no numbers.
            if (Number(event.eventId) < Number(after)) reports.length = told
            else after = event.eventId
            told = reports.length
          }
        }
        // A burst of reports costs one transition.
        send({ type: 'STATUS', reports, after, retryMs, beat: events.length === 0 })
        if (ending) send(ending)
        for (const event of events) tell('onChunk', event)
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
        (code === 'bad_response' && !job?.key) ||
        (job && (error !== thrown || status > 499 || status === 429))
      send({ type: dropped ? 'DROPPED' : 'FAILED', error })
    }
  })

/** Its request outlives the run: one that is under way is not taken back. One that fails tells nobody anything. */
export const jobCancel = (options: Options) =>
  task<VideoContext, StreamEvent>(async ({ job }, _signal, send) => {
    let outcome: CancelOutcome = 'requested'
    try {
      outcome =
        (job?.cancel && (await transportOf(options()).cancel?.(job, AbortSignal.timeout(30_000)))) ||
        'unsupported'
    } catch (thrown) {
      // What has no status reached nobody, and is below no number.
      if ((toVideoError(thrown).status as number) < 500) outcome = 'unsupported'
    }
    send({ type: 'CANCEL_ANSWERED', outcome })
  })

function open(
  transport: ConnectionAdapter,
  { body }: ReturnType<Options>,
  context: VideoContext,
  signal: AbortSignal,
) {
  const { facts, job } = context
  if (!job) return transport.connect([], { ...body, ...check(facts.input) }, signal, context)
  if (transport.resume) return transport.resume(job, signal, context)
  throw new VideoError(job.key ? 'not_found' : 'invalid_options', 'This connection has no resume().')
}

function transportOf({ connection, fetcher }: VideoTransportOptions): ConnectionAdapter {
  if (!connection === !fetcher) {
    const given = connection ? 'both' : 'neither'
    throw new VideoError('invalid_options', `A client needs a connection or a fetcher; it got ${given}.`)
  }
  return connection ?? fetcherTransport(fetcher as VideoFetcher)
}

/** What needs no server to know; sizes and durations are the server's to judge. */
function check(input: VideoGenerateInput | null) {
  const prompt: unknown = input?.prompt
  if (typeof prompt === 'string' ? prompt.trim() : Array.isArray(prompt)) return input
  throw new VideoError('invalid_input', `A video needs a prompt; it got ${JSON.stringify(prompt)}.`)
}

/**
 * A network fails with a `TypeError`, a time limit with a `DOMException`, cut JSON with a `SyntaxError`, and Node and Axios
 * say it with a code, such as `ECONNRESET` or `ERR_NETWORK`. Any other is the word of a user's function.
 */
function toVideoError(thrown: unknown): VideoError {
  if (thrown instanceof VideoError) return thrown
  const lost =
    [TypeError, SyntaxError, DOMException].some((type) => thrown instanceof type) ||
    /^E(RR_N|[CPT])/.test(String((thrown as { code?: unknown })?.code))
  const code = lost ? 'connection_lost' : 'generation_failed'
  return readError(thrown, code, 'The connection failed.', { cause: thrown })
}
