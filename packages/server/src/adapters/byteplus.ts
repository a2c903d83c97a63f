import { type CancelOutcome, VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import type { AdapterCallOptions, VideoAdapter } from '../provider/video-adapter.js'
import {
  type ByteplusPart,
  type ByteplusVideoModel,
  type ByteplusVideoSize,
  factsOf,
} from './byteplus/byteplus-models.js'
import { createRequest } from './byteplus/create-request.js'
import { isModeration, readTask } from './byteplus/read-task.js'
import {
  type ProviderOptions,
  readApiKey,
  readBaseURL,
  readCreateArguments,
} from './shared/adapter-options.js'
import { secondsFrom } from './shared/durations.js'
import { segmentOf } from './shared/path-segment.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import { createProviderApi, type ProviderErrorText } from './shared/provider-api.js'
import { fieldsOf, idOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'
import { readSignedExpiry } from './shared/signed-url-expiry.js'
import { unsignedWebhook } from './shared/webhook-signatures.js'

export type { ByteplusVideoModel, ByteplusVideoSize } from './byteplus/byteplus-models.js'
export type ByteplusVideoOptions = Omit<ProviderOptions, 'webhookSecret'>
/** Others are passed on under their own names. */
export type ByteplusModelOptions = z.infer<typeof modelOptionsSchema>

/** A model whose lengths are known, and mostly its sizes. */
export type ByteplusVideoAdapter<TModel extends ByteplusVideoModel = ByteplusVideoModel> = ProviderAdapter<
  ByteplusVideoSize<TModel>,
  number,
  ByteplusPart<TModel>,
  ByteplusModelOptions
>
/** Any other model: BytePlus says what it takes. */
export type ByteplusOtherAdapter = ProviderAdapter<
  string,
  number,
  VideoMediaPart['type'],
  ByteplusModelOptions
>

const NAME = 'BytePlus'
const DEFAULT_MODEL = 'dreamina-seedance-2-0-260128'
const TASKS = '/contents/generations/tasks'

const modelOptionsSchema = z.looseObject({
  audio: z.boolean('Give true or false').optional(),
  seed: z.int('Give a whole number').optional(),
  /** `16:9`, `21:9`, `adaptive` …; wins over `size`, together with `resolution`. */
  ratio: z.string("Give a text such as '16:9'").optional(),
  /** `480p`, `720p` or `1080p`. */
  resolution: z.string("Give a text such as '720p'").optional(),
  watermark: z.boolean('Give true or false').optional(),
  cameraFixed: z.boolean('Give true or false').optional(),
  returnLastFrame: z.boolean('Give true or false').optional(),
  /** `flex` waits longer and costs less, where the model has it. */
  serviceTier: z.enum(['default', 'flex'], "Give 'default' or 'flex'").optional(),
})

/**
 * Seedance on BytePlus ModelArk (https://docs.byteplus.com/en/docs/ModelArk/1520757). The key is `ARK_API_KEY`, which
 * works in one region; the option `baseURL` names another than the Asia-Pacific one. Throws a `VideoError`
 * `invalid_options` where the key is missing.
 *
 * A job can be stopped only while it waits. Videos are deleted 24 hours after they are done. Its webhooks are not signed:
 * a hint and no more. No SDK of BytePlus for JavaScript exists to hold this adapter against.
 *
 * @param model default: Seedance 2.0, `dreamina-seedance-2-0-260128`
 */
export function byteplusVideo<TModel extends ByteplusVideoModel = typeof DEFAULT_MODEL>(
  model?: TModel,
  options?: ByteplusVideoOptions,
): ByteplusVideoAdapter<TModel>
export function byteplusVideo(model: string, options?: ByteplusVideoOptions): ByteplusOtherAdapter
export function byteplusVideo(model: string = DEFAULT_MODEL, options: ByteplusVideoOptions = {}): object {
  return byteplusAdapter(model, undefined, options)
}

/** As `byteplusVideo`, with a key of your own: `(key, options?)` or `(model, key, options?)`. */
export function createByteplusVideo(
  key: string,
  options?: ByteplusVideoOptions,
): ByteplusVideoAdapter<typeof DEFAULT_MODEL>
export function createByteplusVideo<TModel extends ByteplusVideoModel>(
  model: TModel,
  key: string,
  options?: ByteplusVideoOptions,
): ByteplusVideoAdapter<TModel>
export function createByteplusVideo(
  model: string,
  key: string,
  options?: ByteplusVideoOptions,
): ByteplusOtherAdapter
export function createByteplusVideo(
  ...args: [string, (string | ByteplusVideoOptions)?, ByteplusVideoOptions?]
): object {
  const { model = DEFAULT_MODEL, key, options = {} } = readCreateArguments(args)
  return byteplusAdapter(model, key, options)
}

function byteplusAdapter(
  model: string,
  givenKey: string | undefined,
  options: ByteplusVideoOptions,
): VideoAdapter {
  const key = readApiKey(givenKey, { adapter: 'byteplusVideo', variables: ['ARK_API_KEY'] })
  const api = createProviderApi({
    name: NAME,
    baseURL: readBaseURL(options.baseURL ?? 'https://ark.ap-southeast.bytepluses.com/api/v3'),
    headers: { authorization: `Bearer ${key}` },
    fetch: options.fetch,
    secrets: [key],
    readError,
  })
  const facts = factsOf(model)
  const look = async (jobId: string, call?: AdapterCallOptions) =>
    readTask(jobId, (await api.ask(taskPath(jobId), call)).body, [key])

  return {
    kind: 'video',
    name: 'byteplus',
    model,
    ...(facts?.sizes && { sizes: facts.sizes }),
    ...(facts ? secondsFrom(facts.min, facts.max) : { availableDurations: () => ({ kind: 'none' }) }),
    inputParts: facts && !facts.references ? ['image'] : ['image', 'video', 'audio'],
    capabilities: { progress: 'none', cancel: 'queued', resume: true, webhook: true },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const { abortSignal } = order
      const { body } = await api.order(TASKS, { body: createRequest(model, order), abortSignal })
      return { jobId: idOf(fieldsOf(body).id), model }
    },

    getVideoStatus: async (jobId, call) => (await look(jobId, call)).report,

    async getVideoUrl(jobId, call) {
      const { url, expiresAt, usage } = await look(jobId, call)
      if (url === undefined)
        throw new VideoError(
          'not_found',
          `${NAME} has no video for this job; it deletes them after 24 hours.`,
          {
            jobId,
          },
        )
      const ends = readSignedExpiry(url) ?? expiresAt
      return { jobId, url, ...(ends && { expiresAt: ends }), ...(usage && { usage }) }
    },

    async cancelVideoJob(jobId, call) {
      const before = await look(jobId, call)
      // The same request would delete the record of a job that has ended.
      if (before.status !== 'queued') return outcomeOf(before)
      const isTaken = await api.ask(taskPath(jobId), { method: 'DELETE', ...call }).then(() => true, refusal)
      const after = await look(jobId, call)
      return after.status === 'queued' && isTaken ? 'requested' : outcomeOf(after)
    },

    webhook: unsignedWebhook(({ id }) => id),
  }
}

const taskPath = (jobId: string) => `${TASKS}/${segmentOf(jobId)}`

/** False for an answer that says that the job cannot be stopped; throws any other trouble, which says nothing. */
function refusal(thrown: unknown): false {
  if (thrown instanceof VideoError && [400, 404, 409].includes(thrown.status ?? 0)) return false
  throw thrown
}

/** What became of a job that should have been stopped; one that runs cannot be. */
function outcomeOf({ report }: Pick<ReturnType<typeof readTask>, 'report'>): CancelOutcome {
  if (report.errorCode === 'canceled') return 'canceled'
  return report.status === 'completed' || report.status === 'failed' ? 'too_late' : 'unsupported'
}

function readError(body: unknown): ProviderErrorText {
  const { message, code } = fieldsOf(fieldsOf(body).error)
  return { message: textOf(message), isModerated: isModeration(code) }
}
