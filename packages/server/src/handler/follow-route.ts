import { jobState, runFinished, runStarted, VIDEO_EVENTS, type WireEvent } from '@reelstate/core/protocol'
import { jobEvents } from '../jobs/job-events.js'
import type { JobView } from '../jobs/job-view.js'
import { isEnded, type VideoJobRow } from '../jobs/video-job.js'
import { notFound, PRIVATE } from './answers.js'
import type { Asked, HandlerContext, KnownAsker } from './handler-context.js'
import type { Telling } from './job-reader.js'
import type { StreamFormat } from './stream-format.js'

const STREAMS = 16
const STREAMS_OF_ANYBODY = 1_000

/** One job as a run: from the version `after` to its end. */
export async function followOneJob(
  context: HandlerContext,
  asked: Asked,
  job: VideoJobRow,
  format: StreamFormat,
  after: number,
): Promise<Response> {
  const { links } = context
  const { base } = asked
  // A version that was never given out is of another server: it says nothing of what was seen here.
  const seen = after > job.version ? 0 : after
  return answerStream(context, asked, {
    jobs: [job],
    format,
    after: seen,
    kind: `${format.name} run ${base}`,
    // Only the opening names the reference.
    events: async (row, told) => jobEvents(await links.view(row, base, told === 0 ? undefined : ''), told),
    ...(seen === job.version && { opening: standing(await links.view(job, base, '')) }),
    isOver: isEnded,
  })
}

/** What a reader hears who has seen all there is: that it stands as it stood. A peer gives up on a stream without a word. */
const standing = (view: JobView): WireEvent[] =>
  jobEvents(view, 0)
    .filter(({ name }) => name === VIDEO_EVENTS.STATUS)
    .map(({ eventId: _, ...event }) => event)

/** Several jobs on one stream, each as it is now and after every change, until all have ended. */
export function followJobs(
  context: HandlerContext,
  asked: Asked,
  jobs: ReadonlyMap<string, VideoJobRow>,
  format: StreamFormat,
): Response {
  const { links } = context
  const { base } = asked
  const references = new Map([...jobs].map(([reference, { id }]) => [id, reference]))
  const runId = crypto.randomUUID()
  return answerStream(context, asked, {
    jobs: [...jobs.values()],
    format,
    after: 0,
    kind: `${format.name} state ${base}`,
    events: async (row) => [jobState(await links.view(row, base, references.get(row.id)))],
    opening: [runStarted(runId, runId)],
    closing: [runFinished(runId, runId)],
    isOver: isEnded,
  })
}

/** How many streams an owner may have open at a time. */
export const streamLimit = ({ limits, isAnybody }: KnownAsker): number =>
  limits.streams ?? (isAnybody ? STREAMS_OF_ANYBODY : STREAMS)

function answerStream({ readers }: HandlerContext, { asker }: Asked, telling: Telling): Response {
  if (!asker) throw notFound()
  return new Response(readers.open(asker.owner, streamLimit(asker), telling), {
    headers: {
      ...PRIVATE,
      'Cache-Control': 'private, no-store, no-transform',
      'Content-Type': telling.format.type,
      // nginx holds back up to 8 s of events without it.
      'X-Accel-Buffering': 'no',
    },
  })
}
