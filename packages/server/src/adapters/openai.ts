import { VideoError } from '@reelstate/core/protocol'
import { z } from 'zod'
import type {
  BaseVideo,
  CreateVideoJobOptions,
  LostOrder,
  VideoStatusResult,
} from '../provider/video-adapter.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
  readVariable,
} from './shared/adapter-options.js'
import { secondsOf } from './shared/durations.js'
import { checkAllUsed, fileOfImage, sortParts } from './shared/media-parts.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderErrorText } from './shared/provider-api.js'
import { safeText } from './shared/provider-errors.js'
import { dateOf, fieldsOf, idOf, numberOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { standardWebhook } from './shared/webhook-signatures.js'

export type OpenaiVideoModel = 'sora-2' | 'sora-2-pro'
export type OpenaiVideoOptions = ProviderOptions
export type OpenaiVideoSize = (typeof SIZES)[number]
/** Others are passed on: compatible servers have their own. */
export type OpenaiModelOptions = z.infer<typeof modelOptionsSchema>

/** A model whose sizes and lengths are known. */
export type OpenaiVideoAdapter = ProviderAdapter<OpenaiVideoSize, 4 | 8 | 12, 'image', OpenaiModelOptions>
/** A model of a compatible server, which decides what it makes. */
export type OpenaiCompatibleAdapter = ProviderAdapter<string, number, 'image', OpenaiModelOptions>

const SIZES = ['1280x720', '720x1280', '1792x1024', '1024x1792'] as const
const modelOptionsSchema = z.looseObject({
  seed: z.int('Give a whole number').optional(),
  negative_prompt: z.string('Give a text').optional(),
})

/**
 * Any server that speaks OpenAI's Videos API: vLLM-Omni, LiteLLM, gateways, the emulator of `@reelstate/local`. OpenAI's
 * own was shut down on 2026-09-24 (https://developers.openai.com/api/docs/deprecations).
 *
 * The key is `OPENAI_API_KEY`, the server `OPENAI_BASE_URL` or the option `baseURL`. Throws a `VideoError`
 * `invalid_options` where either is missing.
 *
 * @param model default: `sora-2`, the name that most servers know
 */
export function openaiVideo(model?: OpenaiVideoModel, options?: OpenaiVideoOptions): OpenaiVideoAdapter
export function openaiVideo(model: string, options?: OpenaiVideoOptions): OpenaiCompatibleAdapter
export function openaiVideo(
  model = 'sora-2',
  options: OpenaiVideoOptions = {},
): OpenaiVideoAdapter | OpenaiCompatibleAdapter {
  return openaiAdapter(model, undefined, options)
}

/** As `openaiVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createOpenaiVideo(key: string, options?: OpenaiVideoOptions): OpenaiVideoAdapter
export function createOpenaiVideo(
  model: OpenaiVideoModel,
  key: string,
  options?: OpenaiVideoOptions,
): OpenaiVideoAdapter
export function createOpenaiVideo(
  model: string,
  key: string,
  options?: OpenaiVideoOptions,
): OpenaiCompatibleAdapter
export function createOpenaiVideo(
  ...args: [string, (string | OpenaiVideoOptions)?, OpenaiVideoOptions?]
): OpenaiVideoAdapter | OpenaiCompatibleAdapter {
  const { model = 'sora-2', key, options = {} } = readCreateArguments(args)
  return openaiAdapter(model, key, options)
}

function openaiAdapter(
  model: string,
  givenKey: string | undefined,
  options: OpenaiVideoOptions,
): OpenaiVideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'openaiVideo', variables: ['OPENAI_API_KEY'] })
  const baseURL = readBaseURL(options.baseURL ?? readVariable('OPENAI_BASE_URL') ?? shutDown())
  const api = createProviderApi({
    name: 'OpenAI-compatible server',
    baseURL,
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })
  const isKnown = model === 'sora-2' || model === 'sora-2-pro'

  return {
    kind: 'video',
    name: 'openai',
    model,
    ...(isKnown && { sizes: SIZES, ...secondsOf([4, 8, 12]) }),
    inputParts: ['image'],
    // Its webhooks are set up for an account, not named by a job.
    capabilities: {
      progress: 'percent',
      cancel: 'none',
      resume: true,
      webhook: false,
      // Of compatible servers few work on videos.
      ...(isKnown && { actions: ['edit', 'extend', 'remix'] }),
    },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const { path, body } = order.base
        ? baseRequest(order, order.base, model)
        : await createRequest(order, model)
      const { body: video } = await api.order(path, { body, abortSignal: order.abortSignal })
      const { id, model: used } = fieldsOf(video)
      return { jobId: idOf(id), model: textOf(used) ?? model }
    },

    async getVideoStatus(jobId, call) {
      const { body, headers } = await api.ask(videoPath(jobId), call)
      const pollAfterMs = numberOf(headers.get('openai-poll-after-ms') ?? undefined)
      return { ...readStatus(jobId, body, [key]), ...(pollAfterMs !== undefined && { pollAfterMs }) }
    },

    async getVideoUrl(jobId, call) {
      const { expires_at } = fieldsOf((await api.ask(videoPath(jobId), call)).body)
      const expiresAt = dateOf(expires_at)
      const url = `${baseURL}${videoPath(jobId)}/content`
      return { jobId, url, needsKey: true, ...(expiresAt && { expiresAt }) }
    },

    openContent: (jobId, call) => api.open(`${videoPath(jobId)}/content`, call),

    async findVideoJobs(order, call) {
      const { body } = await api.ask('/videos?limit=50&order=desc', call)
      const { data } = fieldsOf(body)
      const listed: unknown[] = Array.isArray(data) ? data : []
      return listed
        .map(fieldsOf)
        .filter((video) => idOf(video.id) !== '' && isFor(order, video, model))
        .map(({ id }) => ({ jobId: idOf(id) }))
    },

    ...(options.webhookSecret !== undefined && {
      webhook: standardWebhook(options.webhookSecret, ({ data }) => fieldsOf(data).id),
    }),
  }
}

function shutDown(): never {
  throw new VideoError(
    'invalid_options',
    'Video generation API is not available: OpenAI shut its Videos API down on 2026-09-24. Set OPENAI_BASE_URL, or the ' +
      'option baseURL, to a compatible server such as vLLM-Omni, LiteLLM or `reelstate-local serve`; or use another ' +
      'adapter, such as falVideo, replicateVideo or geminiVideo.',
  )
}

const videoPath = (jobId: string) => `/videos/${segmentOf(jobId)}`

async function createRequest(order: CreateVideoJobOptions, model: string) {
  const { prompt, modelOptions, abortSignal } = order
  const { firstFrame, references } = sortParts(order)
  const image = firstFrame ?? references[0]
  checkAllUsed(order, [image], model)
  const body = formOf({ ...modelOptions, prompt, model, ...shapeOf(order) })
  if (image) body.set('input_reference', await fileOfImage(image, abortSignal))
  return { path: '/videos', body }
}

/** As OpenAI's own client sends it. */
function formOf(fields: Record<string, unknown>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    form.set(name, typeof value === 'object' ? JSON.stringify(value) : `${value}`)
  }
  return form
}

function shapeOf({ size, duration }: CreateVideoJobOptions) {
  return { ...(size !== undefined && { size }), ...(duration !== undefined && { seconds: duration }) }
}

function baseRequest(order: CreateVideoJobOptions, { action, jobId }: BaseVideo, model: string) {
  checkAllUsed(order, [], model)
  const { prompt, duration, modelOptions } = order
  if (action === 'remix') return { path: `${videoPath(jobId)}/remix`, body: { ...modelOptions, prompt } }
  const fields = { ...modelOptions, prompt, 'video[id]': jobId }
  if (action === 'edit') return { path: '/videos/edits', body: formOf(fields) }
  return { path: '/videos/extensions', body: formOf({ ...fields, ...shapeOf({ prompt, duration }) }) }
}

function readStatus(jobId: string, body: unknown, secrets: readonly string[]): VideoStatusResult {
  const { status, progress, error } = fieldsOf(body)
  if (status === 'queued') return { jobId, status: 'pending' }
  if (status === 'completed') return { jobId, status }
  if (status === 'cancelled' || status === 'canceled') {
    return { jobId, status: 'failed', error: 'The provider canceled the video.', errorCode: 'canceled' }
  }
  if (status === 'expired')
    return { jobId, status: 'failed', error: 'The video has expired at the provider.' }
  if (status === 'failed') {
    const { message, code } = fieldsOf(error)
    const text = safeText(message, secrets)
    return {
      jobId,
      status: 'failed',
      error: text ?? 'Video generation failed',
      ...(isModeration(code) && { errorCode: 'moderated' as const }),
    }
  }
  const percent = numberOf(progress)
  return { jobId, status: 'processing', ...(percent !== undefined && { progress: percent }) }
}

const isModeration = (code: unknown) => /moderation|content_policy|safety/i.test(`${code}`)

function readError(body: unknown): ProviderErrorText {
  const { error } = fieldsOf(body)
  const { message, code, type } = fieldsOf(error)
  return { message: textOf(message) ?? textOf(error), isModerated: isModeration(code) || isModeration(type) }
}

function isFor({ prompt, since }: LostOrder, video: Record<string, unknown>, model: string): boolean {
  const createdAt = dateOf(video.created_at)
  // The list counts in whole seconds.
  const isInTime = createdAt !== undefined && createdAt.getTime() >= since.getTime() - 1000
  return isInTime && video.prompt === prompt && (video.model ?? model) === model
}
