import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobs } from '../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { OwnerLimits, VideoHandlerOptions } from './handler-options.js'
import type { JobLinks } from './job-links.js'
import type { JobReaders } from './job-readers.js'

/** What every route needs. */
export interface HandlerContext {
  readonly options: VideoHandlerOptions
  readonly adapters: ReadonlyMap<string, AnyVideoAdapter>
  readonly jobs: VideoJobs
  readonly links: JobLinks
  readonly readers: JobReaders
  /** Tells whoever listens; never throws. */
  tell(event: VideoEvent): void
}

/** A request, read as far as every route needs it. */
export interface Asked {
  request: Request
  query: URLSearchParams
  /** Where links of this handler lead. */
  base: string
  /** Who asks; undefined for nobody. */
  asker: KnownAsker | undefined
}

export interface KnownAsker {
  owner: string
  limits: OwnerLimits
  /** Whether everybody is this one: then only what nobody can guess opens a job. */
  isAnybody: boolean
}
