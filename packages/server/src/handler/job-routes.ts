import { VideoError } from '@reelstate/core/protocol'
import { isEnded, isTerminal, type VideoJobRow } from '../jobs/video-job.js'
import { answerJson, answerNothing, badRequest, nobody, PRIVATE } from './answers.js'
import { findAllReferred, findAskedJob } from './find-asked-job.js'
import { followJobs, followOneJob } from './follow-route.js'
import type { Asked, HandlerContext } from './handler-context.js'
import { formatOf } from './stream-format.js'

const MOST_AT_ONCE = 100
const LIST_LENGTH = 20

/** `GET ?ref=`, `?key=`, `?runId=`: the job as it is, or as a stream from there on. */
export async function readJob(context: HandlerContext, asked: Asked): Promise<Response> {
  const { request, query } = asked
  const job = await findAskedJob(context, asked)
  // A peer's client joins a run by its id, and reads a stream.
  const format = formatOf(request, query.has('runId'))
  if (format === 'json') return answerState(context, asked, job)
  const held = readVersion(request.headers.get('Last-Event-ID'))
  if (held !== undefined && held >= job.version && isEnded(job)) return answerNothing()
  // Whoever asks again for a job that was given up wants it followed on. No page of another site can: it has no reference.
  const isLeft = isEnded(job) && !isTerminal(job) && query.has('ref')
  const followed = isLeft ? ((await context.jobs.follow(job.id)) ?? job) : job
  const after = held ?? readVersion(query.get('after')) ?? 0
  // Whoever asks for what follows the end hears the end again.
  const seen = isEnded(followed) ? Math.min(after, followed.version - 1) : after
  return followOneJob(context, asked, followed, format, seen)
}

async function answerState(context: HandlerContext, asked: Asked, job: VideoJobRow): Promise<Response> {
  const view = await context.links.view(job, asked.base)
  // A link to the video that has been replaced is news as well.
  const etag = `"${[job.id, job.version, view.expiresAt].join('.')}"`
  if (asked.request.headers.get('If-None-Match') === etag) {
    return new Response(null, { status: 304, headers: { ...PRIVATE, ETag: etag } })
  }
  return answerJson(view, 200, { ETag: etag })
}

/** `GET ?jobs=`: several jobs on one stream. */
export async function readJobs(context: HandlerContext, asked: Asked): Promise<Response> {
  const references = (asked.query.get('jobs') ?? '').split(',')
  if (references.length > MOST_AT_ONCE) {
    throw badRequest(`There are ${references.length} references in jobs. Send at most ${MOST_AT_ONCE}.`)
  }
  const jobs = await findAllReferred(context, asked, references)
  const format = formatOf(asked.request)
  if (format !== 'json') return followJobs(context, asked, jobs, format)
  const views = await Promise.all(
    [...jobs].map(([reference, job]) => context.links.view(job, asked.base, reference)),
  )
  return answerJson({ jobs: views })
}

/** `GET` without a query: the asker's own jobs, the newest first. */
export async function listJobs(context: HandlerContext, asked: Asked): Promise<Response> {
  const { asker, query, base } = asked
  if (!asker) throw nobody()
  const limit = readLimit(query.get('limit'))
  // Where everybody is anybody, a list would show everybody's.
  const before = readCursor(query.get('before'))
  const jobs = asker.isAnybody ? [] : await context.jobs.list({ owner: asker.owner, limit, before })
  const last = jobs.length === limit ? jobs.at(-1) : undefined
  return answerJson({
    jobs: await Promise.all(jobs.map((job) => context.links.view(job, base))),
    ...(last && { next: `${last.createdAt}.${last.id}` }),
  })
}

/** `DELETE ?ref=` or `?key=`: stops the job at the provider. */
export async function cancelJobRoute(context: HandlerContext, asked: Asked): Promise<Response> {
  const job = await findAskedJob(context, asked)
  return answerJson({ outcome: await context.jobs.cancel(job.id) })
}

/** A version of ours. What is none, such as another server's event id, means that nothing was seen. */
export function readVersion(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function readLimit(text: string | null): number {
  if (text === null) return LIST_LENGTH
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_AT_ONCE) return limit
  throw badRequest(
    `The limit is ${JSON.stringify(text.slice(0, 40))}. Send a number from 1 to ${MOST_AT_ONCE}.`,
  )
}

function readCursor(text: string | null): { createdAt: number; id: string } | undefined {
  if (text === null) return undefined
  const [, createdAt, id] = /^(\d{1,15})\.([\w-]{1,100})$/.exec(text) ?? []
  if (createdAt !== undefined && id !== undefined) return { createdAt: Number(createdAt), id }
  throw new VideoError('invalid_input', 'The cursor in before is none. Send the "next" of the list before.')
}
