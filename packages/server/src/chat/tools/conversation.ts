import type { CancelOutcome } from '@reelstate/core/protocol'
import { notFound } from '../../handler/answers.js'
import type { VideoHandler } from '../../handler/create-video-handler.js'
import { countedSeconds } from '../../jobs/counted-seconds.js'
import { fingerprint } from '../../jobs/fingerprint.js'
import { type JobView, jobView } from '../../jobs/job-view.js'
import { isEnded, isTerminal, type VideoJobRow } from '../../jobs/video-job.js'
import { checkVideoInput } from '../../provider/check-video-input.js'
import type { AnyVideoAdapter } from '../../provider/video-adapter.js'
import { nearestSeconds, promptWith } from '../order-input.js'
import { type ConversationLimits, conversationBudget } from './conversation-budget.js'
import { callHandler } from './handler-calls.js'
import type { CreateInput } from './tool-schemas.js'
import { untilEnded } from './until-ended.js'
import type { VideoToolsOptions } from './video-tools-options.js'

/** The videos of one conversation of one owner. */
export interface Conversation {
  /** Orders a video, once per call. Rejects with a `VideoError`, `rate_limited` for one that is more than the limits allow. */
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
  // Says of a job that it is of this conversation. Other owners' conversations may be called alike.
  const threadId = `chat-${await fingerprint([owner, conversation])}`
  const budget = conversationBudget(jobs.store, threadId, options.limits)
  const ask = <T>(call: Parameters<typeof callHandler>[3]) =>
    callHandler<T>(handler, options.url, request, call)

  async function order(callId: string, { prompt, seconds, size, image_url, model }: CreateInput) {
    const key = `chat-${await fingerprint([owner, conversation, callId])}`
    const [name, adapter] = choose(jobs.adapters, model)
    const data = {
      prompt: promptWith(image_url, prompt),
      ...(size !== undefined && { size }),
      ...(seconds !== undefined && { duration: nearestSeconds(adapter, seconds) }),
    }
    const input = checkVideoInput(adapter, data)
    const { model: madeBy } = adapter
    await budget.take(key, {
      seconds: countedSeconds(input.duration),
      cost: options.cost?.({ adapter: name, model: madeBy, input }) ?? 0,
    })
    try {
      return await ask<JobView>({ method: 'POST', key, json: { threadId, data: { ...data, adapter: name } } })
    } catch (thrown) {
      // What may have been ordered stays in the budget, also where that cannot be found out.
      const job = await jobs.find({ owner, key })
      if (!job) await budget.giveBack(key)
      throw thrown
    }
  }

  /** Throws for a job of another conversation what it throws for none. */
  async function find(videoId: string): Promise<VideoJobRow> {
    const job = await jobs.get(videoId)
    if (job?.threadId !== threadId) throw notFound()
    return job
  }

  async function read(videoId: string, { waitMs, signal, onChange }: Waiting): Promise<JobView> {
    const job = await find(videoId)
    const { key } = job
    const view = await ask<JobView>({ method: 'GET', key })
    if (isTerminal(job)) return view
    // Whoever asks for a job that was given up wants it followed on.
    if (isEnded(job)) await jobs.follow(job.id)
    await untilEnded(jobs, job.id, waitMs, signal, (row) =>
      onChange?.(jobView(row, { reference: view.reference, cancel: view.cancel })),
    )
    return ask<JobView>({ method: 'GET', key })
  }

  async function cancel(videoId: string): Promise<CancelOutcome> {
    const { key } = await find(videoId)
    const { outcome } = await ask<{ outcome: CancelOutcome }>({ method: 'DELETE', key })
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
