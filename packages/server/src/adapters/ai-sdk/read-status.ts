import { VideoError } from '@reelstate/core/protocol'
import { sleep } from '../../provider/interruptible.js'
import type { VideoStatusResult } from '../../provider/video-adapter.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, textOf } from '../shared/read-fields.js'
import { readRetryAfter } from '../shared/retry-after.js'
import { answerOf, asTroubleError, MODERATION } from './call-errors.js'
import { optionsKeyOf } from './start-options.js'
import type { AiSdkStatus, AiSdkVideo, StartableModel } from './video-model.js'

/** What a model says of a job. */
export type JobNews =
  | { state: 'going' }
  | { state: 'done'; video: AiSdkVideo; usage: object | undefined }
  | ({ state: 'over' } & Pick<VideoStatusResult, 'error' | 'errorCode'>)

type Verdict = Extract<JobNews, { state: 'over' }>

/** Between the first `error` of a job and the look at whether it stays, in ms. */
const SECOND_LOOK = 500
const NEVER = new AbortController().signal

/**
 * Asks a model about a job. An `error` is believed when it stays: some packages, such as `@ai-sdk/fal`, say it of a
 * connection that broke. Throws for trouble on the way, `not_found` when the provider does not know the job.
 */
export async function askModel(
  model: StartableModel,
  operation: unknown,
  signal: AbortSignal | undefined,
): Promise<JobNews> {
  const news = await ask(model, operation, signal)
  if (news.state !== 'over') return news
  await sleep(SECOND_LOOK, signal ?? NEVER)
  return ask(model, operation, signal)
}

async function ask(
  model: StartableModel,
  operation: unknown,
  signal: AbortSignal | undefined,
): Promise<JobNews> {
  let status: AiSdkStatus
  try {
    status = await model.doStatus({ operation, ...(signal && { abortSignal: signal }) })
  } catch (thrown) {
    signal?.throwIfAborted()
    const news = readRefusedAnswer(thrown)
    if (news) return news
    throw asTroubleError(model.provider, thrown)
  }
  if (status.status === 'error') return readVerdict(model, status)
  if (status.status !== 'completed') return { state: 'going' }
  const [video] = status.videos ?? []
  return video ? { state: 'done', video, usage: usageOf(status.providerMetadata) } : EMPTY
}

/** A job that is done and has no video was withheld. */
const EMPTY: Verdict = {
  state: 'over',
  error: 'The provider made no video of this prompt, and does not say why.',
  errorCode: 'moderated',
}
const NO_VIDEO = /\bno video (url|in response)/i

/**
 * What a package threw over an answer that a provider meant: its types know fewer states than the provider, or one video
 * where there may be a list. Undefined for any other error.
 */
function readRefusedAnswer(thrown: unknown): JobNews | undefined {
  const { name, message } = fieldsOf(thrown)
  if (/_VIDEO_GENERATION_ERROR$/.test(`${name}`) && NO_VIDEO.test(`${message}`)) return EMPTY
  const answer = answerOf(thrown)
  if (answer?.status !== 200) return undefined
  const { status, output, urls } = fieldsOf(answer.body)
  // Only a prediction of Replicate is known well enough.
  if (textOf(status) === undefined || textOf(fieldsOf(urls).get) === undefined) return undefined
  if (status === 'aborted') {
    return { state: 'over', error: 'The provider aborted the video before it began.' }
  }
  if (status !== 'succeeded') return { state: 'going' }
  const url = Object.values(fieldsOf(output)).find((one) => typeof one === 'string' && /^https?:/.test(one))
  return typeof url === 'string'
    ? { state: 'done', video: { type: 'url', url, mediaType: 'video/mp4' }, usage: undefined }
    : EMPTY
}

/** Of fal a package passes on the words of an HTTP status where its answer says more, and where there was no answer. */
const TROUBLE =
  /^(internal server error|bad gateway|service unavailable|gateway time-?out|request time-?out|unauthorized|forbidden|payment required|conflict|too early|invalid json response)?$|^cannot connect to|^failed to process|fetch failed/i
const CANCELED = /\bcancell?ed\b/i
const WITHHELD = 'The provider withheld the video, or refused what it was to be made of.'

function readVerdict(model: StartableModel, { error, response }: AiSdkStatus): Verdict {
  const { provider } = model
  const text = (error ?? '').trim()
  const headers = new Headers(response?.headers)
  const falErrorType = headers.get('x-fal-error-type')
  // With these fal answers for the job; without them a server on the way may have answered in its place.
  const isOfFal = falErrorType !== null || headers.has('x-fal-retryable')
  if (TROUBLE.test(text) && !isOfFal) throw troubleOf(provider, text)
  if (/^not found$/i.test(text)) {
    throw new VideoError('not_found', `${provider} does not know this job, or no longer has it.`)
  }
  if (/^too many requests$/i.test(text)) {
    throw new VideoError('rate_limited', `The rate limit of ${provider} is reached. Ask later.`, {
      retryAfterMs: readRetryAfter(headers),
      resumable: true,
    })
  }
  // fal calls a job complete whose result is a 422: what it refuses so late is what the video shows.
  if (/^unprocessable (entity|content)$/i.test(text)) return withheld(WITHHELD)
  // Of fal's own words alone it is known that they are a verdict.
  if (optionsKeyOf(model) === 'fal' && !isOfFal && !CANCELED.test(text)) throw troubleOf(provider, text)
  if (/polic|safety/.test(falErrorType ?? '')) return withheld(WITHHELD)
  const said = safeText(text.replace(/^video generation failed[:.]?\s*/i, ''), [])
  if (CANCELED.test(`${said} ${falErrorType}`.replaceAll('_', ' '))) {
    return { state: 'over', error: 'The provider canceled the video.', errorCode: 'canceled' }
  }
  if (said === undefined || TROUBLE.test(text) || /^unknown error\.?$/i.test(said)) {
    return { state: 'over', error: FAILED }
  }
  return NO_VIDEO.test(said) || MODERATION.test(said) ? withheld(said) : { state: 'over', error: said }
}

const withheld = (error: string): Verdict => ({ state: 'over', error, errorCode: 'moderated' })

function troubleOf(provider: string, text: string): VideoError {
  const why = `${provider} did not answer well (${text || 'it gave no reason'}). The job is not affected: ask again.`
  return new VideoError('unavailable', why, { resumable: true })
}

/** The figures among what a provider adds: its seconds, counts and costs. */
function usageOf(providerMetadata: unknown): object | undefined {
  const figures: Record<string, unknown> = {}
  for (const own of Object.values(fieldsOf(providerMetadata))) {
    const { metrics, usage, ...rest } = fieldsOf(own)
    Object.assign(figures, fieldsOf(metrics), fieldsOf(usage), rest)
  }
  const numbers = Object.entries(figures).filter(([, value]) => typeof value === 'number')
  return numbers.length > 0 ? Object.fromEntries(numbers) : undefined
}
