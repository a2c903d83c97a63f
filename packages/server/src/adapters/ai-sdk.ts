import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import { callGuest } from '../call-guest.js'
import type { AdapterCallOptions } from '../provider/video-adapter.js'
import { toBase64 } from '../security/base64-url.js'
import { guardedFetch } from '../security/guarded-fetch.js'
import { shown } from '../shown.js'
import { asOrderError, operationIn } from './ai-sdk/call-errors.js'
import { checkOperation } from './ai-sdk/check-operation.js'
import { askModel } from './ai-sdk/read-status.js'
import {
  checkOrder,
  type modelOptionsSchema,
  optionsKeyOf,
  readOptions,
  startOptionsOf,
} from './ai-sdk/start-options.js'
import type { AiSdkVideo, AiSdkVideoModel, AiSdkWarning, StartableModel } from './ai-sdk/video-model.js'
import { readReference, writeReference } from './shared/job-reference.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { safeText } from './shared/provider-errors.js'
import { fieldsOf, textOf } from './shared/read-fields.js'
import { standardWebhook } from './shared/webhook-signatures.js'

export type { AiSdkVideoModel, AiSdkWarning } from './ai-sdk/video-model.js'

/** Options of the provider's own are passed on as they are. */
export type AiSdkModelOptions = z.infer<typeof modelOptionsSchema>
export type AiSdkVideoAdapter = ProviderAdapter<string, number, 'image', AiSdkModelOptions>

export interface AiSdkVideoOptions {
  /** Checks the webhooks of `@ai-sdk/replicate`: the secret that Replicate shows, `whsec_…`. */
  webhookSecret?: string | undefined
  /** Hears what a model did not do as asked, such as a size that it does not know. Default: a line in the server's log. */
  onWarning?: ((warning: AiSdkWarning) => void) | undefined
  /** Reads a video whose URL holds the provider's key. Default: a `fetch` that reaches public hosts only. */
  fetch?: typeof fetch | undefined
}

const MAX_VIDEO_BYTES = 2 * 1024 ** 3
/** What providers ask for between two polls, in ms. */
const POLLING_FLOORS: Record<string, number> = { minimax: 10_000 }

/**
 * A video model of the AI SDK 7, such as `xai.video('grok-imagine-video')`, with jobs that outlive the process.
 *
 * What the AI SDK does not have is not there: no progress, no cancellation. An order is one request. A `size` is passed on
 * as resolution and as aspect ratio; what a model does not do as asked it says to `onWarning`, once it is ordered.
 *
 * A job's id holds what the package needs to ask for it, in clear: with some packages the address where to ask. Give
 * browsers ids that are signed, as `createVideoHandler` does. Addresses that are no `https:` are refused (`http:` works on
 * this machine), and those of fal and Replicate at other hosts than theirs and the model's `baseURL`.
 *
 * Throws a `VideoError` `invalid_options` for a model that can only be waited for (no `doStart`), such as those of AI SDK 6.
 */
export function aiSdkVideo(given: AiSdkVideoModel, options: AiSdkVideoOptions = {}): AiSdkVideoAdapter {
  const model = checkModel(given)
  const { provider, modelId } = model
  const key = optionsKeyOf(model)
  // Of Replicate alone it is known how a webhook names the job.
  const secret = key === 'replicate' ? options.webhookSecret : undefined
  const pollingFloorMs = POLLING_FLOORS[key]

  async function news(jobId: string, call?: AdapterCallOptions) {
    const { operation } = readReference(jobId)
    if (operation === undefined) throw new VideoError('not_found', `${provider} has no such job.`, { jobId })
    checkOperation(model, operation, jobId)
    return askModel(model, operation, call?.abortSignal)
  }

  async function videoOf(jobId: string, call?: AdapterCallOptions) {
    const found = await news(jobId, call)
    if (found.state === 'done') return found
    throw new VideoError('not_found', `${provider} has no video of this job, or no longer has it.`, { jobId })
  }

  return {
    kind: 'video',
    name: provider,
    model: modelId,
    inputParts: ['image'],
    ...(pollingFloorMs !== undefined && { pollingFloorMs }),
    capabilities: {
      progress: 'none',
      cancel: 'none',
      resume: true,
      webhook: secret !== undefined,
      // Vercel's gateway is the only one that is known to honour a key.
      idempotency: key === 'gateway',
    },
    checkInput: (order) => checkOrder(model, order),
    checkModelOptions: (modelOptions) => {
      readOptions(model, modelOptions)
    },

    async createVideoJob(order) {
      const start = startOptionsOf(model, order)
      const { operation, warnings } = await Promise.resolve(model.doStart(start)).catch((thrown) => {
        const made = operationIn(thrown)
        if (made) return { operation: made, warnings: [] }
        throw asOrderError(provider, thrown)
      })
      tell(model, options, warnings)
      if (operation === undefined || operation === null)
        throw new Error(`${provider} gave no name to the job.`)
      return { jobId: nameOf(withoutUrl(operation, order.webhookUrl)), model: modelId }
    },

    async getVideoStatus(jobId, call) {
      const found = await news(jobId, call)
      if (found.state === 'going') return { jobId, status: 'processing' }
      if (found.state === 'done') return { jobId, status: 'completed' }
      const { state: _, ...verdict } = found
      return { jobId, status: 'failed', ...verdict }
    },

    async getVideoUrl(jobId, call) {
      const { video, usage } = await videoOf(jobId, call)
      const { url, needsKey } = urlOf(model, video)
      return { jobId, url, ...(needsKey && { needsKey }), ...(usage && { usage }) }
    },

    // Google puts its key into the URL.
    ...(key === 'google' && {
      async openContent(jobId, call) {
        const { abortSignal, range } = call
        const { video } = await videoOf(jobId, call)
        const clean = urlOf(model, video).url
        const url = video.type === 'url' ? (video.url ?? clean) : clean
        const headers = { accept: 'video/*', ...(range !== undefined && { range }) }
        if (url.startsWith('data:')) return fetch(url)
        if (options.fetch) {
          return options.fetch(url, { headers, ...(abortSignal && { signal: abortSignal }) })
        }
        const rules = { accept: headers.accept, range, maxBytes: MAX_VIDEO_BYTES, signal: abortSignal }
        return guardedFetch(url, rules)
      },
    }),

    ...(secret !== undefined && {
      webhook: standardWebhook(secret, ({ urls }) => {
        const getUrl = textOf(fieldsOf(urls).get)
        return getUrl && nameOf({ getUrl })
      }),
    }),
  }
}

function checkModel(model: AiSdkVideoModel): StartableModel {
  const { provider, modelId, doStart, doStatus } = model
  if (typeof provider !== 'string' || typeof modelId !== 'string') {
    throw new VideoError(
      'invalid_options',
      `The model is ${shown(model)}. Give a video model of the AI SDK, such as xai.video('grok-imagine-video').`,
    )
  }
  if (typeof doStart === 'function' && typeof doStatus === 'function') return model as StartableModel
  const own = OWN_ADAPTERS.find(([name]) => provider.toLowerCase().includes(name))
  const instead = own
    ? `Use ${own[1]} of @reelstate/server/${own[2]}`
    : 'Use a version of its package for AI SDK 7'
  throw new VideoError(
    'invalid_options',
    `The model ${shown(modelId)} of ${provider} can only be waited for: it has no doStart and doStatus, so a job ` +
      `would be lost with its process. ${instead}.`,
  )
}

/** Providers whose packages only wait, and what to use instead. */
const OWN_ADAPTERS = [
  ['bytedance', 'byteplusVideo', 'byteplus'],
  ['openrouter', 'openrouterVideo', 'openrouter'],
  ['google', 'geminiVideo', 'gemini'],
  ['luma', 'lumaVideo', 'luma'],
  ['replicate', 'replicateVideo', 'replicate'],
  ['fal', 'falVideo', 'fal'],
  ['xai', 'xaiVideo', 'xai'],
] as const

const nameOf = (operation: unknown) => writeReference({ operation })

/** Some packages keep the whole address of the order: what it says of our webhook is a secret, and needed no more. */
function withoutUrl(operation: unknown, secretUrl: string | undefined): unknown {
  if (secretUrl === undefined) return operation
  return JSON.parse(JSON.stringify(operation), (_, value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return value
    const url = new URL(value)
    const held = [...url.searchParams].filter(([, given]) => given === secretUrl)
    for (const [name] of held) url.searchParams.delete(name)
    return held.length > 0 ? url.href : value
  })
}

function urlOf({ provider }: AiSdkVideoModel, { type, url = '', data, mediaType }: AiSdkVideo) {
  if (type === 'url' && /^(https?|data):/.test(url)) {
    return provider.startsWith('google') ? withoutKey(url) : { url, needsKey: false }
  }
  if (typeof data === 'string') return { url: `data:${mediaType};base64,${data}`, needsKey: false }
  if (data) return { url: `data:${mediaType};base64,${toBase64(data)}`, needsKey: false }
  throw new VideoError(
    'bad_result',
    `${provider} delivered the video to a storage of yours, and not to this server. Have it answer with the video, or a URL.`,
  )
}

/** Google's package writes the API key into the URL. */
function withoutKey(given: string): { url: string; needsKey: boolean } {
  const url = new URL(given)
  if (!url.searchParams.has('key')) return { url: given, needsKey: false }
  url.searchParams.delete('key')
  return { url: url.href, needsKey: true }
}

/** A listener is a guest: one that throws is reported, and decides nothing. */
function tell(
  { provider, modelId }: StartableModel,
  { onWarning }: AiSdkVideoOptions,
  warnings: readonly AiSdkWarning[] = [],
): void {
  if (!onWarning && warnings.length > 0) {
    const said = warnings.map(({ type, feature, details, message }) =>
      [feature ?? type, details ?? message].filter((text) => text).join(': '),
    )
    const text = safeText(said.join('; '), [])?.replaceAll(/\s+/g, ' ')
    console.warn(`Reelstate: ${modelId} of ${provider} did not do all that was asked. ${text}`)
    return
  }
  for (const warning of warnings)
    callGuest('onWarning failed; the generation goes on.', () => onWarning?.(warning))
}
