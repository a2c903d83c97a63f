import { VideoError, type WireEvent } from '@reelstate/core/protocol'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import { reportFault } from '../report-fault.js'
import type { StreamSettings } from './handler-options.js'
import type { StreamFormat } from './stream-format.js'

/** What a stream tells of its jobs. */
export interface Telling {
  /** The jobs as they were found; the hub tells of everything newer. */
  jobs: readonly VideoJobRow[]
  format: StreamFormat
  /** The version that the reader has seen already; 0 for nothing. */
  after: number
  /** What names the frames of a job, so that all readers of the same share them. */
  kind: string
  /** What a reader who has seen everything up to `after` still has to hear of a job. */
  events(job: VideoJobRow, after: number): Promise<readonly WireEvent[]>
  opening?: readonly WireEvent[]
  /** Said once every job has ended. */
  closing?: readonly WireEvent[]
  isOver(job: VideoJobRow): boolean
}

export interface JobReaders {
  /** Throws a `VideoError` `rate_limited` where an owner has as many streams open as they may. */
  checkRoom(owner: string, limit: number): void
  /** A stream that tells of jobs until all of them are over, it grows too old, or this instance closes. */
  open(owner: string, limit: number, telling: Telling): ReadableStream<Uint8Array>
  /** Streams that are open. */
  readonly count: number
  close(): void
}

/** One turn for all readers: heartbeats, ages and readers that take nothing. ms */
const TURN = 1_000
const encoder = new TextEncoder()

/**
 * The readers of one instance. A reader holds the newest version it has not been told yet, and nothing else: one that reads
 * slowly skips what came in between. Frames are made once for all readers of a job, and no reader has a timer.
 */
export function createJobReaders(
  jobs: VideoJobs,
  settings: StreamSettings,
  tell: (event: VideoEvent) => void,
): JobReaders {
  const { heartbeatMs = 15_000, maxAgeMs = 300_000 } = settings
  const { maxBufferedBytes = 65_536, stalledMs = 30_000 } = settings
  const readers = new Set<Reader>()
  const counts = new Map<string, number>()
  const frames = new WeakMap<VideoJobRow, Map<string, Promise<Uint8Array>>>()
  let turning: ReturnType<typeof setInterval> | undefined
  let isClosed = false

  function frameOf(job: VideoJobRow, after: number, { kind, format, events }: Telling): Promise<Uint8Array> {
    const name = `${format.name} ${kind} ${after === 0}`
    const made = frames.get(job) ?? new Map<string, Promise<Uint8Array>>()
    frames.set(job, made)
    let frame = made.get(name)
    if (!frame) {
      // What is new is one group, whichever version a reader has seen before.
      frame = events(job, after === 0 ? 0 : job.version - 1).then((group) => encode(group, format))
      made.set(name, frame)
    }
    return frame
  }

  function checkRoom(owner: string, limit: number): void {
    const count = counts.get(owner) ?? 0
    if (count < limit) return
    const message = `${count} streams of yours are open, and ${limit} may be. Close one.`
    throw new VideoError('rate_limited', message, { status: 429, retryAfterMs: 5_000 })
  }

  function open(owner: string, limit: number, telling: Telling): ReadableStream<Uint8Array> {
    if (isClosed) {
      throw new VideoError('unavailable', 'This server is going down. Try again.', { retryAfterMs: 1_000 })
    }
    checkRoom(owner, limit)
    counts.set(owner, (counts.get(owner) ?? 0) + 1)
    const { format } = telling
    const opening = concat([encoder.encode(format.preamble), encode(telling.opening ?? [], format)])
    const age = maxAgeMs * (0.9 + Math.random() / 5)
    let reader: Reader | undefined
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          if (opening.length > 0) controller.enqueue(opening)
          reader = startReader(controller)
        },
        pull: () => reader?.flow(),
        cancel: () => reader?.leave(),
      },
      { highWaterMark: maxBufferedBytes, size: (chunk) => chunk.byteLength },
    )

    function startReader(controller: ReadableStreamDefaultController<Uint8Array>): Reader {
      const pending = new Map<string, VideoJobRow>()
      const told = new Map<string, number>(telling.jobs.map(({ id }) => [id, telling.after]))
      const unfinished = new Set(told.keys())
      const openedAt = Date.now()
      let writtenAt = openedAt
      let blockedAt: number | undefined
      let isWriting = false
      let isLeft = false
      let stopWatching = () => {}

      function push(job: VideoJobRow): void {
        if (isLeft || job.version <= (told.get(job.id) ?? 0)) return
        const waiting = pending.get(job.id)
        if (!waiting || waiting.version < job.version) pending.set(job.id, job)
        flow()
      }

      function flow(): void {
        const hasRoom = (controller.desiredSize ?? 0) > 0
        if (hasRoom) blockedAt = undefined
        else blockedAt ??= Date.now()
        if (isWriting || isLeft || !hasRoom) return
        const [job] = pending.values()
        if (!job) return
        isWriting = true
        pending.delete(job.id)
        const after = told.get(job.id) ?? 0
        // Already now: the same version may come again before its frame is made.
        told.set(job.id, job.version)
        frameOf(job, after, telling).then(
          (frame) => wrote(job, frame),
          (thrown) => {
            reportFault('a stream could not be written.', thrown)
            end()
          },
        )
      }

      function wrote(job: VideoJobRow, frame: Uint8Array): void {
        isWriting = false
        if (isLeft) return
        write(frame)
        if (telling.isOver(job)) unfinished.delete(job.id)
        if (unfinished.size > 0) {
          flow()
          return
        }
        write(encode(telling.closing ?? [], format))
        end()
      }

      function write(frame: Uint8Array): void {
        if (frame.length === 0) return
        controller.enqueue(frame)
        writtenAt = Date.now()
      }

      function leave(): void {
        if (isLeft) return
        isLeft = true
        stopWatching()
        pending.clear()
        readers.delete(self)
        const left = (counts.get(owner) ?? 1) - 1
        if (left > 0) counts.set(owner, left)
        else counts.delete(owner)
        if (readers.size === 0) clearInterval(turning)
      }

      function end(): void {
        if (isLeft) return
        leave()
        controller.close()
      }

      const self: Reader = {
        flow,
        leave,
        end,
        turn(now) {
          if (blockedAt !== undefined && now - blockedAt >= stalledMs) {
            tell({ name: 'stream.dropped', owner, reason: 'slow' })
            leave()
            controller.error(new VideoError('connection_lost', 'The reader took nothing for too long.'))
          } else if (now - openedAt >= age) {
            end()
          } else if (now - writtenAt >= heartbeatMs - TURN / 2 && (controller.desiredSize ?? 0) > 0) {
            write(format.heartbeat)
          }
        },
      }
      if (readers.size === 0) startTurning()
      readers.add(self)
      for (const job of telling.jobs) push(job)
      stopWatching = jobs.watch([...told.keys()], push)
      return self
    }
  }

  function startTurning(): void {
    clearInterval(turning)
    turning = setInterval(
      () => {
        const now = Date.now()
        for (const reader of readers) reader.turn(now)
      },
      Math.min(TURN, heartbeatMs / 3),
    )
  }

  return {
    checkRoom,
    open,
    get count() {
      return readers.size
    },
    close() {
      isClosed = true
      for (const reader of [...readers]) reader.end()
      clearInterval(turning)
    },
  }
}

interface Reader {
  /** There may be room for more. */
  flow(): void
  leave(): void
  /** Ends the stream without a word: the reader comes back for what is newer. */
  end(): void
  turn(now: number): void
}

function encode(events: readonly WireEvent[], format: StreamFormat): Uint8Array {
  return encoder.encode(events.map(format.write).join(''))
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
