import { VideoError } from '@reelstate/core/protocol'
import type { JobStore } from '../../jobs/job-store.js'
import { shown } from '../../shown.js'

/** What one conversation may order in all. What failed or was canceled counts as well. */
export interface ConversationLimits {
  /** Default: 10. `Infinity` for no limit. */
  videos?: number | undefined
  /** Seconds of video. Default: no limit. */
  seconds?: number | undefined
  /** In the unit of the option `cost`. Default: no limit. */
  cost?: number | undefined
}

/** What one order takes of the budget. */
export interface OrderCost {
  seconds: number
  cost: number
}

export interface ConversationBudget {
  /**
   * Takes an order in, so that any number of calls at once, on any instances, get no more through than one after the
   * other. An order that is in already is not judged again. Throws a `VideoError` `rate_limited` for one that is too much.
   */
  take(key: string, order: OrderCost): Promise<void>
  /** Takes one `take` back: nothing was ordered. */
  giveBack(key: string): Promise<void>
}

/** Orders by their keys, and how often each was taken in. */
type Taken = Record<string, OrderCost & { times: number }>

/** Throws a `VideoError` `invalid_options` for a limit that would limit nothing. */
export function checkConversationLimits(limits: ConversationLimits): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || (typeof limit === 'number' && limit >= 0)) continue
    throw new VideoError(
      'invalid_options',
      `videoTools: limits.${name} is ${shown(limit)}. Give a number from 0, or Infinity for no limit.`,
    )
  }
}

/** The budget of one conversation, kept beside the jobs. */
export function conversationBudget(
  store: JobStore,
  conversation: string,
  limits: ConversationLimits,
): ConversationBudget {
  const name = `conversation:${conversation}`

  return {
    async take(key, order) {
      let refusal: VideoError | undefined
      await store.record<Taken>(name, (taken = {}) => {
        const known = taken[key]
        refusal = known ? undefined : judge(taken, order, limits)
        if (refusal) return taken
        return { ...taken, [key]: { ...(known ?? order), times: (known?.times ?? 0) + 1 } }
      })
      if (refusal) throw refusal
    },

    async giveBack(key) {
      await store.record<Taken>(name, (taken = {}) => {
        const { [key]: known, ...others } = taken
        return known && known.times > 1 ? { ...others, [key]: { ...known, times: known.times - 1 } } : others
      })
    },
  }
}

function judge(taken: Taken, order: OrderCost, limits: ConversationLimits): VideoError | undefined {
  const { videos = 10, seconds, cost } = limits
  const orders = Object.values(taken)
  if (orders.length >= videos) {
    return refused(`This conversation may order ${count(videos)}, and has ordered ${orders.length}.`)
  }
  const sum = (field: keyof OrderCost) => orders.reduce((total, one) => total + one[field], 0)
  if (seconds !== undefined && sum('seconds') + order.seconds > seconds) {
    return refused(
      `This conversation may order ${seconds} seconds of video, and has ordered ${sum('seconds')}; ` +
        `another ${order.seconds} are too many.`,
    )
  }
  if (cost !== undefined && sum('cost') + order.cost > cost) {
    return refused(
      `This conversation may spend ${cost} on videos, and has spent ${sum('cost')}; another ${order.cost} is too much.`,
    )
  }
  return undefined
}

const count = (videos: number) => (videos === 1 ? '1 video' : `${videos} videos`)

const refused = (message: string) =>
  new VideoError('rate_limited', `${message} Nothing was ordered. Tell the user; asking again does not help.`)
