import { serveError, serveVideo } from '../serve-video.js'
import type { EmulatorState } from './emulator-state.js'

/** Answers a request for a public link, which needs no key: 403 for an expired one, 410 for a video that is gone. */
export async function answerVideoLink(state: EmulatorState, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const jobId = state.links.jobOf(pathname)
  const job = state.jobs.all().find(({ id }) => id === jobId)
  if (job?.state !== 'succeeded') return serveError(404, 'not_found', 'There is no video at this address.')
  if (job.scenario === 'content-gone') return serveError(410, 'not_found', 'The video is gone.')
  if (state.jobs.isExpiredLink(job, pathname))
    return serveError(403, 'not_found', 'This link has expired. Ask for the job again to get a fresh one.')
  const video = await state.jobs.video(job)
  return serveVideo(request, { ...video, expiresAt: new Date(Date.now() + 3_600_000) })
}
