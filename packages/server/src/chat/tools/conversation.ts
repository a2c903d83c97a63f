import { type CancelOutcome, VideoError } from '@reelstate/core/protocol'
import { notFound } from '../../handler/answers.js'
import type { VideoHandler } from '../../handler/create-video-handler.js'
import { toPublicError } from '../../http/to-error-response.js'
import { countedSeconds } from '../../jobs/counted-seconds.js'
import { fingerprint } from '../../jobs/fingerprint.js'
import { type JobView, jobView } from '../../jobs/job-view.js'
import { isEnded, isTerminal, type VideoJobRow } from '../../jobs/video-job.js'
import { checkVideoInput } from '../../provider/check-video-input.js'
import type { AnyVideoAdapter } from '../../provider/video-adapter.js'
import { shown } from '../../shown.js'
import { nearestSeconds, promptWith } from '../order-input.js'
import { type ConversationLimits, conversationBudget } from './conversation-budget.js'
import { callHandler } from './handler-calls.js'
import type { CreateInput } from './tool-schemas.js'
import { untilEnded } from './until-ended.js'
import type { VideoToolsOptions } from './video-tools-options.js'

/** The videos of one conversation of one owner. */
export interface Conversation {
  /** Orders a video, once per call and input. Rejects with a `VideoError`, `rate_limited` for one that is more than the limits allow. */
  order(callId: string, input: CreateInput): Promise<JobView>
  /** A video of this conversation, once it has ended or `waitMs` have passed. */
  read(videoId: string, wait: Waiting): Promise<JobView>
  cancel(videoId: string): Promise<CancelOutcome>
}

export interface Waiting {
  waitMs: number
  signal?: AbortSignal | undefined
  onChange?: ((view: JobView) => void) | undefined
}

export interface ConversationOf {
  handler: VideoHandler
  options: Pick<VideoToolsOptions, 'url' | 'cost'> & { limits: ConversationLimits }
  /** The request that the chat came with. */
  request: Request
  owner: string
  conversation: string
}

export async function openConversation(of: ConversationOf): Promise<Conversation> {
  const { handler, options, request, owner, conversation } = of
  const { jobs } = handler
  const { limits } = options
  // Says of a job that it is of this conversation. Other owners' conversations may be called alike.
  const threadId = `chat-${await fingerprint([owner, conversation])}`
  const budget = conversationBudget(jobs.store, threadId, limits)
  const ask = <T>(call: Parameters<typeof callHandler>[3]) =>
    callHandler<T>(handler, options.url, request, call)

  async function order(callId: string, { prompt, seconds, size, image_url, model }: CreateInput) {
    const [name, adapter] = choose(jobs.adapters, model)
    const data = {
      prompt: promptWith(image_url, prompt),
      ...(size !== undefined && { size }),
      ...(seconds !== undefined && { duration: nearestSeconds(adapter, seconds) }),
    }
    const input = checkVideoInput(adapter, data)
    const json = { threadId, data: { ...data, adapter: name } }
    // The input is in it: some APIs count their calls from 0 in every answer.
    const key = `chat-${await fingerprint([owner, conversation, callId, json])}`
    const { model: madeBy } = adapter
    const cost = limits.cost === undefined ? 0 : costOf(options, { adapter: name, model: madeBy, input })
    // What has been ordered is not judged again.
    const isOrdered = (await jobs.find({ owner, key })) !== undefined
    if (!isOrdered) await budget.take(key, { seconds: countedSeconds(input.duration), cost })
    try {
      return await ask<JobView>({ method: 'POST', key, json })
    } catch (thrown) {
      // What may have been ordered stays in the budget, also where that cannot be found out.
      const job = await jobs.find({ owner, key })
      if (job) throw aboutJob(job.id, thrown)
      await budget.giveBack(key)
      throw thrown
    }
  }

  /** Throws for a job of another conversation what it throws for none. */
  async function find(videoId: string): Promise<VideoJobRow> {
    const job = await jobs.get(videoId)
    if (job?.threadId !== threadId) throw notFound()
    return job
  }

  async function askAbout<T>({ id, key }: VideoJobRow, method: 'GET' | 'DELETE'): Promise<T> {
    try {
      return await ask<T>({ method, key })
    } catch (thrown) {
      throw aboutJob(id, thrown)
    }
  }

  async function read(videoId: string, { waitMs, signal, onChange }: Waiting): Promise<JobView> {
    const job = await find(videoId)
    const view = await askAbout<JobView>(job, 'GET')
    if (isTerminal(job)) return view
    // Whoever asks for a job that was given up wants it followed on.
    if (isEnded(job)) await jobs.follow(job.id)
    await untilEnded(jobs, job.id, waitMs, signal, (row) =>
      onChange?.(jobView(row, { reference: view.reference, cancel: view.cancel })),
    )
    // A server that goes down meanwhile has said how the video was.
    return askAbout<JobView>(job, 'GET').catch(() => view)
  }

  async function cancel(videoId: string): Promise<CancelOutcome> {
    const { outcome } = await askAbout<{ outcome: CancelOutcome }>(await find(videoId), 'DELETE')
    return outcome
  }

  return { order, read, cancel }
}

function choose(
  adapters: ReadonlyMap<string, AnyVideoAdapter>,
  wanted: string | undefined,
): [string, AnyVideoAdapter] {
  const all = [...adapters]
  const chosen = all.find(([name]) => name === wanted) ?? all[0]
  return chosen as [string, AnyVideoAdapter]
}

/** What an order costs. Throws a `VideoError` `invalid_options` for what would limit nothing. */
function costOf({ cost }: ConversationOf['options'], order: Parameters<NonNullable<typeof cost>>[0]): number {
  const given: unknown = cost?.(order)
  if (typeof given === 'number' && given >= 0 && given < Number.POSITIVE_INFINITY) return given
  throw new VideoError(
    'invalid_options',
    `videoTools: the cost of a video of ${order.model} is ${shown(given)}. Give a function that says a number from 0.`,
  )
}

/** The same error, which says as well which job it is about. */
function aboutJob(jobId: string, thrown: unknown): VideoError {
  const { code, message } = toPublicError(thrown)
  return new VideoError(code, message, { jobId, cause: thrown })
}
