import { readFile } from 'node:fs/promises'
import { type VideoAdapter, VideoError } from '@reelstate/server'
import { checkRenderInput, DURATION, MAX_PROMPT_LENGTH } from './check-render-input.js'
import { openJobRecords } from './job-records.js'
import { RenderJobs } from './render-jobs.js'
import { serveError, serveVideo } from './serve-video.js'
import { openVideoFolder } from './video-folder.js'

/** Every even size from 64 to 1920 pixels a side is rendered. */
export type LocalVideoSize = `${number}x${number}`

/** The sizes offered in menus. */
const SIZES: readonly LocalVideoSize[] = ['1280x720', '720x1280', '1792x1024', '1024x1792']

export interface LocalVideoOptions {
  /**
   * Where `serve` is mounted, such as `/api/video/files`: videos are then at `<publicUrl>/<jobId>.mp4`.
   * Without it a video's URL is a `data:` URL.
   */
  publicUrl?: string
  /**
   * Where videos and jobs are written, so that they outlive the process; one process at a time may use it.
   * Default: a new temporary folder, removed when the process exits, and its jobs with it.
   */
  directory?: string
  /** Renders that run at a time, 1-16; each keeps one core busy. Default 1, the others wait in a queue. */
  concurrency?: number
  /** How long an ended job and its video are kept, in ms, up to 24 days. Default one hour. */
  keepMs?: number
  /** The shortest time a frame may take, in ms, up to 10 s: slows demos and tests down. Default 0. */
  minMsPerFrame?: number
  /** Hears a line when a render starts, finishes, fails or is canceled. */
  log?: (line: string) => void
}

/** A provider inside this process. */
export interface LocalVideoAdapter extends VideoAdapter<LocalVideoSize> {
  /** Answers `GET` and `HEAD` of `<anything>/<jobId>.mp4`, byte ranges included; a JSON error otherwise. */
  serve(request: Request): Promise<Response>
  /**
   * Stops every render; after that no job can be created. With a `directory` the jobs are kept for the next
   * process, and every question about one is answered with `unavailable` (by `serve` with a 503); without one,
   * they are forgotten and their videos removed.
   */
  close(): Promise<void>
}

/**
 * The embedded provider: renders a real MP4 from the prompt, offline and without a key, in a worker thread.
 * Progress counts frames; a cancellation stops the worker. The same prompt, size, duration and
 * `modelOptions.seed` (a whole number, derived from the prompt when absent) give the same bytes.
 *
 * With a `directory` a job outlives the process, however that ended: `localVideo` with the same directory
 * knows every job again, and renders what had not ended from the start, oldest first. Only one process at a
 * time may use a directory. Without one, jobs end with the process.
 *
 * Throws a `VideoError` `invalid_options` for an option out of range or a directory that cannot be read.
 */
export function localVideo(options: LocalVideoOptions = {}): LocalVideoAdapter {
  const publicUrl = options.publicUrl?.replace(/\/+$/, '')
  const jobs = new RenderJobs({
    folder: openVideoFolder(options.directory),
    ...(options.directory !== undefined && { records: openJobRecords(options.directory) }),
    concurrency: checkOption('concurrency', options.concurrency ?? 1, 1, 16),
    keepMs: checkOption('keepMs', options.keepMs ?? 3_600_000, 1, 24 * 86_400_000),
    minMsPerFrame: checkOption('minMsPerFrame', options.minMsPerFrame ?? 0, 0, 10_000),
    log: options.log ?? (() => {}),
  })

  return {
    kind: 'video',
    name: 'local',
    model: 'local-scene',
    sizes: SIZES,
    maxPromptLength: MAX_PROMPT_LENGTH,
    pollingCeilingMs: 500,
    // A key is remembered as long as its job: an order whose answer was lost may be repeated.
    capabilities: { idempotency: true },
    availableDurations: () => ({ kind: 'range', min: DURATION.min, max: DURATION.max, unit: 'seconds' }),
    snapDuration: (seconds) =>
      Number.isNaN(seconds) ? undefined : Math.min(DURATION.max, Math.max(DURATION.min, seconds)),
    checkInput: (input) => {
      checkRenderInput(input)
    },

    async createVideoJob(input) {
      input.abortSignal?.throwIfAborted()
      return { jobId: jobs.create(checkRenderInput(input), input.idempotencyKey), model: 'local-scene' }
    },

    async getVideoStatus(jobId) {
      return jobs.status(jobId)
    },

    async getVideoUrl(jobId) {
      const video = jobs.video(jobId)
      if (!video) {
        const { status, error } = jobs.status(jobId)
        throw new VideoError(
          'not_found',
          error ?? `The video of job ${jobId} is not finished: it is ${status}.`,
          { jobId },
        )
      }
      if (publicUrl !== undefined)
        return { jobId, url: `${publicUrl}/${jobId}.mp4`, expiresAt: video.expiresAt }
      return { jobId, url: `data:video/mp4;base64,${await readFile(video.path, 'base64')}` }
    },

    async openContent(jobId, { range, abortSignal }) {
      const video = jobs.video(jobId)
      if (!video) return serveError(404, 'not_found', `The video of job ${jobId} is not finished.`)
      const asked = new Request('http://local.invalid/', {
        ...(range !== undefined && { headers: { range } }),
        ...(abortSignal && { signal: abortSignal }),
      })
      return serveVideo(asked, { ...video, tag: jobId })
    },

    async cancelVideoJob(jobId) {
      return jobs.cancel(jobId)
    },

    async serve(request) {
      const jobId = /\/([^/]+)\.mp4$/.exec(new URL(request.url).pathname)?.[1] ?? ''
      try {
        const video = jobs.video(jobId)
        if (video) return serveVideo(request, { ...video, tag: jobId })
      } catch (error) {
        if (!(error instanceof VideoError)) throw error
        if (error.code === 'unavailable') return serveError(503, 'unavailable', error.message)
      }
      return serveError(404, 'not_found', 'There is no video at this address, or it is no longer kept.')
    },

    close: () => jobs.close(),
  }
}

function checkOption(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new VideoError(
    'invalid_options',
    `localVideo: ${name} is ${value}. Give a whole number from ${min} to ${max}.`,
  )
}
