import { VideoError, type VideoErrorDetails } from '@reelstate/core/protocol'
import { redactText } from '../../security/redact.js'
import type { ProviderAnswer, ProviderApiOptions, ProviderErrorText } from './provider-api.js'

type Api = Pick<ProviderApiOptions, 'name' | 'secrets' | 'readError'>

/** An apology in place of a reason: providers that say nothing more. */
export const FAILED = 'Video generation failed'
/** How a provider answers that it will not make what was asked for. */
const VERDICTS: readonly number[] = [400, 403, 422, 451]
const NOT_AVAILABLE = 'Video generation API is not available'
export const MAY_BE_BILLED =
  'The video may be in the making, and billed: ordering it again may pay twice. Look at the provider first.'

/**
 * What became of an order that was answered with something else than a job. Only an answer that a provider gives before
 * it makes a job says that there is none: a server error, or a success that cannot be read, leaves it open.
 */
export function orderError(api: Api, answer: ProviderAnswer): VideoError {
  const { status } = answer
  const details = detailsOf(answer)
  const { message, isModerated, isKeyRefused } = readText(api, answer)
  const says = message ? ` It says: ${message}` : ''
  if (isModerated && VERDICTS.includes(status))
    return new VideoError('moderated', message ?? `${api.name} refused the prompt.`, details)
  if (status === 429) return rateLimited(api, answer)
  if (status === 401 || status === 403 || isKeyRefused) return refusedKey(api, status, says, details)
  if (status === 402) {
    const why = `${NOT_AVAILABLE}: the account at ${api.name} has no credit left (402).${says}`
    return new VideoError('invalid_options', why, details)
  }
  if ([404, 405, 410, 501].includes(status)) {
    const why = `${NOT_AVAILABLE}: ${api.name} answered the order with ${status}. Check the base URL and the model.${says}`
    return new VideoError('invalid_options', why, details)
  }
  if (status >= 300 && status < 400) {
    const why = `${NOT_AVAILABLE}: ${api.name} answered the order with a redirect (${status}). Set the baseURL to where it leads.`
    return new VideoError('invalid_options', why, details)
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) {
    return new VideoError('invalid_input', message ?? `${api.name} refused the order (${status}).`, details)
  }
  const what = status >= 500 ? `${NOT_AVAILABLE}: ${api.name}` : api.name
  return new VideoError(
    'ambiguous_create',
    `${what} answered the order with ${status}. ${MAY_BE_BILLED}`,
    details,
  )
}

/** Why a question about a job has no answer. Nothing of it is a verdict on the job; only `not_found` may become one. */
export function troubleError(api: Api, answer: ProviderAnswer): VideoError {
  const { status } = answer
  const details = { ...detailsOf(answer), resumable: true }
  const { message, isKeyRefused } = readText(api, answer)
  const says = message ? ` It says: ${message}` : ''
  if (status === 429) return rateLimited(api, answer, { resumable: true })
  // What is no JSON comes from something in between, such as a load balancer.
  if ((status === 404 || status === 410) && answer.isJson) {
    const why = `${api.name} does not know this job, or no longer has it.${says}`
    return new VideoError('not_found', why, { ...details, resumable: false })
  }
  if (status === 401 || status === 403 || isKeyRefused) {
    const why = `${NOT_AVAILABLE}: ${api.name} refused the server’s API key (${status}). The job is not affected.${says}`
    return new VideoError('unavailable', why, details)
  }
  const why = `${NOT_AVAILABLE} at the moment: ${api.name} answered with ${status}. The job is not affected: ask again.${says}`
  return new VideoError('unavailable', why, details)
}

/** A text of the provider's, as users may read it: without keys and private URLs. */
export function safeText(text: unknown, secrets: readonly string[]): string | undefined {
  return typeof text === 'string' && text.trim() !== '' ? redactText(text.trim(), secrets) : undefined
}

function rateLimited({ name }: Api, answer: ProviderAnswer, more: VideoErrorDetails = {}): VideoError {
  const { retryAfterMs } = answer
  const wait = retryAfterMs === undefined ? 'a while' : `${Math.ceil(retryAfterMs / 1000)} s`
  return new VideoError(
    'rate_limited',
    `The rate limit of ${name} is reached. Wait ${wait}, then try again.`,
    { ...detailsOf(answer), ...more },
  )
}

function refusedKey({ name }: Api, status: number, says: string, details: VideoErrorDetails): VideoError {
  const why = `${NOT_AVAILABLE}: ${name} refused the server’s API key (${status}). Check the key, and what it may use.${says}`
  return new VideoError('invalid_options', why, details)
}

function readText({ readError, secrets }: Api, { body, isJson, headers }: ProviderAnswer): ProviderErrorText {
  const said = isJson ? readError?.(body, headers) : undefined
  const message = safeText(said?.message, secrets)
  const { isModerated, isKeyRefused } = said ?? {}
  return { ...(message !== undefined && { message }), isModerated, isKeyRefused }
}

const detailsOf = ({ status, retryAfterMs }: ProviderAnswer): VideoErrorDetails => ({
  status,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})
