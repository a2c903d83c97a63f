import { VideoError } from '@reelstate/core/protocol'
import type { AnyVideoAdapter, DurationOptions, VideoAdapter } from '../../provider/video-adapter.js'

/** What one adapter takes: single seconds, a range of them, or both. */
interface Offer {
  values: readonly number[]
  range: { min: number; max: number; step?: number } | undefined
}

/**
 * The seconds that every adapter takes which says what it takes; none where one says that its own are not known. Throws a
 * `VideoError` `invalid_options` where they have none in common.
 */
export function commonDurations(
  adapters: readonly AnyVideoAdapter[],
): Pick<VideoAdapter, 'availableDurations' | 'snapDuration'> {
  const options = adapters.map((adapter) => adapter.availableDurations?.())
  const offers = options.flatMap((one) => offerOf(one) ?? [])
  // To fill in what the others take would have this one refuse the order.
  const isUnknown = options.some((one) => one?.kind === 'none')
  if (offers.length === 0) return isUnknown ? UNKNOWN : {}
  const common = intersectionOf(offers)
  const { values, range } = common
  if (values.length === 0 && !range) {
    throw new VideoError(
      'invalid_options',
      'The adapters given to fallbackVideo have no duration in common. Give adapters of which each takes one that the others take.',
    )
  }
  if (isUnknown) return UNKNOWN
  return {
    availableDurations: () => (range ? { kind: 'mixed', values, range } : { kind: 'discrete', values }),
    snapDuration: (seconds) => nearest(common, seconds),
  }
}

const UNKNOWN: Pick<VideoAdapter, 'availableDurations'> = { availableDurations: () => ({ kind: 'none' }) }

/** Undefined for an adapter that says nothing, or counts in other terms than numbers. */
function offerOf(options: DurationOptions<unknown> = { kind: 'none' }): Offer | undefined {
  if (options.kind === 'none') return undefined
  if (options.kind === 'range') return { values: [], range: options }
  const { values } = options
  if (!values.every((value) => typeof value === 'number')) return undefined
  return { values, range: options.kind === 'mixed' ? options.range : undefined }
}

function intersectionOf(offers: readonly Offer[]): Offer {
  const ranges = offers.map(({ range }) => range)
  const min = Math.max(...ranges.map((range) => range?.min ?? Number.POSITIVE_INFINITY))
  const max = Math.min(...ranges.map((range) => range?.max ?? Number.NEGATIVE_INFINITY))
  // Without steps any number in between is common to all; steps are written out.
  const isFree = min <= max && ranges.every((range) => range?.step === undefined)
  const candidates = offers.flatMap(({ values, range }) => [...values, ...stepsOf(range)])
  const values = [...new Set(candidates)]
    .filter((seconds) => offers.every((offer) => takes(offer, seconds)))
    .sort((one, other) => one - other)
  return { values, range: isFree ? { min, max } : undefined }
}

/** At most a thousand: no model makes a video of so many lengths. */
function stepsOf(range: Offer['range']): number[] {
  if (range?.step === undefined) return []
  const { min, max, step } = range
  const count = Math.min(1000, Math.floor((max - min) / step) + 1)
  return Array.from({ length: count }, (_, index) => min + index * step)
}

function takes({ values, range }: Offer, seconds: number): boolean {
  if (values.includes(seconds)) return true
  if (!range || seconds < range.min || seconds > range.max) return false
  return range.step === undefined || Number.isInteger((seconds - range.min) / range.step)
}

/** Ties go to the shorter: `values` are sorted. */
function nearest({ values, range }: Offer, seconds: number): number | undefined {
  if (Number.isNaN(seconds)) return undefined
  const inRange = range ? [Math.min(range.max, Math.max(range.min, seconds))] : []
  return [...values, ...inRange]
    .sort((one, other) => one - other)
    .reduce((best, one) => (Math.abs(one - seconds) < Math.abs(best - seconds) ? one : best))
}
