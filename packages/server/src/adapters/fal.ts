import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import { shown } from '../shown.js'
import { FAL_MODELS, type FalVideoModel, isKnownModel } from './fal/fal-models.js'
import { readFalError, readOutcome, videoURLOf } from './fal/fal-outcome.js'
import { falRequest } from './fal/fal-request.js'
import { falWebhook } from './fal/fal-webhook.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { beforeOrdering } from './shared/before-ordering.js'
import { catalogueModelOptions } from './shared/catalogue-model-options.js'
import { secondsOf } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderRequest } from './shared/provider-api.js'
import { troubleError } from './shared/provider-errors.js'
import { fieldsOf, idOf, numberOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { unknownModel } from './shared/unknown-model.js'

export type { FalVideoModel } from './fal/fal-models.js'

export interface FalVideoOptions extends Omit<ProviderOptions, 'webhookSecret'> {
  /** Where the public keys are that check fal's webhooks. Default: fal's own address. */
  jwksURL?: string | undefined
}
export type FalModelOptions = z.infer<typeof catalogueModelOptions>
type DefaultModel = typeof DEFAULT_MODEL

/** A model whose sizes and lengths are known. */
export type FalVideoAdapter<TModel extends FalVideoModel = DefaultModel> = ProviderAdapter<
  keyof (typeof FAL_MODELS)[TModel]['sizes'] & string,
  (typeof FAL_MODELS)[TModel]['seconds'][number],
  'image',
  FalModelOptions
>
/** Any other model of fal's: what it takes is told in `modelOptions`. */
export type FalAnyVideoAdapter = ProviderAdapter<string, number, 'image', FalModelOptions>

const DEFAULT_MODEL = 'fal-ai/bytedance/seedance/v1.5/pro/text-to-video'
const BASE_URL = 'https://queue.fal.run'
const JWKS_URL = 'https://rest.fal.ai/.well-known/jwks.json'

/**
 * The models at fal (https://fal.ai/models) that make videos. The key is `FAL_KEY`. An image goes to the endpoint for
 * images that belongs to a known model; any other model is sent exactly what is asked for.
 *
 * Throws a `VideoError` `invalid_options` without a key, and for what is no `owner/app`.
 *
 * @param model default: `fal-ai/bytedance/seedance/v1.5/pro/text-to-video`
 */
export function falVideo<TModel extends FalVideoModel = DefaultModel>(
  model?: TModel,
  options?: FalVideoOptions,
): FalVideoAdapter<TModel>
export function falVideo(model: string, options?: FalVideoOptions): FalAnyVideoAdapter
export function falVideo(model: string = DEFAULT_MODEL, options: FalVideoOptions = {}): FalAnyVideoAdapter {
  return falAdapter(model, undefined, options)
}

/** As `falVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createFalVideo(key: string, options?: FalVideoOptions): FalVideoAdapter
export function createFalVideo<TModel extends FalVideoModel>(
  model: TModel,
  key: string,
  options?: FalVideoOptions,
): FalVideoAdapter<TModel>
export function createFalVideo(model: string, key: string, options?: FalVideoOptions): FalAnyVideoAdapter
export function createFalVideo(
  ...args: [string, (string | FalVideoOptions)?, FalVideoOptions?]
): FalAnyVideoAdapter {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return falAdapter(model, key, options)
}

function falAdapter(
  model: string,
  givenKey: string | undefined,
  options: FalVideoOptions,
): FalAnyVideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'falVideo', variables: ['FAL_KEY'] })
  const access = {
    name: 'fal',
    baseURL: readBaseURL(options.baseURL ?? BASE_URL),
    headers: { authorization: `Key ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError: readFalError,
  }
  const api = createProviderApi(access)
  const app = appOf(model)
  const known = isKnownModel(model) ? FAL_MODELS[model] : undefined
  const requestPath = (jobId: string) => `/${app}/requests/${segmentOf(jobId)}`

  async function askResult(jobId: string, call?: ProviderRequest) {
    const { body } = await api.ask(requestPath(jobId), call)
    const url = videoURLOf(body)
    if (url !== undefined) return { url, body }
    throw new VideoError('not_found', `fal has no video for the request ${jobId}.`, { jobId })
  }

  return {
    kind: 'video',
    name: 'fal',
    model,
    ...(known
      ? { sizes: Object.keys(known.sizes), ...secondsOf(known.seconds as readonly number[]) }
      : unknownModel(model, "{ aspect_ratio: '16:9', duration: 5 }")),
    inputParts: ['image'],
    capabilities: {
      progress: 'queue',
      cancel: 'running',
      resume: true,
      webhook: true,
      ...(known && 'extend' in known && { actions: ['extend'] }),
    },
    checkModelOptions: (given) => {
      readModelOptions(catalogueModelOptions, given, model)
    },

    async createVideoJob(order) {
      const { base, webhookUrl, abortSignal } = order
      const baseURL = base && (await beforeOrdering(askResult(base.jobId, { abortSignal }))).url
      const { endpoint, input } = falRequest(order, {
        model,
        options: readModelOptions(catalogueModelOptions, order.modelOptions, model),
        baseURL,
      })
      const query = webhookUrl === undefined ? '' : `?fal_webhook=${encodeURIComponent(webhookUrl)}`
      const { body } = await api.order(`/${pathOf(endpoint)}${query}`, {
        body: input,
        // fal would run a model up to ten times by itself.
        headers: { 'x-fal-no-retry': '1' },
        abortSignal,
      })
      return { jobId: idOf(fieldsOf(body).request_id), model }
    },

    async getVideoStatus(jobId, call) {
      const { body } = await api.ask(`${requestPath(jobId)}/status`, call)
      const { status, queue_position } = fieldsOf(body)
      if (status === 'IN_QUEUE') {
        const queuePosition = numberOf(queue_position)
        return { jobId, status: 'pending', ...(queuePosition !== undefined && { queuePosition }) }
      }
      if (status !== 'COMPLETED') return { jobId, status: 'processing' }
      const answer = await api.send(requestPath(jobId), call)
      const outcome = readOutcome(answer, [key])
      if (outcome) return { jobId, ...outcome }
      throw troubleError(access, answer)
    },

    async getVideoUrl(jobId, call) {
      const [{ url }, metrics] = await Promise.all([
        askResult(jobId, call),
        // A video is worth more than what it took.
        api.ask(`${requestPath(jobId)}/status`, call).then(readMetrics, () => undefined),
      ])
      return { jobId, url, ...(metrics && { usage: metrics }) }
    },

    async cancelVideoJob(jobId, call) {
      const answer = await api.send(`${requestPath(jobId)}/cancel`, { method: 'PUT', ...call })
      switch (fieldsOf(answer.body).status) {
        case 'OK':
          return 'canceled'
        case 'CANCELLATION_REQUESTED':
          return 'requested'
        case 'ALREADY_COMPLETED':
          return 'too_late'
        default:
          throw troubleError(access, answer)
      }
    },

    webhook: falWebhook(options.jwksURL ?? JWKS_URL, options.fetch),
  }
}

/** What a request is asked about under: the owner and the app, without what follows, as @fal-ai/client has it. */
function appOf(model: string): string {
  const parts = model.split('/')
  const length = parts[0] === 'workflows' || parts[0] === 'comfy' ? 3 : 2
  if (parts.length >= length && parts.every((part) => /^[\w.-]*\w[\w.-]*$/.test(part)))
    return parts.slice(0, length).join('/')
  throw new VideoError(
    'invalid_options',
    `The model of falVideo is ${shown(model)}. Give its id as https://fal.ai/models shows it, such as '${DEFAULT_MODEL}'.`,
  )
}

const pathOf = (endpoint: string) => endpoint.split('/').map(encodeURIComponent).join('/')

function readMetrics({ body }: { body: unknown }): object | undefined {
  const { metrics } = fieldsOf(body)
  return typeof metrics === 'object' && metrics !== null ? metrics : undefined
}
