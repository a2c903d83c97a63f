import { VideoError } from '@reelstate/core/protocol'
import type { VideoJobRow } from '../jobs/video-job.js'
import { reportFault } from '../report-fault.js'
import { openProviderVideo } from '../storage/open-provider-video.js'
import { serveContent } from '../storage/serve-content.js'
import type { VideoContent } from '../storage/video-content.js'
import { notFound } from './answers.js'
import type { Asked, HandlerContext } from './handler-context.js'

/** How long a redirect to the storage itself works, in ms. */
const REDIRECT_MS = 300_000

/**
 * `GET ?video=`: the video behind a signed link, from the storage or passed on from the provider. The link is enough: a
 * `<video>` sends no headers. It lives short, and says nothing but which video it is for.
 */
export async function videoRoute(context: HandlerContext, asked: Asked): Promise<Response> {
  const { request, query } = asked
  const link = await context.links.readVideoLink(query.get('video') ?? '')
  if (link === 'expired') {
    throw new VideoError('not_found', 'This link has expired. Ask for the job again: it has a new one.', {
      status: 410,
    })
  }
  const job = link && (await context.jobs.get(link.id))
  if (!link || job?.state !== 'succeeded') throw notFound()
  const download = query.has('download')
  const filename = `${job.id}.mp4`
  const direct = await redirectToStorage(context, job, download ? filename : undefined)
  if (direct) return direct
  const content = await openVideo(context, job, request)
  return serveContent(request, content, { expiresAt: link.expiresAt, filename, download })
}

/** A storage with links of its own hands the bytes out itself. */
async function redirectToStorage(
  { options }: HandlerContext,
  { result }: VideoJobRow,
  downloadAs: string | undefined,
): Promise<Response | undefined> {
  const { storage } = options
  if (!storage?.url || result?.storageKey === undefined) return undefined
  const location = await storage.url(result.storageKey, { expiresInMs: REDIRECT_MS, downloadAs })
  return new Response(null, {
    status: 302,
    headers: { Location: location, 'Cache-Control': 'private, no-store' },
  })
}

async function openVideo(
  { options, adapters, jobs }: HandlerContext,
  job: VideoJobRow,
  request: Request,
): Promise<VideoContent> {
  const { storage, videoHosts, privateVideoHosts } = options
  const { signal } = request
  const { storageKey, url } = job.result ?? {}
  const kept = storageKey === undefined ? undefined : await storage?.open(storageKey, { signal })
  if (kept) return kept
  const adapter = adapters.get(job.adapter)
  if (!adapter || job.providerJobId === undefined) throw notFound()
  return openProviderVideo({
    adapter,
    jobId: job.providerJobId,
    url,
    refresh: () => jobs.refreshUrl(job.id),
    allowHosts: videoHosts,
    privateHosts: privateVideoHosts,
    request,
    signal,
  }).catch((thrown) => {
    if (!(thrown instanceof VideoError) || thrown.code !== 'bad_result') throw thrown
    // Where it lies at the provider is for the operator to know.
    reportFault(`the video of job ${job.id} is not passed on.`, thrown.message)
    throw new VideoError('bad_result', 'This video cannot be passed on. The log of the server says why.')
  })
}
