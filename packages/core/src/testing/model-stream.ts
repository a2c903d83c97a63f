import {
  jobCreated,
  jobProgress,
  jobStatus,
  runError,
  runStarted,
  VideoError,
  type WireEvent,
} from '../protocol.js'
import { isOver, jobEvents, type ModelJob, type ModelWork, versionOf } from './model-job.js'
import type { Fault } from './model-server.js'
import type { TestClock, TimerId } from './test-clock.js'

/** How often a stream looks for news, in ms. */
const LOOK = 1_000

interface StreamSettings {
  clock: () => TestClock
  work: ModelWork
  chunkSize: number
  heartbeatMs: number
}

/** The streams of a model server: each follows one job, in bytes, until it ends or somebody cuts it. */
export class ModelStreams {
  private readonly broken = new Set<() => void>()

  constructor(private readonly settings: StreamSettings) {}

  /** How many somebody still reads. */
  get open(): number {
    return this.broken.size
  }

  drop(): void {
    for (const breakOff of [...this.broken]) breakOff()
  }

  follow(
    job: ModelJob,
    after: number,
    fault: Fault,
    signal: AbortSignal | null | undefined,
  ): ReadableStream<Uint8Array> {
    const { work, chunkSize, heartbeatMs } = this.settings
    const clock = this.settings.clock()
    const encoder = new TextEncoder()
    const isNoisy = fault.kind === 'noise'
    let left = fault.kind === 'cut' ? fault.bytes : Number.POSITIVE_INFINITY
    let timers: TimerId[] = []
    let isDone = false
    let breakOff = () => {}
    const isQuiet = () => isDone || left <= 0
    const stopTimers = () => {
      for (const timer of timers) clock.clearInterval(timer)
      timers = []
    }
    const finish = () => {
      isDone = true
      this.broken.delete(breakOff)
      stopTimers()
    }
    // Whoever asks for what follows the end hears the end again.
    const version = versionOf(job, work, clock.now())
    let told = isOver(job, clock.now()) ? Math.min(after, version - 1) : after

    return new ReadableStream({
      start: (controller) => {
        const endWith = (error?: unknown) => {
          if (isDone) return
          finish()
          if (error === undefined) controller.close()
          else controller.error(error)
        }
        breakOff = () => endWith(new TypeError('terminated'))
        this.broken.add(breakOff)
        const cut = () => {
          stopTimers()
          if (fault.kind !== 'cut' || fault.how === 'stall') return
          if (fault.how === 'end') endWith()
          else breakOff()
        }
        const write = (text: string) => {
          const bytes = encoder.encode(text)
          for (let at = 0; at < bytes.length && !isQuiet(); at += chunkSize) {
            const chunk = bytes.subarray(at, Math.min(bytes.length, at + Math.min(chunkSize, left)))
            left -= chunk.length
            controller.enqueue(chunk)
            if (left <= 0) cut()
          }
        }
        // What belongs together is sent together, and cut where the chunks or the fault say so.
        const send = (events: WireEvent[]) => write(events.map(isNoisy ? noisyFrames : frame).join(''))
        const tell = () => {
          const now = clock.now()
          const events = jobEvents(job, work, told, now)
          if (events.length === 0) return
          told = versionOf(job, work, now)
          send(events)
          if (isOver(job, now) && !isQuiet()) endWith()
        }
        signal?.addEventListener('abort', () => endWith(new DOMException('Aborted.', 'AbortError')))
        if (left <= 0) return cut()
        write('retry: 1000\n\n')
        if (fault.kind === 'unsure') {
          send(unsure(job))
          return endWith()
        }
        const then = fault.kind === 'stale' ? clock.now() - fault.behind : 0
        if (then > job.createdAt && !job.isCanceled) send(jobEvents(job, work, 0, then))
        tell()
        if (isDone) return
        timers.push(clock.setInterval(tell, LOOK))
        if (heartbeatMs > 0) timers.push(clock.setInterval(() => write(': heartbeat\n\n'), heartbeatMs))
      },
      cancel: finish,
    })
  }
}

function frame({ eventId, ...body }: WireEvent): string {
  return `${eventId ? `id: ${eventId}\n` : ''}data: ${JSON.stringify(body)}\n\n`
}

/** Frames that are no JSON, progress that begins anew, and the event twice. */
function noisyFrames(event: WireEvent): string {
  const noise = 'data: {"half":\n\nevent: odd\ndata: <p>\n\n'
  const again = `${noise}data: ${JSON.stringify(jobProgress(0, 'again'))}\n\n${frame(event)}`
  return again + again
}

function unsure({ id: jobId }: ModelJob): WireEvent[] {
  const error = new VideoError('ambiguous_create', 'The provider did not say whether it took the order.')
  return [
    runStarted(jobId, jobId),
    jobCreated({ jobId, reference: jobId, resume: true, cancel: true }),
    jobStatus({ jobId, status: 'pending' }),
    runError(error),
  ]
}
