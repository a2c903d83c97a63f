import { VideoError } from '@reelstate/core/protocol'
import type { JobStore } from '../jobs/job-store.js'
import type { VideoEvent } from '../jobs/video-event.js'
import type { VideoJobsOptions } from '../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { TokenSecret } from '../security/sign-token.js'
import { shown } from '../shown.js'
import type { VideoStorage } from '../storage/video-storage.js'

/** What one owner may use. What is not given is not limited. */
export interface OwnerLimits {
  /** Jobs that have not ended. */
  concurrent?: number
  /** Seconds of video ordered since midnight UTC. */
  secondsPerDay?: number
  /** Seconds of video ordered since the first of the month, UTC. */
  secondsPerMonth?: number
  /** In the unit of the option `cost`. */
  costPerDay?: number
  costPerMonth?: number
  /** Streams open at a time, on each instance. Default: 16; 1,000 where `allowAnonymous` makes everybody one. */
  streams?: number
}

/** Who asks: an id that stays the same for a user, of 1 to 200 characters, or that with limits of their own. */
export type Asker = string | { owner: string; limits?: OwnerLimits }

/** What is made: for `validatePrompt` and `authorize`, nothing else decides. */
export interface PromptContext {
  owner: string
  /** The name of the adapter. */
  adapter: string
  model: string
}

export interface VideoHandlerOptions
  extends Omit<VideoJobsOptions, 'adapters' | 'store' | 'keep' | 'onEvent'> {
  /** The provider. For several, give `adapters`; a request names one as `data.adapter`, or gets the first. */
  adapter?: AnyVideoAdapter
  adapters?: Record<string, AnyVideoAdapter>
  /** Where jobs live. Default: a SQLite file, `.reelstate/jobs.db`, on Node. */
  store?: JobStore
  /** Says who asks; null or undefined for nobody. Called for every request but those by signed links. */
  authorize?: (request: Request) => Asker | null | undefined | Promise<Asker | null | undefined>
  /**
   * For demos: everybody may create, and whoever has a job's signed reference or its idempotency key may follow and cancel
   * it. Limits then hold for all together.
   */
  allowAnonymous?: boolean
  /**
   * Signs references and links: at least 32 characters, the same on every instance. Of several the first signs, all are
   * accepted. With `allowAnonymous` one is made up where none is given; links then end with the process.
   */
  secret?: TokenSecret | readonly TokenSecret[]
  /** Of every owner; those that `authorize` returns win. */
  limits?: OwnerLimits
  /** Keeps a copy of every finished video. Without it videos are passed on from the provider. */
  storage?: VideoStorage
  /** Hosts that finished videos may be fetched from. Default: any public one. */
  videoHosts?: readonly string[]
  /** Hosts of your own network that finished videos may be fetched from, such as `127.0.0.1:8080`. Default: none. */
  privateVideoHosts?: readonly string[]
  /** Other sites that may use this handler from a browser. Default: none. */
  cors?: { origins: readonly string[]; credentials?: boolean }
  /** Judges a prompt before anything is stored: a text says why it is refused. May throw a `VideoError`. */
  validatePrompt?: (
    prompt: string,
    context: PromptContext,
  ) => string | null | undefined | Promise<string | null | undefined>
  /** The longest prompt, in bytes of UTF-8. Default: 32 KiB. A model's own limit holds, too. */
  maxPromptBytes?: number
  /** The largest body of a create request, in bytes. Default: 1 MiB. */
  maxBodyBytes?: number
  /** The URL of this handler as browsers see it, or its path there, where a proxy changes that. */
  publicUrl?: string
  /** The URL of this handler as providers reach it; without it no webhooks are asked for. */
  webhookUrl?: string
  /** How long a link to a video works, in ms. Default: 3,600,000. */
  linkMs?: number
  streams?: StreamSettings
  /** Hears what happens, as data: give it `jsonLog()`, `openTelemetry()`, or a function of yours. */
  onEvent?: (event: VideoEvent) => void
  /** Hears what every finished job used, also one that was canceled and finished all the same. */
  onUsage?: (usage: Extract<VideoEvent, { name: 'job.usage' }>) => void
}

export interface StreamSettings {
  /** How long a stream may be silent, in ms. Default: 15,000. */
  heartbeatMs?: number
  /** After this time, give or take a tenth, a stream ends and its reader comes back, in ms. Default: 300,000. */
  maxAgeMs?: number
  /** What is written ahead of a slow reader, in bytes. Default: 65,536. */
  maxBufferedBytes?: number
  /** A reader that takes nothing for so long is dropped, in ms. Default: 30,000. */
  stalledMs?: number
}

/** Throws a `VideoError` `invalid_options` for what would be open to the world, or could not work. */
export function checkHandlerOptions(options: VideoHandlerOptions): Map<string, AnyVideoAdapter> {
  const { authorize, allowAnonymous, secret } = options
  if (typeof authorize !== 'function' && allowAnonymous !== true) {
    throw invalid(
      `authorize is ${shown(authorize)}. Give a function that says who asks, such as ` +
        '(request) => userIdOf(request), or allowAnonymous: true for a demo that everybody may use.',
    )
  }
  if (authorize && allowAnonymous) {
    throw invalid(
      'There are both authorize and allowAnonymous. Give one: who asks, or that it does not matter.',
    )
  }
  if (secret === undefined && !allowAnonymous) {
    throw invalid(
      'There is no secret. Give at least 32 characters that every instance shares, ' +
        'such as the output of `openssl rand -base64 32`, from your environment.',
    )
  }
  for (const origin of options.cors?.origins ?? []) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue
    throw invalid(
      `cors.origins holds ${shown(origin)}. Name the sites that may use this handler, such as https://app.example.`,
    )
  }
  const { publicUrl } = options
  if (publicUrl !== undefined && !/^(https?:\/\/|\/(?!\/))[^#\s]*$/.test(publicUrl)) {
    throw invalid(
      `publicUrl is ${shown(publicUrl)}. Give a URL such as https://app.example/api/video, or a path such as /api/video.`,
    )
  }
  checkOwnerLimits(options.limits ?? {})
  return adaptersOf(options)
}

/** Throws a `VideoError` `invalid_options` for a limit that would limit nothing. */
export function checkOwnerLimits(limits: OwnerLimits): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || (typeof limit === 'number' && limit >= 0)) continue
    throw invalid(`limits.${name} is ${shown(limit)}. Give a number from 0, or leave it out for no limit.`)
  }
}

function adaptersOf({ adapter, adapters }: VideoHandlerOptions): Map<string, AnyVideoAdapter> {
  if (!adapter === !adapters) throw invalid('Give either an adapter or adapters.')
  const all = new Map(Object.entries(adapters ?? (adapter ? { [adapter.name]: adapter } : {})))
  if (all.size === 0) throw invalid('The adapters are empty. Give at least one, such as localVideo().')
  for (const [name, one] of all) {
    if (one?.kind === 'video') continue
    throw invalid(`The adapter ${shown(name)} is ${shown(one)}. Give a video adapter such as localVideo().`)
  }
  return all
}

const invalid = (message: string) => new VideoError('invalid_options', `createVideoHandler: ${message}`)
