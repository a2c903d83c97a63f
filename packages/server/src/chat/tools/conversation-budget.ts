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
   * other. An order that is on its way is not judged again. Throws a `VideoError` `rate_limited` for one that is too much.
   */
  take(key: string, order: OrderCost): Promise<void>
  /** Takes one `take` back: nothing was ordered. */
  giveBack(key: string): Promise<void>
}

/** What a conversation has ordered, those that are on their way included. */
interface Spent extends OrderCost {
  videos: number
  onTheirWay: Record<string, OnItsWay>
  /** When something was last taken: a record that is not used any more is forgotten with the jobs of its time. */
  usedAt: number
}

interface OnItsWay extends OrderCost {
  takenAt: number
  /** How many calls of the same id wait for it. */
  times: number
}

const NAMES: readonly string[] = ['videos', 'seconds', 'cost'] satisfies (keyof ConversationLimits)[]
const VIDEOS = 10
/** An order is stored as a job long before, in ms; from then on the job says that it was made. */
const ON_THE_WAY = 10 * 60_000

/** Throws a `VideoError` `invalid_options` for a limit that would limit nothing. */
export function checkConversationLimits(limits: ConversationLimits): void {
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw invalid(`The limits are ${shown(limits)}. Give an object such as { videos: 5 }.`)
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (!NAMES.includes(name)) throw invalid(`There is no limits.${name}. Give ${NAMES.join(', ')}.`)
    if (limit === undefined || (typeof limit === 'number' && limit >= 0)) continue
    throw invalid(`limits.${name} is ${shown(limit)}. Give a number from 0, or Infinity for no limit.`)
  }
}

/** The budget of one conversation, kept beside the jobs. */
export function conversationBudget(
  store: JobStore,
  conversation: string,
  limits: ConversationLimits,
): ConversationBudget {
  const { videos = VIDEOS, seconds = Infinity, cost = Infinity } = limits
  if (Math.min(videos, seconds, cost) === Infinity) return { take: async () => {}, giveBack: async () => {} }
  const name = `conversation:${conversation}`

  return {
    async take(key, order) {
      let refusal: VideoError | undefined
      await store.record<Spent>(name, (stored) => {
        const now = Date.now()
        const spent = stored ?? { videos: 0, seconds: 0, cost: 0, onTheirWay: {}, usedAt: now }
        const recent = Object.entries(spent.onTheirWay).filter(
          ([, { takenAt }]) => takenAt > now - ON_THE_WAY,
        )
        const onTheirWay = Object.fromEntries(recent)
        const known = onTheirWay[key]
        refusal = known ? undefined : judge(spent, order, { videos, seconds, cost })
        if (refusal) return spent
        const taken = known ?? { ...order, takenAt: now, times: 0 }
        return {
          ...(known ? spent : add(spent, order, 1)),
          onTheirWay: { ...onTheirWay, [key]: { ...taken, times: taken.times + 1 } },
          usedAt: now,
        }
      })
      if (refusal) throw refusal
    },

    async giveBack(key) {
      await store.record<Spent | null>(name, (spent = null) => {
        const { [key]: known, ...others } = spent?.onTheirWay ?? {}
        if (!spent || !known) return spent
        if (known.times === 1) return { ...add(spent, known, -1), onTheirWay: others }
        return { ...spent, onTheirWay: { ...others, [key]: { ...known, times: known.times - 1 } } }
      })
    },
  }
}

const add = (spent: Spent, order: OrderCost, sign: 1 | -1): Spent => ({
  ...spent,
  videos: spent.videos + sign,
  seconds: spent.seconds + sign * order.seconds,
  cost: spent.cost + sign * order.cost,
})

function judge(spent: Spent, order: OrderCost, limits: OrderCost & { videos: number }) {
  if (spent.videos >= limits.videos) {
    return refused(`This conversation may order ${count(limits.videos)}, and has ordered ${spent.videos}.`)
  }
  if (isMore(spent.seconds + order.seconds, limits.seconds)) {
    return refused(
      `This conversation may order ${limits.seconds} seconds of video, and has ordered ${rounded(spent.seconds)}; ` +
        `another ${order.seconds} are too many.`,
    )
  }
  if (isMore(spent.cost + order.cost, limits.cost)) {
    return refused(
      `This conversation may spend ${limits.cost} on videos, and has spent ${rounded(spent.cost)}; ` +
        `another ${order.cost} is too much.`,
    )
  }
  return undefined
}

/** Sums of decimal fractions come out a little wrong: three times 0.1 are 0.3 here. */
const isMore = (sum: number, limit: number) => sum - limit > limit * 1e-9
const rounded = (sum: number) => Number(sum.toPrecision(12))

const count = (videos: number) => (videos === 1 ? '1 video' : `${videos} videos`)

const refused = (message: string) => new VideoError('rate_limited', `${message} Nothing was ordered.`)

const invalid = (message: string) => new VideoError('invalid_options', `videoTools: ${message}`)
