import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import { guardedFetch } from '../security/guarded-fetch.js'
import { type GeminiVideo, readError, readStatus, videoIn } from './gemini/gemini-answer.js'
import { modelOptionsSchema, newInteraction } from './gemini/gemini-request.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { secondsFrom } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi } from './shared/provider-api.js'
import { troubleError } from './shared/provider-errors.js'
import { fieldsOf, idOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { standardWebhook } from './shared/webhook-signatures.js'

export type GeminiVideoModel = keyof typeof LONGEST
/** `webhookSecret` is the one of a webhook that is registered for the project: `whsec_…`. */
export type GeminiVideoOptions = ProviderOptions
export type GeminiVideoSize = (typeof SIZES)[number]
/** Others are passed on as fields of the interaction. */
export type GeminiModelOptions = z.infer<typeof modelOptionsSchema>
export type GeminiVideoAdapter<TSize extends string = string> = ProviderAdapter<
  TSize,
  number,
  'image' | 'video',
  GeminiModelOptions
>

const SIZES = [
  ...(['1280x720', '720x1280', '1920x1080', '1080x1920'] as const),
  ...(['3840x2160', '2160x3840', '640x360', '360x640'] as const),
] as const

/** The models that are known, by the longest video they make, in seconds. */
const LONGEST = { 'gemini-omni-1.2-flash': 15, 'gemini-omni-1.1-flash': 10 } as const
const SHORTEST = 3
const DEFAULT_MODEL = 'gemini-omni-1.2-flash'
const HOST = 'https://generativelanguage.googleapis.com'
/** A video in 4K that comes inline. */
const MAX_BYTES = 512 * 1024 * 1024
const MAX_VIDEO_BYTES = 2 * 1024 ** 3

/**
 * Google's Gemini Omni through the Interactions API (https://ai.google.dev/gemini-api/docs/omni).
 *
 * The key is `GEMINI_API_KEY` or `GOOGLE_API_KEY`; throws a `VideoError` `invalid_options` where both are missing.
 * Images are the first frame or references; it takes no last frame. The video can only be had with the key. It says
 * nothing of its progress.
 *
 * @param model default: `gemini-omni-1.2-flash`
 */
export function geminiVideo(
  model?: GeminiVideoModel,
  options?: GeminiVideoOptions,
): GeminiVideoAdapter<GeminiVideoSize>
export function geminiVideo(model: string, options?: GeminiVideoOptions): GeminiVideoAdapter
export function geminiVideo(
  model: string = DEFAULT_MODEL,
  options: GeminiVideoOptions = {},
): GeminiVideoAdapter {
  return geminiAdapter(model, undefined, options)
}

/** As `geminiVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createGeminiVideo(
  key: string,
  options?: GeminiVideoOptions,
): GeminiVideoAdapter<GeminiVideoSize>
export function createGeminiVideo(
  model: GeminiVideoModel,
  key: string,
  options?: GeminiVideoOptions,
): GeminiVideoAdapter<GeminiVideoSize>
export function createGeminiVideo(
  model: string,
  key: string,
  options?: GeminiVideoOptions,
): GeminiVideoAdapter
export function createGeminiVideo(
  ...args: [string, (string | GeminiVideoOptions)?, GeminiVideoOptions?]
): GeminiVideoAdapter {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return geminiAdapter(model, key, options)
}

function geminiAdapter(
  model: string,
  givenKey: string | undefined,
  options: GeminiVideoOptions,
): GeminiVideoAdapter {
  const variables = ['GEMINI_API_KEY', 'GOOGLE_API_KEY']
  const key = readApiKey(givenKey, { adapter: 'geminiVideo', variables })
  const baseURL = readBaseURL(options.baseURL ?? HOST)
  const access = {
    name: 'Gemini',
    baseURL,
    headers: { 'x-goog-api-key': key },
    fetch: options.fetch,
    secrets: [key],
    readError,
    maxBytes: MAX_BYTES,
  }
  const api = createProviderApi(access)

  return {
    kind: 'video',
    name: 'gemini',
    model,
    ...(isKnown(model) && { sizes: SIZES, ...secondsFrom(SHORTEST, LONGEST[model]) }),
    inputParts: ['image', 'video'],
    // The webhooks that a job names are signed with a JSON Web Token, which is not read here.
    capabilities: {
      progress: 'none',
      cancel: 'running',
      resume: true,
      webhook: false,
      actions: ['edit', 'extend'],
    },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const body = await newInteraction(order, model)
      const { abortSignal } = order
      const { id } = fieldsOf((await api.order('/v1/interactions', { body, abortSignal })).body)
      return { jobId: idOf(id), model }
    },

    async getVideoStatus(jobId, call) {
      return readStatus(jobId, (await api.ask(pathOf(jobId), call)).body, [key])
    },

    async getVideoUrl(jobId, call) {
      const { body } = await api.ask(pathOf(jobId), call)
      const url = uriOf(videoIn(body)) ?? `${baseURL}${pathOf(jobId)}`
      const { usage } = fieldsOf(body)
      return { jobId, url, needsKey: true, ...(Boolean(usage) && { usage: fieldsOf(usage) }) }
    },

    async openContent(jobId, { abortSignal, range }) {
      const video = videoIn((await api.ask(pathOf(jobId), { abortSignal })).body)
      const uri = uriOf(video)
      // Whoever reaches Gemini through a gateway reaches its files through it too.
      if (uri?.startsWith(`${HOST}/`)) return api.open(uri.replace(HOST, ''), { abortSignal, range })
      if (uri !== undefined && new URL(uri).origin === new URL(baseURL).origin)
        return api.open(uri, { abortSignal, range })
      // Another host gets no key.
      const rules = { accept: 'video/*', range, maxBytes: MAX_VIDEO_BYTES, signal: abortSignal }
      if (uri !== undefined) return guardedFetch(uri, rules)
      if (!video?.data) throw new VideoError('not_found', `Gemini has no video for job ${jobId}.`, { jobId })
      const bytes = Uint8Array.from(atob(video.data), (character) => character.charCodeAt(0))
      return new Response(bytes, { headers: { 'content-type': video.mimeType } })
    },

    async cancelVideoJob(jobId, call) {
      const answer = await api.send(`${pathOf(jobId)}/cancel`, { method: 'POST', ...call })
      const isRefused = answer.isJson && [400, 409].includes(answer.status)
      if (isRefused && !readError(answer.body).isKeyRefused) return 'too_late'
      if (answer.status >= 300 || !answer.isJson) throw troubleError(access, answer)
      const { status, errorCode } = readStatus(jobId, answer.body, [key])
      if (errorCode === 'canceled') return 'canceled'
      return status === 'completed' || status === 'failed' ? 'too_late' : 'requested'
    },

    ...(options.webhookSecret !== undefined && {
      webhook: standardWebhook(options.webhookSecret, ({ data }) => idOf(fieldsOf(data).id)),
    }),
  }
}

const isKnown = (model: string): model is GeminiVideoModel => Object.hasOwn(LONGEST, model)

/** Throws a `VideoError` `bad_result` for a URI that only Google's own clients can read. */
function uriOf(video: GeminiVideo | undefined): string | undefined {
  const uri = video?.uri
  if (uri === undefined || (/^https?:\/\//.test(uri) && URL.canParse(uri))) return uri
  const [scheme] = uri.split(':')
  throw new VideoError(
    'bad_result',
    `Gemini has put the video at a ${scheme}: address, which no API key reads. It is there, and nowhere else.`,
  )
}

const pathOf = (jobId: string) => `/v1/interactions/${segmentOf(jobId)}`
