import type { VideoStatusResult } from '../../provider/video-adapter.js'
import type { ProviderAnswer, ProviderErrorText } from '../shared/provider-api.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, isEmpty, textOf, videoURLIn } from '../shared/read-fields.js'

type Outcome = Omit<VideoStatusResult, 'jobId'>

/**
 * What became of a request that fal calls COMPLETED, which it also does when the model failed: only the result tells.
 * Undefined where the answer is no verdict on the job, but trouble on the way to it.
 */
export function readOutcome(answer: ProviderAnswer, secrets: readonly string[]): Outcome | undefined {
  const { status, body, isJson, headers } = answer
  if (!isJson || body === undefined) return undefined
  if (status >= 200 && status < 300) {
    if (videoURLOf(body) !== undefined) return { status: 'completed' }
    if (isWithheld(body))
      return { status: 'failed', error: 'The provider withheld the video.', errorCode: 'moderated' }
    return { status: 'failed', error: 'The model has answered without a video that is known here.' }
  }
  const { detail } = fieldsOf(body)
  if (status === 400 && typeof detail === 'string' && /still in progress/i.test(detail))
    return { status: 'processing' }
  if (!isVerdict(answer)) return undefined
  const { message, isModerated } = readFalError(body, headers)
  const error = safeText(message, secrets) ?? FAILED
  if (isModerated) return { status: 'failed', error, errorCode: 'moderated' }
  if (errorTypeOf(body, headers) === 'client_cancelled')
    return { status: 'failed', error, errorCode: 'canceled' }
  return { status: 'failed', error }
}

/** An error of the model or of its runner, which fal keeps as the result; a bare status comes from the way there. */
function isVerdict({ status, body, headers }: ProviderAnswer): boolean {
  if ([401, 403, 408, 429].includes(status)) return false
  const isTyped = Array.isArray(fieldsOf(body).detail) || errorTypeOf(body, headers) !== undefined
  return status === 422 || isTyped
}

/** `detail` is a text, or a list of what is wrong (https://fal.ai/docs/documentation/model-apis/errors). */
export function readFalError(body: unknown, headers: Headers): ProviderErrorText {
  const { detail } = fieldsOf(body)
  const details: unknown[] = Array.isArray(detail) ? detail : []
  const messages = details.flatMap((one) => textOf(fieldsOf(one).msg) ?? [])
  const types = [errorTypeOf(body, headers), ...details.map((one) => fieldsOf(one).type)]
  return {
    message: textOf(detail) ?? textOf(messages.join(' ')),
    isModerated: types.some((type) => /content_policy|moderation|safety|nsfw/i.test(`${type}`)),
  }
}

/** Most models call it `video` or `videos`; others have names of their own. */
export function videoURLOf(body: unknown): string | undefined {
  const { video, videos } = fieldsOf(body)
  const first: unknown = Array.isArray(videos) ? videos[0] : undefined
  return textOf(fieldsOf(video ?? first).url) ?? textOf(video) ?? videoURLIn(body)
}

/** It names the place of a video, and there is nothing in it; or there is nothing at all. */
function isWithheld(body: unknown): boolean {
  const { video, videos } = fieldsOf(body)
  const isNamed = video !== undefined || videos !== undefined
  return isEmpty(body) || (isNamed && isEmpty([video, videos]))
}

const errorTypeOf = (body: unknown, headers: Headers) =>
  textOf(fieldsOf(body).error_type) ?? textOf(headers.get('x-fal-error-type'))
