import { VideoError } from '@reelstate/core/protocol'
import { bounded } from '../provider/interruptible.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { boundedBody, tooLarge } from '../security/bounded-body.js'
import type { FetchRules } from '../security/fetch-rules.js'
import { type GuardedFetch, guardedFetch } from '../security/guarded-fetch.js'
import { type ByteRange, type RequestedRange, readRangeHeader, writeRangeHeader } from './byte-range.js'
import { isDataUrl, openDataUrlVideo } from './data-url-video.js'
import { lazyBody } from './lazy-body.js'
import { type ProviderAnswer, type ProviderPart, readProviderPart } from './provider-part.js'
import { sliceBody } from './slice-body.js'
import type { VideoContent } from './video-content.js'

/** Where a provider's video is to be found. */
export interface ProviderVideo extends Pick<FetchRules, 'allowHosts' | 'privateHosts'> {
  adapter: Pick<AnyVideoAdapter, 'openContent'>
  /** The provider's name for the job. */
  jobId: string
  /** What the provider gave; used for what the adapter does not open itself. */
  url?: string | undefined
  /** Asks the provider for the URL anew. Called at most once: without a `url`, or where that works no more. */
  refresh?: (() => Promise<string>) | undefined
  /** Default: 2 GiB. */
  maxBytes?: number | undefined
  /** The reader's request: the provider is asked for no more than it asks for. */
  request?: Request | undefined
  signal?: AbortSignal | undefined
}

const MAX_BYTES = 2 * 1024 ** 3
/** Until the headers of the provider's host are there, in ms. */
const TIMEOUT = 10_000
/** Longer, because a gateway may have to fetch the video itself. */
const ADAPTER_TIMEOUT = 30_000
/** Longer, because some adapters fetch the whole video for it. */
const REFRESH_TIMEOUT = 120_000
const STALL = 30_000
/** How hosts answer for a link that has expired or was taken back. */
const GONE: readonly number[] = [401, 403, 404, 410]
/** How a provider does: a key that it refuses says nothing of the video. */
const GONE_WITH_KEY: readonly number[] = [404, 410]

/**
 * Opens a video at its provider: by the adapter, which has the key, or by its URL, which is fetched only from public
 * hosts. Only the video leaves this function, none of the provider's other headers.
 *
 * Rejects with a `VideoError`: `not_found` once the provider no longer has it, `bad_result` for what is no video, too
 * large or at a host that is not allowed, `unavailable` for trouble on the way; or with the signal's reason.
 */
export function openProviderVideo(video: ProviderVideo): Promise<VideoContent> {
  return openProviderVideoBy(guardedFetch, video)
}

export async function openProviderVideoBy(
  fetchIt: GuardedFetch,
  video: ProviderVideo,
): Promise<VideoContent> {
  const { request } = video
  const open = createOpener(fetchIt, video)
  const wanted = request && wantedRange(request)
  const first = await open(wanted)
  const isUsable = (range: ByteRange | undefined) => {
    // Nobody asked for a part yet: better to do so than to skip what may be most of the video.
    if (!first.range) return wanted !== undefined || !range || range.start === 0
    return range !== undefined && range.start >= first.range.start && range.end <= first.range.end
  }
  async function partWith(range: ByteRange | undefined): Promise<ProviderPart> {
    if (isUsable(range)) return first
    await close()
    const other = await open(range)
    if (isSame(other.size, first.size) && isSame(other.etag, first.etag)) return other
    await other.body.cancel().catch(() => {})
    throw new VideoError('unavailable', 'The video has changed at the provider. Ask for it again.')
  }
  const close = () => first.body.cancel().catch(() => {})
  return {
    contentType: first.contentType,
    bytes: first.size,
    etag: first.etag,
    read: (range) =>
      lazyBody(async () => {
        const part = await partWith(range)
        const skip = (range?.start ?? 0) - (part.range?.start ?? 0)
        return sliceBody(part.body, { skip, take: range ? range.end - range.start + 1 : first.size })
      }, close),
    close,
  }
}

/** As far as both are known. */
const isSame = <T>(one: T | undefined, other: T | undefined) =>
  one === undefined || other === undefined || one === other

/** A `HEAD` is answered from the headers that come with one byte: signed URLs are often good for `GET` alone. */
function wantedRange({ method, headers }: Request): RequestedRange | undefined {
  return method === 'HEAD' ? { start: 0, end: 0 } : readRangeHeader(headers.get('range'))
}

/** What opens the video, or a part of it: at the adapter, or where that does not, at the URL. */
function createOpener(fetchIt: GuardedFetch, video: ProviderVideo) {
  const { adapter, jobId, maxBytes = MAX_BYTES, signal, allowHosts, privateHosts } = video
  let url = video.url
  let { refresh } = video

  async function freshUrl(): Promise<string> {
    const ask = refresh
    refresh = undefined
    if (!ask) throw gone(jobId)
    url = await bounded(REFRESH_TIMEOUT, signal, ask)
    return url
  }

  async function fetchUrl(range: string | undefined): Promise<ProviderAnswer> {
    const response = await fetchFrom(url ?? (await freshUrl()), range)
    if (!GONE.includes(response.status) || !refresh) return response
    await response.body?.cancel().catch(() => {})
    return fetchFrom(await freshUrl(), range)
  }

  async function fetchFrom(from: string, range: string | undefined): Promise<ProviderAnswer> {
    if (isDataUrl(from)) return answerOf(await openDataUrlVideo(from))
    const options = { allowHosts, privateHosts, maxBytes, range, signal, timeoutMs: TIMEOUT, stallMs: STALL }
    return fetchIt(from, { ...options, accept: 'video/*' })
  }

  async function askAdapter(range: string | undefined): Promise<ProviderAnswer | undefined> {
    const response = await bounded(ADAPTER_TIMEOUT, signal, async (abortSignal) => {
      return adapter.openContent?.(jobId, { range, abortSignal })
    })
    if (!response) return undefined
    const { status, headers } = response
    if (Number(headers.get('content-length')) > maxBytes) {
      await response.body?.cancel().catch(() => {})
      throw tooLarge(maxBytes)
    }
    const body = response.body && boundedBody(response.body, { maxBytes, stallMs: STALL, signal })
    return { status, headers, body }
  }

  async function open(requested: RequestedRange | undefined): Promise<ProviderPart> {
    const range = requested && writeRangeHeader(requested)
    const own = await askAdapter(range)
    const response = own ?? (await fetchUrl(range))
    const { status } = response
    try {
      if (status === 200 || (status === 206 && requested)) return readProviderPart(response)
      if (status !== 416 || !requested) throw answered(status, jobId, own ? GONE_WITH_KEY : GONE)
    } catch (error) {
      await response.body?.cancel().catch(() => {})
      throw error
    }
    // The whole says how much there is of it.
    await response.body?.cancel().catch(() => {})
    return open(undefined)
  }

  return open
}

function answerOf({ contentType, bytes, read }: VideoContent): ProviderAnswer {
  const headers = new Headers({ 'content-type': contentType, 'content-length': `${bytes}` })
  return { status: 200, headers, body: read() }
}

function answered(status: number, jobId: string, isGone: readonly number[]): VideoError {
  if (isGone.includes(status)) return gone(jobId)
  return new VideoError('unavailable', `The provider answered with ${status} instead of the video.`, {
    jobId,
  })
}

const gone = (jobId: string) =>
  new VideoError('not_found', 'The provider no longer has this video.', { jobId, status: 410 })
