import type { VideoAdapter } from '../../provider/video-adapter.js'

type Durations<TSeconds extends number> = Required<
  Pick<VideoAdapter<string, TSeconds>, 'availableDurations' | 'snapDuration'>
>

/** A model that makes videos of these lengths, in seconds, shortest first. */
export function secondsOf<const TSeconds extends number>(values: readonly TSeconds[]): Durations<TSeconds> {
  return {
    availableDurations: () => ({ kind: 'discrete', values }),
    snapDuration: (seconds) => {
      if (Number.isNaN(seconds)) return undefined
      if (seconds === Number.POSITIVE_INFINITY) return values.at(-1)
      return values.reduce((best, value) =>
        Math.abs(value - seconds) < Math.abs(best - seconds) ? value : best,
      )
    },
  }
}

/** A model that makes videos of any whole number of seconds from `min` to `max`. */
export function secondsFrom(min: number, max: number): Durations<number> {
  return {
    availableDurations: () => ({ kind: 'range', min, max, step: 1, unit: 'seconds' }),
    // The nearest; a half goes to the shorter.
    snapDuration: (seconds) =>
      Number.isNaN(seconds) ? undefined : Math.min(max, Math.max(min, Math.ceil(seconds - 0.5))),
  }
}
