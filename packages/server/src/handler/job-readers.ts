import { VideoError } from '@reelstate/core/protocol'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import type { StreamSettings } from './handler-options.js'
import { JobReader, type ReaderHost, type Telling } from './job-reader.js'

export interface JobReaders {
  /** Throws a `VideoError`: `rate_limited` where an owner has as many streams as they may, `unavailable` once closed. */
  checkRoom(owner: string, limit: number): void
  /** A stream that tells of jobs until all of them are over, it grows too old, or this instance closes. */
  open(owner: string, limit: number, telling: Telling): ReadableStream<Uint8Array>
  /** Streams that are open. */
  readonly count: number
  close(): void
}

/** What is written of one version of a job, by what names it: the same for all who read it. */
interface Frames {
  job: VideoJobRow
  made: Record<string, Promise<Uint8Array>>
}

/** One turn for all readers: heartbeats, ages and readers that take nothing. ms */
const TURN = 1_000
const encoder = new TextEncoder()

/** The readers of one instance. Frames are made once for all readers of a job, and no reader has a timer. */
export function createJobReaders(
  jobs: VideoJobs,
  settings: StreamSettings,
  tell: (event: VideoEvent) => void,
): JobReaders {
  const { heartbeatMs = 15_000, maxAgeMs = 300_000 } = settings
  const { maxBufferedBytes = 65_536, stalledMs = 30_000 } = settings
  const turn = Math.min(TURN, heartbeatMs / 3)
  const size = ({ byteLength }: Uint8Array) => byteLength
  const readers = new Set<JobReader>()
  const counts = new Map<string, number>()
  const frames = new Map<string, Frames>()
  let turning: ReturnType<typeof setInterval> | undefined
  let isClosed = false

  const host: ReaderHost = {
    // A turn comes up to one turn late.
    heartbeatMs: heartbeatMs - turn / 2,
    stalledMs,
    watch: jobs.watch,
    frame(job, after, telling) {
      const known = frames.get(job.id)
      const made: Frames['made'] = known?.job === job ? known.made : {}
      if (known?.job !== job) frames.set(job.id, { job, made })
      const name = after === 0 ? `whole ${telling.kind}` : telling.kind
      // What is new is one group, whichever version a reader has seen before.
      made[name] ??= telling
        .events(job, after === 0 ? 0 : job.version - 1)
        .then((group) => host.encode(group, telling))
      return made[name]
    },
    encode: (events, { format }) => encoder.encode(events.map(format.write).join('')),
    left(reader) {
      readers.delete(reader)
      for (const id of reader.ids) frames.delete(id)
      const left = (counts.get(reader.owner) ?? 1) - 1
      if (left > 0) counts.set(reader.owner, left)
      else counts.delete(reader.owner)
      if (readers.size === 0) clearInterval(turning)
    },
    dropped: ({ owner }) => tell({ name: 'stream.dropped', owner, reason: 'slow' }),
  }

  function checkRoom(owner: string, limit: number): void {
    if (isClosed) {
      throw new VideoError('unavailable', 'This server is going down. Try again.', { retryAfterMs: 1_000 })
    }
    const count = counts.get(owner) ?? 0
    if (count < limit) return
    const message = `${count} streams of yours are open, and ${limit} may be. Close one.`
    throw new VideoError('rate_limited', message, { status: 429, retryAfterMs: 5_000 })
  }

  function startTurning(): void {
    turning = setInterval(() => {
      const now = Date.now()
      for (const reader of readers) reader.look(now)
    }, turn)
    if (typeof turning === 'object') turning.unref?.()
  }

  return {
    checkRoom,
    open(owner, limit, telling) {
      checkRoom(owner, limit)
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
      const age = maxAgeMs * (0.9 + Math.random() / 5)
      const reader = new JobReader(owner, host, telling, Date.now() + age)
      if (readers.size === 0) startTurning()
      readers.add(reader)
      return new ReadableStream(reader, { highWaterMark: maxBufferedBytes, size })
    },
    get count() {
      return readers.size
    },
    close() {
      isClosed = true
      for (const reader of [...readers]) reader.end()
    },
  }
}
