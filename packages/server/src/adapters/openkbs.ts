import { VideoError } from '@reelstate/core/protocol'
import { z } from 'zod'
import { interruptible } from '../provider/interruptible.js'
import type { CreateVideoJobOptions, VideoStatusResult } from '../provider/video-adapter.js'
import { shown } from '../shown.js'
import { secondsOf } from './shared/durations.js'
import { isOpenkbsClient } from './shared/is-openkbs-client.js'
import { checkAllUsed, sortParts } from './shared/media-parts.js'
import type { ProviderAdapter } from './shared/provider-adapter.js'
import type { ProviderErrorText } from './shared/provider-api.js'
import { FAILED, orderError, troubleError } from './shared/provider-errors.js'
import { fieldsOf, idOf, numberOf, textOf } from './shared/read-fields.js'
import { readModelOptions } from './shared/read-model-options.js'

/**
 * The part of OpenKBS's backend object that makes videos: `openkbs`, as its runtime hands it to an agent's handlers. Both
 * answer with an array of one.
 */
export interface OpenkbsClient {
  generateVideo(prompt: string, params: OpenkbsVideoParams): PromiseLike<unknown>
  checkVideoStatus(videoId: string): PromiseLike<unknown>
}

export interface OpenkbsVideoParams {
  video_model: string
  seconds?: number
  size?: string
  /** In place of the size. */
  input_reference_url?: string
  [option: string]: unknown
}

export type OpenkbsVideoModel = 'sora-2' | 'sora-2-pro'
export type OpenkbsVideoSize = (typeof SIZES)[number]
export type OpenkbsModelOptions = z.infer<typeof modelOptionsSchema>
export type OpenkbsVideoAdapter = ProviderAdapter<OpenkbsVideoSize, 4 | 8 | 12, 'image', OpenkbsModelOptions>

export interface OpenkbsVideoOptions {
  /** Default: `sora-2`. */
  model?: OpenkbsVideoModel | undefined
}

const SIZES = ['1280x720', '720x1280'] as const
const modelOptionsSchema = z.looseObject({})
const MODERATION = /moderat|content.{0,3}polic/i

/**
 * The videos of an OpenKBS agent, asked for by the server instead of by the model in every turn of the chat.
 *
 * An image to begin with is given by its URL, and takes the place of the size. OpenKBS tells neither progress nor why a
 * video failed, and cannot cancel. Throws a `VideoError` `invalid_options` for what is no client.
 */
export function openkbsVideo(client: OpenkbsClient, options: OpenkbsVideoOptions = {}): OpenkbsVideoAdapter {
  checkClient(client)
  const { model = 'sora-2' } = options

  return {
    kind: 'video',
    name: 'openkbs',
    model,
    sizes: SIZES,
    ...secondsOf([4, 8, 12]),
    inputParts: ['image'],
    capabilities: { progress: 'none', cancel: 'none', resume: true, webhook: false },
    checkModelOptions: (given) => {
      readModelOptions(modelOptionsSchema, given, model)
    },

    async createVideoJob(order) {
      const params = paramsOf(order, model)
      const answer = await ask(() => client.generateVideo(order.prompt, params), order.abortSignal).catch(
        (thrown) => {
          throw asError(orderError, thrown)
        },
      )
      return { jobId: idOf(firstOf(answer).video_id), model }
    },

    async getVideoStatus(jobId, call) {
      return readStatus(jobId, await look(jobId, call?.abortSignal))
    },

    async getVideoUrl(jobId, call) {
      const { video_url } = await look(jobId, call?.abortSignal)
      return { jobId, url: textOf(video_url) ?? '' }
    },
  }

  async function look(jobId: string, signal: AbortSignal | undefined) {
    const answer = await ask(() => client.checkVideoStatus(jobId), signal).catch((thrown) => {
      signal?.throwIfAborted()
      throw asError(troubleError, thrown)
    })
    const video = firstOf(answer)
    if (textOf(video.status) !== undefined) return video
    throw new VideoError('not_found', 'OpenKBS does not know this video, or no longer has it.', { jobId })
  }
}

function checkClient(client: unknown): void {
  if (isOpenkbsClient(client)) return
  throw new VideoError(
    'invalid_options',
    `The client given to openkbsVideo is ${shown(client)}. Give the \`openkbs\` object of an agent's backend, which has ` +
      `generateVideo and checkVideoStatus.`,
  )
}

function paramsOf(order: CreateVideoJobOptions, model: string): OpenkbsVideoParams {
  const { size, duration, modelOptions } = order
  const { firstFrame, references } = sortParts(order)
  const image = firstFrame ?? references[0]
  checkAllUsed(order, [image], model)
  if (image && image.source.type !== 'url') {
    throw new VideoError(
      'invalid_input',
      "OpenKBS takes images by URL alone. Give the part a source { type: 'url', value: 'https://…' }.",
    )
  }
  return {
    ...readModelOptions(modelOptionsSchema, modelOptions, model),
    video_model: model,
    ...(duration !== undefined && { seconds: duration }),
    ...(image ? { input_reference_url: image.source.value } : size !== undefined && { size }),
  }
}

/** The client takes no signal: only the waiting ends. */
function ask(call: () => PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  const answer = (async () => call())()
  return signal ? interruptible(answer, signal) : answer
}

const firstOf = (answer: unknown) => fieldsOf(Array.isArray(answer) ? answer[0] : answer)

function readStatus(jobId: string, { status, video_url }: Record<string, unknown>): VideoStatusResult {
  if (status === 'failed') return { jobId, status, error: FAILED }
  if (status !== 'completed') return { jobId, status: 'processing' }
  if (textOf(video_url) !== undefined) return { jobId, status }
  return { jobId, status: 'failed', error: FAILED, errorCode: 'moderated' }
}

/** What a client threw, where it says with which status it was answered. */
function asError(toError: typeof orderError, thrown: unknown): unknown {
  const { status, statusCode, retryAfterMs, body } = Object(thrown)
  const code = numberOf(status) ?? numberOf(statusCode)
  if (code === undefined || thrown instanceof VideoError) return thrown
  const answer = {
    status: code,
    headers: new Headers(),
    body: body ?? { message: Object(thrown).message },
    isJson: true,
    retryAfterMs: numberOf(retryAfterMs),
  }
  return toError({ name: 'OpenKBS', secrets: [], readError }, answer)
}

function readError(body: unknown): ProviderErrorText {
  const { message, error, code } = fieldsOf(body)
  const said = textOf(message) ?? textOf(error)
  return { message: said, isModerated: MODERATION.test(`${said} ${code}`) }
}
