import { VideoError, type WireEvent } from '@reelstate/core/protocol'
import type { VideoJobRow } from '../jobs/video-job.js'
import { reportFault } from '../report-fault.js'
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

/** What the readers of an instance share. */
export interface ReaderHost {
  readonly heartbeatMs: number
  readonly stalledMs: number
  frame(job: VideoJobRow, after: number, telling: Omit<Telling, 'jobs'>): Promise<Uint8Array>
  encode(events: readonly WireEvent[], telling: Pick<Telling, 'format'>): Uint8Array
  watch(ids: readonly string[], listener: (job: VideoJobRow) => void): () => void
  left(reader: JobReader): void
  dropped(reader: JobReader): void
}

/** One job of a stream. */
interface Line {
  readonly id: string
  /** The version that was written last. */
  told: number
  /** The newest version that was heard of; the same may come again while it is written. */
  heard: number
  /** The newest one that is not being written yet. */
  pending: VideoJobRow | undefined
  isOver: boolean
}

/**
 * Where one stream comes from. It holds the newest version of a job that its reader has not been told yet, and nothing else:
 * one that reads slowly skips what came in between. A class, because there are ten thousand of them: they share their code.
 */
export class JobReader implements UnderlyingDefaultSource<Uint8Array> {
  /** What there is to tell, without the rows that it began with: they are shared by the hub from then on. */
  readonly telling: Omit<Telling, 'jobs'>
  readonly #lines: readonly Line[]
  #found: readonly VideoJobRow[]
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  /** Which line is written next, so that one that never rests does not silence the others. */
  #turn = 0
  #writtenAt = Date.now()
  /** Since when there is no room; 0 while there is. */
  #blockedAt = 0
  #isWriting = false
  #isLeft = false
  #stopWatching = () => {}

  constructor(
    readonly owner: string,
    readonly host: ReaderHost,
    { jobs, ...telling }: Telling,
    /** When it ends without a word, so that its reader comes back; ms since the epoch. */
    readonly endsAt: number,
  ) {
    const { after } = telling
    this.telling = telling
    this.#found = jobs
    this.#lines = jobs.map(({ id }) => ({ id, told: after, heard: after, pending: undefined, isOver: false }))
  }

  /** The jobs that it tells of. */
  get ids(): string[] {
    return this.#lines.map(({ id }) => id)
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { host, telling } = this
    this.#controller = controller
    this.#write(telling.format.preamble)
    this.#write(host.encode(telling.opening ?? [], telling))
    for (const job of this.#found) this.#hear(job)
    this.#found = []
    this.#stopWatching = host.watch(this.ids, (job) => this.#hear(job))
  }

  /** There may be room for more. */
  pull(): void {
    this.#flow()
  }

  /** Nobody reads any more. */
  cancel(): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#stopWatching()
    this.host.left(this)
  }

  /** Ends the stream without a word: the reader comes back for what is newer. */
  end(): void {
    if (this.#isLeft) return
    this.cancel()
    this.#controller?.close()
  }

  /** What is due by now: the end, a sign of life, or to give up a reader that takes nothing. */
  look(now: number): void {
    const { host, telling, endsAt } = this
    const { heartbeatMs, stalledMs } = host
    if (this.#blockedAt > 0 && now - this.#blockedAt >= stalledMs) {
      host.dropped(this)
      this.cancel()
      this.#controller?.error(new VideoError('connection_lost', 'The reader took nothing for too long.'))
    } else if (now >= endsAt) {
      this.end()
    } else if (now - this.#writtenAt >= heartbeatMs && this.#hasRoom) {
      this.#write(telling.format.heartbeat)
    }
  }

  get #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0
  }

  #hear(job: VideoJobRow): void {
    const line = this.#lines.find(({ id }) => id === job.id)
    if (!line || job.version <= line.heard) return
    line.heard = job.version
    line.pending = job
    this.#flow()
  }

  #flow(): void {
    if (!this.#hasRoom) this.#blockedAt ||= Date.now()
    else this.#blockedAt = 0
    if (this.#isWriting || this.#isLeft || this.#blockedAt > 0) return
    const line = this.#next()
    const job = line?.pending
    if (!line || !job) return
    line.pending = undefined
    this.#isWriting = true
    this.host.frame(job, line.told, this.telling).then(
      (frame) => this.#told(line, job, frame),
      (thrown) => {
        reportFault('a stream could not be written.', thrown)
        this.end()
      },
    )
  }

  #next(): Line | undefined {
    const { length } = this.#lines
    for (let step = 0; step < length; step++) {
      const line = this.#lines[this.#turn++ % length]
      if (line?.pending) return line
    }
    return undefined
  }

  #told(line: Line, job: VideoJobRow, frame: Uint8Array): void {
    const { host, telling } = this
    this.#isWriting = false
    if (this.#isLeft) return
    line.told = job.version
    line.isOver = telling.isOver(job)
    this.#write(frame)
    if (!this.#lines.every(({ isOver }) => isOver)) {
      this.#flow()
      return
    }
    this.#write(host.encode(telling.closing ?? [], telling))
    this.end()
  }

  #write(frame: Uint8Array): void {
    if (frame.length === 0) return
    this.#controller?.enqueue(frame)
    this.#writtenAt = Date.now()
  }
}
