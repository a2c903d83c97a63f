import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import type { LostOrder } from '../provider/video-adapter.js'
import { shown } from '../shown.js'
import { replicateInput } from './replicate/replicate-input.js'
import { isKnownModel, REPLICATE_MODELS, type ReplicateVideoModel } from './replicate/replicate-models.js'
import { isModeration, outputOf, readPrediction } from './replicate/replicate-status.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { catalogueModelOptions } from './shared/catalogue-model-options.js'
import { secondsOf } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderErrorText } from './shared/provider-api.js'
import { troubleError } from './shared/provider-errors.js'
import { dateOf, fieldsOf, idOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { unknownModel } from './shared/unknown-model.js'
import { standardWebhook } from './shared/webhook-signatures.js'

export type { ReplicateVideoModel } from './replicate/replicate-models.js'

export interface ReplicateVideoOptions extends ProviderOptions {
  /**
   * After how many seconds Replicate gives a video up, at least 5. Before it has started that costs nothing. Default:
   * after 30 minutes of running.
   */
  cancelAfter?: number | undefined
}
export type ReplicateModelOptions = z.infer<typeof catalogueModelOptions>
type DefaultModel = typeof DEFAULT_MODEL

/** A model whose sizes and lengths are known. */
export type ReplicateVideoAdapter<TModel extends ReplicateVideoModel = DefaultModel> = ProviderAdapter<
  keyof (typeof REPLICATE_MODELS)[TModel]['sizes'] & string,
  (typeof REPLICATE_MODELS)[TModel]['seconds'][number],
  'image',
  ReplicateModelOptions
>
/** Any other model of Replicate's: what it takes is told in `modelOptions`. */
export type ReplicateAnyVideoAdapter = ProviderAdapter<string, number, 'image', ReplicateModelOptions>

const DEFAULT_MODEL = 'bytedance/seedance-1-pro'
const BASE_URL = 'https://api.replicate.com/v1'
/** How long an output can be had, in ms (https://replicate.com/docs/topics/predictions/data-retention). */
const KEPT = 3_600_000
/** A prediction repeats its input, images in `data:` URLs too. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * The models at Replicate (https://replicate.com/collections/text-to-video) that make videos: an official one by
 * `owner/name`, any other by `owner/name:version`. The key is `REPLICATE_API_TOKEN`. A video is removed an hour after it
 * was made.
 *
 * Throws a `VideoError` `invalid_options` without a key, and for what is no such name.
 *
 * @param model default: `bytedance/seedance-1-pro`
 */
export function replicateVideo<TModel extends ReplicateVideoModel = DefaultModel>(
  model?: TModel,
  options?: ReplicateVideoOptions,
): ReplicateVideoAdapter<TModel>
export function replicateVideo(model: string, options?: ReplicateVideoOptions): ReplicateAnyVideoAdapter
export function replicateVideo(
  model: string = DEFAULT_MODEL,
  options: ReplicateVideoOptions = {},
): ReplicateAnyVideoAdapter {
  return replicateAdapter(model, undefined, options)
}

/** As `replicateVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createReplicateVideo(key: string, options?: ReplicateVideoOptions): ReplicateVideoAdapter
export function createReplicateVideo<TModel extends ReplicateVideoModel>(
  model: TModel,
  key: string,
  options?: ReplicateVideoOptions,
): ReplicateVideoAdapter<TModel>
export function createReplicateVideo(
  model: string,
  key: string,
  options?: ReplicateVideoOptions,
): ReplicateAnyVideoAdapter
export function createReplicateVideo(
  ...args: [string, (string | ReplicateVideoOptions)?, ReplicateVideoOptions?]
): ReplicateAnyVideoAdapter {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return replicateAdapter(model, key, options)
}

function replicateAdapter(
  model: string,
  givenKey: string | undefined,
  options: ReplicateVideoOptions,
): ReplicateAnyVideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'replicateVideo', variables: ['REPLICATE_API_TOKEN'] })
  const access = {
    name: 'Replicate',
    baseURL: readBaseURL(options.baseURL ?? BASE_URL),
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
    maxBytes: MAX_BYTES,
  }
  const api = createProviderApi(access)
  const { path, version } = placeOf(model)
  const deadline = deadlineHeader(options.cancelAfter)
  const known = isKnownModel(model) ? REPLICATE_MODELS[model] : undefined

  return {
    kind: 'video',
    name: 'replicate',
    model,
    ...(known
      ? { sizes: Object.keys(known.sizes), ...secondsOf(known.seconds as readonly number[]) }
      : unknownModel(model, "{ aspect_ratio: '16:9', duration: 5 }")),
    inputParts: ['image'],
    capabilities: {
      // Of models that log a progress bar; others say nothing.
      progress: 'percent',
      cancel: 'running',
      resume: true,
      webhook: options.webhookSecret !== undefined,
    },
    checkModelOptions: (given) => {
      readModelOptions(catalogueModelOptions, given, model)
    },

    async createVideoJob(order) {
      const { webhookUrl, abortSignal } = order
      const choices = readModelOptions(catalogueModelOptions, order.modelOptions, model)
      const { body } = await api.order(path, {
        body: {
          ...(version !== undefined && { version }),
          input: replicateInput(order, model, choices),
          ...(webhookUrl !== undefined && { webhook: webhookUrl, webhook_events_filter: ['completed'] }),
        },
        headers: deadline,
        abortSignal,
      })
      return { jobId: idOf(fieldsOf(body).id), model }
    },

    async getVideoStatus(jobId, call) {
      const { body } = await api.ask(predictionPath(jobId), call)
      return { jobId, ...readPrediction(body, [key]) }
    },

    async getVideoUrl(jobId, call) {
      const { body } = await api.ask(predictionPath(jobId), call)
      const { completed_at, metrics } = fieldsOf(body)
      const url = outputOf(body)
      if (url === undefined) {
        const why = `Replicate no longer has the video of ${jobId}: it removes them after an hour.`
        throw new VideoError('not_found', why, { jobId })
      }
      const completedAt = dateOf(completed_at)
      return {
        jobId,
        url,
        ...(completedAt && { expiresAt: new Date(completedAt.getTime() + KEPT) }),
        ...(typeof metrics === 'object' && metrics !== null && { usage: metrics }),
      }
    },

    async cancelVideoJob(jobId, call) {
      const answer = await api.send(`${predictionPath(jobId)}/cancel`, { method: 'POST', ...call })
      if (answer.status >= 300 || !answer.isJson) throw troubleError(access, answer)
      const { status } = fieldsOf(answer.body)
      if (status === 'canceled' || status === 'aborted') return 'canceled'
      return status === 'succeeded' || status === 'failed' ? 'too_late' : 'requested'
    },

    async findVideoJobs(order, call) {
      // A clock may be off by a second.
      const since = new Date(order.since.getTime() - 1000).toISOString()
      const { body } = await api.ask(`/predictions?created_after=${encodeURIComponent(since)}`, call)
      const { results } = fieldsOf(body)
      const listed = (Array.isArray(results) ? results : []).map(fieldsOf)
      return listed
        .filter((prediction) => isFor(order, model, prediction))
        .map(({ id }) => ({ jobId: idOf(id) }))
        .filter(({ jobId }) => jobId !== '')
    },

    ...(options.webhookSecret !== undefined && {
      webhook: standardWebhook(options.webhookSecret, ({ id }) => idOf(id)),
    }),
  }
}

const predictionPath = (jobId: string) => `/predictions/${segmentOf(jobId)}`

/** Where a model is ordered: official ones by their name, the others by their version. */
function placeOf(model: string): { path: string; version?: string } {
  if (/^[\w.-]+\/[\w.-]+:[\da-f]{40,64}$/.test(model) || /^[\da-f]{64}$/.test(model))
    return { path: '/predictions', version: model.replace(/^.*:/, '') }
  if (/^[\w.-]*\w[\w.-]*\/[\w.-]*\w[\w.-]*$/.test(model)) return { path: `/models/${model}/predictions` }
  throw new VideoError(
    'invalid_options',
    `The model of replicateVideo is ${shown(model)}. Give 'owner/name' of an official model, such as '${DEFAULT_MODEL}', or 'owner/name:version'.`,
  )
}

function deadlineHeader(seconds: number | undefined): Record<string, string> {
  if (seconds === undefined) return {}
  if (Number.isInteger(seconds) && seconds >= 5) return { 'cancel-after': `${seconds}s` }
  throw new VideoError(
    'invalid_options',
    `cancelAfter is ${shown(seconds)}. Give a whole number of seconds from 5.`,
  )
}

function readError(body: unknown): ProviderErrorText {
  const { detail, title } = fieldsOf(body)
  const message = textOf(detail) ?? textOf(title)
  return { message, isModerated: isModeration(message) }
}

function isFor({ prompt, since }: LostOrder, model: string, prediction: Record<string, unknown>): boolean {
  const { input, model: used, version, created_at } = prediction
  const createdAt = dateOf(created_at)
  const isOfModel = model === used || model.split(':').at(-1) === version
  return (
    fieldsOf(input).prompt === prompt &&
    isOfModel &&
    createdAt !== undefined &&
    createdAt.getTime() >= since.getTime() - 1000
  )
}
