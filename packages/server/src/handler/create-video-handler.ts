import { VideoError } from '@reelstate/core/protocol'
import { callGuest } from '../call-guest.js'
import { toErrorResponse } from '../http/to-error-response.js'
import { createVideoJobs } from '../jobs/create-video-jobs.js'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import { createTokenSigner } from '../security/sign-token.js'
import { PRIVATE } from './answers.js'
import { checkOrigin, corsHeaders } from './check-origin.js'
import { defaultStore } from './default-store.js'
import { findRoute } from './find-route.js'
import type { HandlerContext } from './handler-context.js'
import { checkHandlerOptions, type VideoHandlerOptions } from './handler-options.js'
import { createJobLinks } from './job-links.js'
import { createJobReaders } from './job-readers.js'
import { keepInStorage } from './keep-in-storage.js'
import { linkBase } from './link-base.js'
import { whoAsks } from './who-asks.js'

/** Answers every request about videos. Mount it on one path, for all methods. */
export interface VideoHandler {
  /** Never rejects. */
  (request: Request): Promise<Response>
  readonly jobs: VideoJobs
  /**
   * Ends every stream, so that clients go to another instance, and hands jobs on; orders on their way get `graceMs`
   * (default 30,000) to finish. Requests that come later are answered with 503.
   */
  close(graceMs?: number): Promise<void>
}

const HOUR = 3_600_000

/**
 * Everything that a browser, a provider and an operator ask about videos, on one URL:
 *
 * | request | answer |
 * |---|---|
 * | `POST` | orders a video: JSON, server-sent events or NDJSON, as `Accept` says |
 * | `GET ?ref=`, `?key=`, `?runId=` | a job as it is, or as a stream from `?after=` or `Last-Event-ID` on |
 * | `GET ?jobs=ref,ref` | several jobs on one stream |
 * | `GET` | the asker's own jobs |
 * | `DELETE ?ref=`, `?key=` | stops a job at the provider |
 * | `GET ?video=` | the video, with ranges |
 * | `POST ?webhook=` | a provider's report |
 * | `GET …/health` | how this instance is |
 *
 * Throws a `VideoError` `invalid_options` for options that would be open to the world or cannot work.
 */
export function createVideoHandler(options: VideoHandlerOptions): VideoHandler {
  const adapters = checkHandlerOptions(options)
  const { onEvent, onUsage, storage, linkMs = HOUR } = options
  const signer = createTokenSigner(options.secret ?? crypto.randomUUID() + crypto.randomUUID())
  const store = options.store ?? defaultStore()
  const tell = (event: VideoEvent) =>
    void callGuest('onEvent or onUsage failed; nothing depends on it.', () =>
      Promise.all([onEvent?.(event), event.name === 'job.usage' && onUsage?.(event)]),
    )
  const jobs = createVideoJobs({
    ...options,
    adapters,
    store,
    keep:
      storage &&
      keepInStorage(storage, adapters, {
        allowHosts: options.videoHosts,
        privateHosts: options.privateVideoHosts,
      }),
    onEvent: tell,
  })
  const context: HandlerContext = {
    options,
    adapters,
    jobs,
    links: createJobLinks(signer, adapters, linkMs),
    readers: createJobReaders(jobs, options.streams ?? {}, tell),
    tell,
  }
  let isClosed = false

  async function handle(request: Request): Promise<Response> {
    const startedAt = Date.now()
    const told = { route: 'unknown', owner: undefined as string | undefined }
    const response = await respond(request, told)
    const { status } = response
    const durationMs = Date.now() - startedAt
    tell({ name: 'http.request', method: request.method, ...told, status, durationMs })
    return response
  }

  async function respond(request: Request, told: { route: string; owner?: string | undefined }) {
    const answer = await ask(request, told).catch((thrown) => {
      const response = toErrorResponse(thrown)
      for (const [name, value] of Object.entries(PRIVATE)) response.headers.set(name, value)
      return response
    })
    for (const [name, value] of Object.entries(corsHeaders(request, options))) answer.headers.set(name, value)
    return answer
  }

  async function ask(request: Request, told: { route: string; owner?: string | undefined }) {
    if (isClosed) {
      throw new VideoError('unavailable', 'This server is going down. Try again.', { retryAfterMs: 1_000 })
    }
    const url = new URL(request.url)
    const route = findRoute(request.method, url)
    told.route = route.name
    if (route.isChange) checkOrigin(request, options)
    const asker = route.isOpen ? undefined : await whoAsks(request, options)
    told.owner = asker?.owner
    const base = linkBase(request, url, options)
    return route.answer(context, { request, query: url.searchParams, base, asker })
  }

  return Object.assign(handle, {
    jobs,
    async close(graceMs?: number) {
      isClosed = true
      context.readers.close()
      await jobs.close(graceMs)
      // One that was given may have other users.
      if (!options.store) await store.close()
    },
  })
}
