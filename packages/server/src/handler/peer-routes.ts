import { isEnded } from '../jobs/video-job.js'
import { answerJson, nobody } from './answers.js'
import type { Asked, HandlerContext } from './handler-context.js'

/**
 * `GET ?threadId=`: what a client of TanStack AI asks for when a page loads, to show the last run of a thread again or to
 * join it where it still runs. It rebuilds a result only from an artifact, so the video is described as one.
 */
export async function hydrateThread({ jobs, links }: HandlerContext, asked: Asked): Promise<Response> {
  const { asker, query, base } = asked
  if (!asker) throw nobody()
  const threadId = query.get('threadId') ?? ''
  // Pages name their threads alike for all visitors: among strangers a thread's last run is somebody else's.
  const job = asker.isAnybody ? undefined : await jobs.find({ owner: asker.owner, threadId })
  if (!job) return answerJson({ resumeSnapshot: null, activeRun: null })
  const { runId } = job
  if (!isEnded(job)) {
    const resumeSnapshot = {
      schemaVersion: 1,
      resumeState: { threadId, runId },
      status: 'running',
      activity: 'video',
    }
    return answerJson({ resumeSnapshot, activeRun: { runId } })
  }
  const view = await links.view(job, base)
  const ended = { schemaVersion: 1, resumeState: null, activity: 'video' }
  if (view.url === undefined) {
    const error = { message: view.error ?? 'Video generation failed', code: view.errorCode }
    return answerJson({ resumeSnapshot: { ...ended, status: 'error', error }, activeRun: null })
  }
  const expiresAt = view.expiresAt === undefined ? undefined : new Date(view.expiresAt).toISOString()
  const artifact = {
    role: 'output',
    artifactId: job.id,
    threadId,
    runId,
    name: `${job.id}.mp4`,
    mimeType: 'video/mp4',
    size: job.result?.bytes ?? 0,
    createdAt: new Date(job.endedAt ?? job.updatedAt).toISOString(),
    url: view.url,
    source: {
      activity: 'video',
      path: 'url',
      provider: job.adapter,
      model: job.model,
      mediaType: 'video',
      jobId: job.id,
      expiresAt,
    },
  }
  const result = { jobId: job.id, status: 'completed', model: job.model, usage: view.usage, expiresAt }
  return answerJson({
    resumeSnapshot: { ...ended, status: 'complete', result: { ...result, artifacts: [artifact] } },
    activeRun: null,
  })
}
