import { VideoError } from '@reelstate/core/protocol'
import type { ProviderAnswer, ProviderErrorText } from '../shared/provider-api.js'
import { orderError, safeText, troubleError } from '../shared/provider-errors.js'
import { fieldsOf, textOf } from '../shared/read-fields.js'
import { readRetryAfter } from '../shared/retry-after.js'

/** How providers say in a sentence that a prompt, or what came of it, is against their rules. */
export const MODERATION =
  /\bmoderat(ion|ed)\b|content.{0,3}polic|safety (filter|system|check|guideline|polic)|\bnsfw\b|\bflagged\b/i
/** And in a code. */
const MODERATION_CODE = /moderat|content.?polic|safety|sensitive|nsfw|flagged/i

/** Thrown before anything is sent: by the check of the options, and for a key that is not there. */
const REFUSED_HERE: Record<string, 'invalid_input' | 'invalid_options'> = {
  AI_InvalidArgumentError: 'invalid_input',
  AI_UnsupportedFunctionalityError: 'invalid_input',
  AI_LoadAPIKeyError: 'invalid_options',
  AI_LoadSettingError: 'invalid_options',
}

/** What `doStart` threw, as it says whether there may be a job. */
export function asOrderError(provider: string, thrown: unknown): Error {
  const answer = answerOf(thrown)
  if (answer) return orderError(apiOf(provider), answer)
  const { name, message } = fieldsOf(thrown)
  const code = REFUSED_HERE[`${name}`]
  if (code) return new VideoError(code, safeText(message, []) ?? `${provider} refused the order.`)
  return withoutRequest(provider, thrown)
}

/**
 * The job that was made although `doStart` threw: `@ai-sdk/replicate` knows fewer states than Replicate, and refuses a
 * prediction that begins in another one.
 */
export function operationIn(thrown: unknown): object | undefined {
  const answer = answerOf(thrown)
  const getUrl = textOf(fieldsOf(fieldsOf(answer?.body).urls).get)
  return answer && answer.status < 300 && getUrl !== undefined ? { getUrl } : undefined
}

/** What `doStatus` threw: trouble, and no verdict on the job. */
export function asTroubleError(provider: string, thrown: unknown): Error {
  const answer = answerOf(thrown)
  return answer ? troubleError(apiOf(provider), answer) : withoutRequest(provider, thrown)
}

/**
 * The HTTP answer behind an error of the AI SDK: of an `APICallError`, or of what a provider's package made of one.
 * Undefined where there was none.
 */
export function answerOf(thrown: unknown): ProviderAnswer | undefined {
  const { statusCode, cause, ...own } = picked(thrown)
  if (typeof statusCode !== 'number') return undefined
  const said = own.responseBody === undefined ? picked(cause) : own
  const headers = new Headers(
    Object.entries(fieldsOf(said.responseHeaders)).map(([name, value]): [string, string] => [
      name,
      `${value}`,
    ]),
  )
  const body = textOf(said.responseBody)
  const json = body === undefined ? undefined : parse(body)
  return {
    status: statusCode,
    headers,
    body: json?.value,
    isJson: json !== undefined,
    retryAfterMs: readRetryAfter(headers),
  }
}

/** Errors have getters, which a spread would lose. */
function picked(error: unknown) {
  const { statusCode, responseBody, responseHeaders, cause } = fieldsOf(error)
  return { statusCode, responseBody, responseHeaders, cause }
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const apiOf = (name: string) => ({ name, secrets: [], readError })

function readError(body: unknown, headers: Headers): ProviderErrorText {
  const { error, detail, message, code, type, title } = fieldsOf(body)
  const inner = fieldsOf(error)
  const first = fieldsOf(Array.isArray(detail) ? detail[0] : undefined)
  const said = [inner.message, error, detail, first.msg, message].map(textOf).find((text) => text)
  const codes = [code, type, title, inner.code, inner.type, first.type, headers.get('x-fal-error-type')]
  const isModerated =
    MODERATION.test(said ?? '') || codes.some((one) => typeof one === 'string' && MODERATION_CODE.test(one))
  return { message: said, isModerated }
}

/** An `APICallError` holds the whole request: the prompt, images, URLs. Only what went wrong is kept. */
function withoutRequest(provider: string, thrown: unknown): Error {
  if (fieldsOf(thrown).name !== 'AI_APICallError') {
    return thrown instanceof Error ? thrown : new Error(`${provider} did not answer.`, { cause: thrown })
  }
  const { message, cause } = fieldsOf(thrown)
  return new Error(`${provider} did not answer: ${safeText(message, []) ?? ''}`, { cause })
}
