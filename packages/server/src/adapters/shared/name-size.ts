import { VideoError } from '@reelstate/core/protocol'
import { shown } from '../../shown.js'

export interface NamedSize {
  /** The nearest of the provider's: `16:9`. */
  aspect_ratio: string
  /** The shorter side: `720p`. */
  resolution: string
}

/** How far a size may be from a shape: 854x480 is meant to be 16:9. */
const FARTHEST = Math.log(1.06)

/**
 * `1280x720` for providers that speak of shapes and lines. Throws a `VideoError` `invalid_input` for what is no size,
 * and for a shape that is none of the provider's.
 */
export function nameSize(size: string, ratios: readonly [string, ...string[]]): NamedSize {
  const [, width, height] = (/^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size) ?? []).map(Number)
  if (!width || !height) {
    throw new VideoError(
      'invalid_input',
      `The size is ${shown(size)}. Give WIDTHxHEIGHT, such as '1280x720'.`,
    )
  }
  const farness = (ratio: string) => Math.abs(Math.log(width / height / quotientOf(ratio)))
  const nearest = ratios.reduce((best, ratio) => (farness(ratio) < farness(best) ? ratio : best))
  if (farness(nearest) > FARTHEST) {
    throw new VideoError(
      'invalid_input',
      `The size ${size} has a shape that is not made here. Give a size of the shape ${ratios.join(', ')}.`,
    )
  }
  return { aspect_ratio: nearest, resolution: `${Math.min(width, height)}p` }
}

function quotientOf(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number)
  return width / height
}
