import type { VideoJobRow } from '../jobs/video-job.js'
import { notFound } from './answers.js'
import type { Asked, HandlerContext } from './handler-context.js'

/** The job that `?ref=` or `?key=` names, if it is the asker's own. Throws `notFound` otherwise, whatever the reason. */
export async function findAskedJob(context: HandlerContext, asked: Asked): Promise<VideoJobRow> {
  const reference = asked.query.get('ref')
  if (reference !== null) return findReferred(context, asked, reference)
  const { asker } = asked
  if (!asker) throw notFound()
  const key = asked.query.get('key')
  const runId = asked.query.get('runId')
  const { owner } = asker
  // Clients choose the ids of their runs, and choose them badly: among strangers they open nothing.
  if (key === null && asker.isAnybody) throw notFound()
  const job = await context.jobs.find(key === null ? { owner, runId: runId ?? '' } : { owner, key })
  if (!job) throw notFound()
  return job
}

/**
 * The jobs of signed references, by reference. Each has to be the asker's own; where everybody is anybody, the signature is
 * enough. Throws `notFound` when that is not so for one of them.
 */
export async function findAllReferred(
  { links, jobs }: HandlerContext,
  { asker }: Asked,
  references: readonly string[],
): Promise<Map<string, VideoJobRow>> {
  const meant = await Promise.all(
    references.map(async (reference) => {
      const read = await links.readReference(reference)
      if (!read || !asker || (asker.owner !== read.owner && !asker.isAnybody)) throw notFound()
      return { reference, ...read }
    }),
  )
  const found = new Map((await jobs.store.get(meant.map(({ id }) => id))).map((job) => [job.id, job]))
  return new Map(
    meant.map(({ reference, id, owner }) => {
      const job = found.get(id)
      if (job?.owner !== owner) throw notFound()
      return [reference, job]
    }),
  )
}

async function findReferred(context: HandlerContext, asked: Asked, reference: string): Promise<VideoJobRow> {
  const [job] = (await findAllReferred(context, asked, [reference])).values()
  if (!job) throw notFound()
  return job
}
