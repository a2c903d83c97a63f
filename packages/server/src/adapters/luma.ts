import { VideoError } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { AdapterCallOptions, LostOrder, VideoAdapter } from '../provider/video-adapter.js'
import { createRequest, LUMA_SIZES } from './luma/create-request.js'
import { readGeneration } from './luma/read-generation.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
  readVariable,
} from './shared/adapter-options.js'
import { beforeOrdering } from './shared/before-ordering.js'
import { secondsOf } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderErrorText } from './shared/provider-api.js'
import { dateOf, fieldsOf, idOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { readSignedExpiry } from './shared/signed-url-expiry.js'
import { StoppedJobs } from './shared/stopped-jobs.js'
import { unsignedWebhook } from './shared/webhook-signatures.js'

export type LumaVideoModel = 'ray-2' | 'ray-flash-2'
export type LumaVideoOptions = Omit<ProviderOptions, 'webhookSecret'>
export type LumaVideoSize = keyof typeof LUMA_SIZES
/** Others are passed on under their own names. */
export type LumaModelOptions = z.infer<typeof modelOptionsSchema>

/** A model whose sizes and lengths are known. */
export type LumaVideoAdapter = ProviderAdapter<LumaVideoSize, 5 | 9, 'image', LumaModelOptions>
/** Any other model: Luma says what it takes. */
export type LumaOtherAdapter = ProviderAdapter<string, number, 'image', LumaModelOptions>

const NAME = 'Luma'

const modelOptionsSchema = z.looseObject({
  /** `16:9`, `1:1`, `21:9` …; wins over `size`. */
  aspectRatio: z.string("Give a text such as '16:9'").optional(),
  /** `540p`, `720p`, `1080p` or `4k`; wins over `size`. */
  resolution: z.string("Give a text such as '720p'").optional(),
  loop: z.boolean('Give true or false').optional(),
  /** What the camera and the scene do, by the keys of `GET /generations/concepts/list`. */
  concepts: z
    .array(z.looseObject({ key: z.string('Give a text') }), "Give a list such as [{ key: 'dolly_zoom' }]")
    .optional(),
  /** How far `editVideo` may go from the video: `adhere_1` … `flex_2` … `reimagine_3`. Default `flex_1`. */
  mode: z.string("Give a text such as 'flex_1'").optional(),
})

/**
 * The Dream Machine API of Luma (https://docs.lumalabs.ai). The key is `LUMAAI_API_KEY`; `LUMAAI_BASE_URL` or the option
 * `baseURL` may point elsewhere. Throws a `VideoError` `invalid_options` where the key is missing.
 *
 * Luma has no way to stop a job, only to delete it: `cancelVideoJob` deletes one that has not ended and says `requested`,
 * for nobody confirms that the work stops, or that it is not billed.
 *
 * It fetches images itself, from public URLs; and it does not sign its webhooks, which are therefore a hint and no more.
 *
 * @param model default: `ray-2`
 */
export function lumaVideo(model?: LumaVideoModel, options?: LumaVideoOptions): LumaVideoAdapter
export function lumaVideo(model: string, options?: LumaVideoOptions): LumaOtherAdapter
export function lumaVideo(model = 'ray-2', options: LumaVideoOptions = {}): object {
  return lumaAdapter(model, undefined, options)
}

/** As `lumaVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createLumaVideo(key: string, options?: LumaVideoOptions): LumaVideoAdapter
export function createLumaVideo(
  model: LumaVideoModel,
  key: string,
  options?: LumaVideoOptions,
): LumaVideoAdapter
export function createLumaVideo(model: string, key: string, options?: LumaVideoOptions): LumaOtherAdapter
export function createLumaVideo(...args: [string, (string | LumaVideoOptions)?, LumaVideoOptions?]): object {
  const { model = 'ray-2', key, options = {} } = readCreateArguments(args)
  return lumaAdapter(model, key, options)
}

function lumaAdapter(model: string, givenKey: string | undefined, options: LumaVideoOptions): VideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'lumaVideo', variables: ['LUMAAI_API_KEY'] })
  const api = createProviderApi({
    name: NAME,
    baseURL: readBaseURL(
      options.baseURL ?? readVariable('LUMAAI_BASE_URL') ?? 'https://api.lumalabs.ai/dream-machine/v1',
    ),
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })
  const isKnown = model === 'ray-2' || model === 'ray-flash-2'
  const stopped = new StoppedJobs()
  const look = async (jobId: string, call?: AdapterCallOptions) =>
    readGeneration(jobId, (await api.ask(pathOf(jobId), call)).body, [key])
  const getVideoStatus = (jobId: string, call?: AdapterCallOptions) =>
    stopped.report(jobId, async () => (await look(jobId, call)).report)

  return {
    kind: 'video',
    name: 'luma',
    model,
    ...(isKnown
      ? { sizes: Object.keys(LUMA_SIZES), ...secondsOf([5, 9]) }
      : { availableDurations: () => ({ kind: 'none' }) }),
    inputParts: ['image'],
    capabilities: {
      progress: 'none',
      cancel: 'running',
      resume: true,
      webhook: true,
      actions: ['edit', 'extend'],
    },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const { base, abortSignal } = order
      const edited =
        base?.action === 'edit' ? await beforeOrdering(look(base.jobId, { abortSignal })) : undefined
      const { path, body } = createRequest(model, order, edited?.url)
      const { body: generation } = await api.order(path, { body, abortSignal })
      const { id, model: used } = fieldsOf(generation)
      return { jobId: idOf(id), model: textOf(used) ?? model }
    },

    getVideoStatus,

    async getVideoUrl(jobId, call) {
      const { url } = await look(jobId, call)
      if (url === undefined)
        throw new VideoError('not_found', `${NAME} has no video for this job.`, { jobId })
      const expiresAt = readSignedExpiry(url)
      return { jobId, url, ...(expiresAt && { expiresAt }) }
    },

    async cancelVideoJob(jobId, call) {
      const { status, errorCode } = await getVideoStatus(jobId, call)
      // It was asked to before.
      if (errorCode === 'canceled') return 'requested'
      if (status === 'completed' || status === 'failed') return 'too_late'
      await api.ask(pathOf(jobId), { method: 'DELETE', ...call })
      stopped.add(jobId)
      return 'requested'
    },

    async findVideoJobs(order, call) {
      const { body } = await api.ask('/generations?limit=50', call)
      const { generations } = fieldsOf(body)
      const listed: unknown[] = Array.isArray(generations) ? generations : []
      return listed
        .map(fieldsOf)
        .filter((generation) => idOf(generation.id) !== '' && isFor(order, generation, model))
        .map(({ id }) => ({ jobId: idOf(id) }))
    },

    webhook: unsignedWebhook(({ id }) => id),
  }
}

const pathOf = (jobId: string) => `/generations/${segmentOf(jobId)}`

function isFor({ prompt, since }: LostOrder, generation: Record<string, unknown>, model: string): boolean {
  const createdAt = dateOf(generation.created_at)
  const request = fieldsOf(generation.request)
  // The list may count in whole seconds.
  const isInTime = createdAt !== undefined && createdAt.getTime() >= since.getTime() - 1000
  return isInTime && request.prompt === prompt && (request.model ?? generation.model ?? model) === model
}

/** `detail` is a text, or a list of what is wrong with which field. */
function readError(body: unknown): ProviderErrorText {
  const { detail } = fieldsOf(body)
  const first = fieldsOf(Array.isArray(detail) ? detail[0] : undefined)
  const message = textOf(detail) ?? textOf(first.msg)
  return { message, isModerated: /moderat/i.test(`${message}`) }
}
