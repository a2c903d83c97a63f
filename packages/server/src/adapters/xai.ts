import type { z } from 'zod'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { secondsFrom } from './shared/durations.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi } from './shared/provider-api.js'
import { fieldsOf, idOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { readError, readStatus, videoIn } from './xai/xai-answer.js'
import { modelOptionsSchema, newVideo, videoPath, workOnVideo } from './xai/xai-request.js'

export type XaiVideoModel = keyof typeof MODELS
/** There is no secret: xAI sends no webhooks. */
export type XaiVideoOptions = Omit<ProviderOptions, 'webhookSecret'>
export type XaiVideoSize<TModel extends XaiVideoModel = XaiVideoModel> = (typeof MODELS)[TModel][number]
/** Others are passed on as they are. */
export type XaiModelOptions = z.infer<typeof modelOptionsSchema>
export type XaiVideoAdapter<TSize extends string = string> = ProviderAdapter<
  TSize,
  number,
  'image' | 'audio',
  XaiModelOptions
>

const SIZES = [
  ...(['1280x720', '720x1280', '720x720', '960x720', '720x960', '1080x720', '720x1080'] as const),
  ...(['854x480', '480x854', '480x480', '640x480', '480x640', '720x480', '480x720'] as const),
] as const
const FULL_HD = ['1920x1080', '1080x1920', '1080x1080', '1440x1080', '1080x1440'] as const

/** The sizes of the models that are known. */
const MODELS = {
  'grok-imagine-video': SIZES,
  'grok-imagine-video-1.5': [...SIZES, ...FULL_HD],
} as const
const DEFAULT_MODEL = 'grok-imagine-video'

/**
 * xAI's Grok Imagine (https://docs.x.ai/developers/model-capabilities/video/generation).
 *
 * The key is `XAI_API_KEY`; throws a `VideoError` `invalid_options` where it is missing. Images may be the first frame,
 * the last one (`grok-imagine-video-1.5` only) or references; sounds are references. A video that moderation withholds
 * is billed all the same.
 *
 * @param model default: `grok-imagine-video`; `grok-imagine-video-1.5` also makes 1080p
 */
export function xaiVideo<TModel extends XaiVideoModel = typeof DEFAULT_MODEL>(
  model?: TModel,
  options?: XaiVideoOptions,
): XaiVideoAdapter<XaiVideoSize<TModel>>
export function xaiVideo(model: string, options?: XaiVideoOptions): XaiVideoAdapter
export function xaiVideo(model: string = DEFAULT_MODEL, options: XaiVideoOptions = {}): XaiVideoAdapter {
  return xaiAdapter(model, undefined, options)
}

/** As `xaiVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createXaiVideo(
  key: string,
  options?: XaiVideoOptions,
): XaiVideoAdapter<XaiVideoSize<typeof DEFAULT_MODEL>>
export function createXaiVideo<TModel extends XaiVideoModel>(
  model: TModel,
  key: string,
  options?: XaiVideoOptions,
): XaiVideoAdapter<XaiVideoSize<TModel>>
export function createXaiVideo(model: string, key: string, options?: XaiVideoOptions): XaiVideoAdapter
export function createXaiVideo(
  ...args: [string, (string | XaiVideoOptions)?, XaiVideoOptions?]
): XaiVideoAdapter {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return xaiAdapter(model, key, options)
}

function xaiAdapter(model: string, givenKey: string | undefined, options: XaiVideoOptions): XaiVideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'xaiVideo', variables: ['XAI_API_KEY'] })
  const api = createProviderApi({
    name: 'xAI',
    baseURL: readBaseURL(options.baseURL ?? 'https://api.x.ai/v1'),
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })

  return {
    kind: 'video',
    name: 'xai',
    model,
    ...(isKnown(model) && { sizes: MODELS[model] }),
    ...secondsFrom(1, 15),
    inputParts: ['image', 'audio'],
    capabilities: { progress: 'percent', cancel: 'none', resume: true, actions: ['edit', 'extend'] },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const { base, abortSignal } = order
      const { path, body } = base ? await workOnVideo(api, order, base, model) : newVideo(order, model)
      const { request_id } = fieldsOf((await api.order(path, { body, abortSignal })).body)
      return { jobId: idOf(request_id), model }
    },

    async getVideoStatus(jobId, call) {
      return readStatus(jobId, (await api.ask(videoPath(jobId), call)).body, [key])
    },

    async getVideoUrl(jobId, call) {
      const { body } = await api.ask(videoPath(jobId), call)
      const { url = '', expiresAt } = videoIn(body)
      const { usage } = fieldsOf(body)
      return {
        jobId,
        url,
        ...(expiresAt && { expiresAt }),
        ...(Boolean(usage) && { usage: fieldsOf(usage) }),
      }
    },
  }
}

const isKnown = (model: string): model is XaiVideoModel => Object.hasOwn(MODELS, model)
