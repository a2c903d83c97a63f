import type { z } from 'zod'
import { readError, readStatus } from './openrouter/openrouter-answer.js'
import { checkSize, modelOptionsSchema, requestBody } from './openrouter/openrouter-request.js'
import { openrouterWebhook } from './openrouter/openrouter-webhook.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { secondsOf } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi } from './shared/provider-api.js'
import { fieldsOf, idOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'

export type OpenrouterVideoModel = keyof typeof MODELS
/** `webhookSecret` is the signing secret of the workspace. Without it there are no webhooks. */
export type OpenrouterVideoOptions = ProviderOptions
export type OpenrouterVideoSize<TModel extends OpenrouterVideoModel = OpenrouterVideoModel> =
  (typeof MODELS)[TModel][number]
/** Others are passed on as they are, such as `provider`. */
export type OpenrouterModelOptions = z.infer<typeof modelOptionsSchema>
/** A model whose sizes and lengths are known. */
export type OpenrouterVideoAdapter<TSize extends string = string> = ProviderAdapter<
  TSize,
  4 | 6 | 8,
  'image' | 'video' | 'audio',
  OpenrouterModelOptions
>
/** Any other, which OpenRouter itself checks an order against. */
export type OpenrouterOtherAdapter = ProviderAdapter<
  string,
  number,
  'image' | 'video' | 'audio',
  OpenrouterModelOptions
>

const HD = ['1280x720', '720x1280', '1920x1080', '1080x1920'] as const
const UHD = [...HD, '3840x2160', '2160x3840'] as const

/** The sizes of the models that are known; `GET /videos/models` lists those of all. */
const MODELS = { 'google/veo-3.1': UHD, 'google/veo-3.1-fast': UHD, 'google/veo-3.1-lite': HD } as const
const DEFAULT_MODEL = 'google/veo-3.1'

/**
 * Any video model behind OpenRouter (https://openrouter.ai/docs/guides/overview/multimodal/video-generation).
 *
 * The key is `OPENROUTER_API_KEY`; throws a `VideoError` `invalid_options` where it is missing. Images may be the first
 * frame, the last one or references. Videos and sounds are references, which some models leave aside. The known models
 * edit and extend too; of any other it is not known here. It says nothing of the progress and cannot cancel, and wants
 * to be asked every 10 s at most.
 *
 * @param model default: `google/veo-3.1`
 */
export function openrouterVideo<TModel extends OpenrouterVideoModel = typeof DEFAULT_MODEL>(
  model?: TModel,
  options?: OpenrouterVideoOptions,
): OpenrouterVideoAdapter<OpenrouterVideoSize<TModel>>
export function openrouterVideo(model: string, options?: OpenrouterVideoOptions): OpenrouterOtherAdapter
export function openrouterVideo(model: string = DEFAULT_MODEL, options: OpenrouterVideoOptions = {}) {
  return openrouterAdapter(model, undefined, options)
}

/** As `openrouterVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createOpenrouterVideo(
  key: string,
  options?: OpenrouterVideoOptions,
): OpenrouterVideoAdapter<OpenrouterVideoSize<typeof DEFAULT_MODEL>>
export function createOpenrouterVideo<TModel extends OpenrouterVideoModel>(
  model: TModel,
  key: string,
  options?: OpenrouterVideoOptions,
): OpenrouterVideoAdapter<OpenrouterVideoSize<TModel>>
export function createOpenrouterVideo(
  model: string,
  key: string,
  options?: OpenrouterVideoOptions,
): OpenrouterOtherAdapter
export function createOpenrouterVideo(
  ...args: [string, (string | OpenrouterVideoOptions)?, OpenrouterVideoOptions?]
) {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return openrouterAdapter(model, key, options)
}

function openrouterAdapter(
  model: string,
  givenKey: string | undefined,
  options: OpenrouterVideoOptions,
): OpenrouterVideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'openrouterVideo', variables: ['OPENROUTER_API_KEY'] })
  const baseURL = readBaseURL(options.baseURL ?? 'https://openrouter.ai/api/v1')
  const { webhookSecret } = options
  const api = createProviderApi({
    name: 'OpenRouter',
    baseURL,
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })

  return {
    kind: 'video',
    name: 'openrouter',
    model,
    ...(isKnown(model) ? { sizes: MODELS[model], ...secondsOf([4, 6, 8]) } : { checkInput: checkSize }),
    inputParts: ['image', 'video', 'audio'],
    pollingFloorMs: 10_000,
    capabilities: {
      progress: 'none',
      cancel: 'none',
      resume: true,
      webhook: webhookSecret !== undefined,
      ...(isKnown(model) && { actions: ['edit', 'extend'] as const }),
    },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const body = requestBody(order, model)
      const { id } = fieldsOf((await api.order('/videos', { body, abortSignal: order.abortSignal })).body)
      return { jobId: idOf(id), model }
    },

    async getVideoStatus(jobId, call) {
      return readStatus(jobId, (await api.ask(pathOf(jobId), call)).body, [key])
    },

    async getVideoUrl(jobId, call) {
      const { usage } = fieldsOf((await api.ask(pathOf(jobId), call)).body)
      const url = `${baseURL}${contentOf(jobId)}`
      return { jobId, url, needsKey: true, ...(Boolean(usage) && { usage: fieldsOf(usage) }) }
    },

    openContent: (jobId, call) => api.open(contentOf(jobId), call),

    ...(webhookSecret !== undefined && { webhook: openrouterWebhook(webhookSecret) }),
  }
}

const isKnown = (model: string): model is OpenrouterVideoModel => Object.hasOwn(MODELS, model)
const pathOf = (jobId: string) => `/videos/${segmentOf(jobId)}`
const contentOf = (jobId: string) => `${pathOf(jobId)}/content?index=0`
