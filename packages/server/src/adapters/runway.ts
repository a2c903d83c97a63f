import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { AdapterCallOptions, VideoAdapter } from '../provider/video-adapter.js'
import { createRequest } from './runway/create-request.js'
import { readTask } from './runway/read-task.js'
import {
  factsOf,
  type RunwayPart,
  type RunwaySeconds,
  type RunwayVideoModel,
  type RunwayVideoSize,
} from './runway/runway-models.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
  readVariable,
} from './shared/adapter-options.js'
import { beforeOrdering } from './shared/before-ordering.js'
import { secondsFrom, secondsOf } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderErrorText } from './shared/provider-api.js'
import { fieldsOf, idOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { readSignedExpiry } from './shared/signed-url-expiry.js'
import { StoppedJobs } from './shared/stopped-jobs.js'

export type { RunwayVideoModel, RunwayVideoSize } from './runway/runway-models.js'
export type RunwayVideoOptions = Omit<ProviderOptions, 'webhookSecret'>
/** Which of them a model takes, its documentation says; others are passed on. */
export type RunwayModelOptions = z.infer<typeof modelOptionsSchema>

/** A model whose sizes are known. */
export type RunwayVideoAdapter<TModel extends RunwayVideoModel = RunwayVideoModel> = ProviderAdapter<
  RunwayVideoSize<TModel>,
  RunwaySeconds<TModel>,
  RunwayPart<TModel>,
  RunwayModelOptions
>
/** Any other model: Runway says what it takes. */
export type RunwayOtherAdapter = ProviderAdapter<string, number, VideoMediaPart['type'], RunwayModelOptions>

const NAME = 'Runway'
const API_VERSION = '2024-11-06'
/** "Consumers of this API should not expect updates more frequent than once every five seconds." */
const POLLING_FLOOR_MS = 5_000

const modelOptionsSchema = z.looseObject({
  audio: z.boolean('Give true or false').optional(),
  seed: z.int('Give a whole number').min(0, 'Give a number from 0').optional(),
  negativePrompt: z.string('Give a text').optional(),
  /** `1280:720`, or `16:9` for models that count in lines; wins over `size`. */
  ratio: z.string("Give a text such as '16:9'").optional(),
  /** `720p`, for models that count in lines. */
  resolution: z.string("Give a text such as '720p'").optional(),
  contentModeration: z
    .looseObject({ publicFigureThreshold: z.enum(['auto', 'low'], "Give 'auto' or 'low'").optional() })
    .optional(),
})

/**
 * The API of Runway (https://docs.dev.runwayml.com), which also sells the models of others. The key is
 * `RUNWAYML_API_SECRET`; `RUNWAYML_BASE_URL` or the option `baseURL` may point elsewhere. Throws a `VideoError`
 * `invalid_options` where the key is missing.
 *
 * Runway deletes a job that is stopped after its end; `cancelVideoJob` therefore looks first, and leaves finished videos
 * alone. Its moderation may refuse a video that has been made; that one is billed all the same.
 *
 * @param model default: `gen4.5`
 */
export function runwayVideo<TModel extends RunwayVideoModel = 'gen4.5'>(
  model?: TModel,
  options?: RunwayVideoOptions,
): RunwayVideoAdapter<TModel>
export function runwayVideo(model: string, options?: RunwayVideoOptions): RunwayOtherAdapter
export function runwayVideo(model = 'gen4.5', options: RunwayVideoOptions = {}): object {
  return runwayAdapter(model, undefined, options)
}

/** As `runwayVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createRunwayVideo(key: string, options?: RunwayVideoOptions): RunwayVideoAdapter<'gen4.5'>
export function createRunwayVideo<TModel extends RunwayVideoModel>(
  model: TModel,
  key: string,
  options?: RunwayVideoOptions,
): RunwayVideoAdapter<TModel>
export function createRunwayVideo(
  model: string,
  key: string,
  options?: RunwayVideoOptions,
): RunwayOtherAdapter
export function createRunwayVideo(
  ...args: [string, (string | RunwayVideoOptions)?, RunwayVideoOptions?]
): object {
  const { model = 'gen4.5', key, options = {} } = readCreateArguments(args)
  return runwayAdapter(model, key, options)
}

function runwayAdapter(
  model: string,
  givenKey: string | undefined,
  options: RunwayVideoOptions,
): VideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'runwayVideo', variables: ['RUNWAYML_API_SECRET'] })
  const api = createProviderApi({
    name: NAME,
    baseURL: readBaseURL(
      options.baseURL ?? readVariable('RUNWAYML_BASE_URL') ?? 'https://api.dev.runwayml.com',
    ),
    headers: { authorization: `Bearer ${key}`, 'x-runway-version': API_VERSION },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })
  const facts = factsOf(model)
  const stopped = new StoppedJobs()
  const look = async (jobId: string, call?: AdapterCallOptions) =>
    readTask(jobId, (await api.ask(taskPath(jobId), call)).body, [key])
  const getVideoStatus = (jobId: string, call?: AdapterCallOptions) =>
    stopped.report(jobId, async () => (await look(jobId, call)).report)

  return {
    kind: 'video',
    name: 'runway',
    model,
    ...(facts?.sizes && { sizes: facts.sizes }),
    ...(facts?.maxPromptLength !== undefined && { maxPromptLength: facts.maxPromptLength }),
    ...durationsOf(facts?.seconds),
    inputParts: facts?.parts ?? ['image', 'video', 'audio'],
    pollingFloorMs: POLLING_FLOOR_MS,
    capabilities: {
      progress: 'percent',
      cancel: 'running',
      resume: true,
      webhook: false,
      ...(facts?.edits && { actions: ['edit'] }),
    },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const base = order.base && (await beforeOrdering(look(order.base.jobId, order)))
      const { path, body } = createRequest(model, order, base?.url)
      const { body: task } = await api.order(path, { body, abortSignal: order.abortSignal })
      return { jobId: idOf(fieldsOf(task).id), model }
    },

    getVideoStatus,

    async getVideoUrl(jobId, call) {
      const { url, usage } = await look(jobId, call)
      if (url === undefined)
        throw new VideoError('not_found', `${NAME} has no video for this job.`, { jobId })
      const expiresAt = readSignedExpiry(url)
      return { jobId, url, ...(expiresAt && { expiresAt }), ...(usage && { usage }) }
    },

    async cancelVideoJob(jobId, call) {
      const before = await getVideoStatus(jobId, call)
      if (before.errorCode === 'canceled') return 'canceled'
      if (hasEnded(before)) return 'too_late'
      await api.ask(taskPath(jobId), { method: 'DELETE', ...call })
      stopped.add(jobId)
      const after = await getVideoStatus(jobId, call)
      if (after.errorCode === 'canceled') return 'canceled'
      return hasEnded(after) ? 'too_late' : 'requested'
    },
  }
}

const taskPath = (jobId: string) => `/v1/tasks/${segmentOf(jobId)}`
const hasEnded = ({ status }: { status: string }) => status === 'completed' || status === 'failed'

/** A model about which nothing is known makes what Runway lets it make when no duration is asked for. */
function durationsOf(seconds: NonNullable<ReturnType<typeof factsOf>>['seconds']) {
  if (seconds === undefined) return { availableDurations: () => ({ kind: 'none' }) as const }
  return 'min' in seconds ? secondsFrom(seconds.min, seconds.max) : secondsOf(seconds)
}

function readError(body: unknown): ProviderErrorText {
  const { error } = fieldsOf(body)
  return { message: textOf(error), isModerated: /moderat|safety/i.test(`${error}`) }
}
