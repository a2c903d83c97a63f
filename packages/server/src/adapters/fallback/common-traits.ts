import { VideoError } from '@reelstate/core/protocol'
import type {
  AnyVideoAdapter,
  RateLimit,
  VideoAdapter,
  VideoCapabilities,
} from '../../provider/video-adapter.js'
import { canVerify } from './verify-by-one.js'

type Traits = Pick<
  VideoAdapter,
  | 'sizes'
  | 'inputParts'
  | 'maxPromptLength'
  | 'pollingFloorMs'
  | 'pollingCeilingMs'
  | 'capabilities'
  | 'rateLimit'
>

/**
 * What holds for a job whichever of the adapters makes it: what all of them take, and the least that they can do. Throws a
 * `VideoError` `invalid_options` where they have no size in common.
 */
export function commonTraits(adapters: readonly AnyVideoAdapter[]): Traits {
  const sizes = commonSizes(adapters)
  const lengths = defined(adapters.map(({ maxPromptLength }) => maxPromptLength))
  const floors = defined(adapters.map(({ pollingFloorMs }) => pollingFloorMs))
  const ceilings = defined(adapters.map(({ pollingCeilingMs }) => pollingCeilingMs))
  const rateLimit = strictest(defined(adapters.map((adapter) => adapter.rateLimit)))
  return {
    ...(sizes && { sizes }),
    inputParts: inAll(adapters.map(({ inputParts = [] }) => inputParts)),
    ...(lengths.length > 0 && { maxPromptLength: Math.min(...lengths) }),
    ...(floors.length > 0 && { pollingFloorMs: Math.max(...floors) }),
    // Only where asking costs nothing at any of them.
    ...(ceilings.length === adapters.length && { pollingCeilingMs: Math.max(...ceilings) }),
    ...(rateLimit && { rateLimit }),
    capabilities: leastOf(adapters),
  }
}

function commonSizes(adapters: readonly AnyVideoAdapter[]): readonly string[] | undefined {
  const known = defined(adapters.map(({ sizes }) => sizes))
  if (known.length === 0) return undefined
  const common = inAll(known)
  // Who has none of its own is given none: it would refuse them, or does not know them.
  if (common.length > 0) return adapters.every(takesSizes) ? common : undefined
  throw new VideoError(
    'invalid_options',
    'The adapters given to fallbackVideo have no size in common. Give adapters of which each makes one that the others make.',
  )
}

/** One that says nothing at all takes what it is given. */
const takesSizes = ({ sizes, availableDurations, checkInput }: AnyVideoAdapter) =>
  sizes !== undefined || (!availableDurations && !checkInput)

/** No `idempotency`: a key is honoured by one provider, and a repeated order may go to another. */
function leastOf(adapters: readonly AnyVideoAdapter[]): VideoCapabilities {
  const all = adapters.map(({ capabilities = {} }) => capabilities)
  const [first = {}] = all
  const isSame = all.every(({ progress }) => progress === first.progress)
  return {
    progress: (isSame && first.progress) || 'none',
    cancel: CANCEL.find((cancel) => all.some((one) => (one.cancel ?? 'none') === cancel)) ?? 'none',
    resume: all.every(({ resume }) => resume),
    webhook: all.every(({ webhook }) => webhook) && canVerify(adapters),
    actions: inAll(all.map(({ actions = [] }) => actions)),
  }
}

/** From the least. */
const CANCEL = ['none', 'queued', 'running'] as const

const inAll = <T>(lists: readonly (readonly T[])[]): readonly T[] =>
  (lists[0] ?? []).filter((one) => lists.every((list) => list.includes(one)))

const defined = <T>(values: readonly (T | undefined)[]): T[] =>
  values.filter((value): value is T & {} => value !== undefined)

function strictest(limits: readonly RateLimit[]): RateLimit | undefined {
  return [...limits].sort((one, other) => one.requestsPerMinute - other.requestsPerMinute)[0]
}
