import { WireError } from './wire.js'

/** The `1280x720` of providers that speak of `16:9` and `720p`, or `4k`; the resolution is the shorter side. */
export function sizeOfRatio(ratio = '16:9', resolution = '720p'): string {
  const [width = 0, height = 0] = /^\d+:\d+$/.test(ratio) ? ratio.split(':').map(Number) : []
  const shorter = /^4k$/i.test(resolution) ? 2160 : Number(/^(\d+)p$/i.exec(resolution)?.[1])
  if (!(width > 0 && height > 0)) throw invalid('aspect ratio', ratio, '16:9')
  if (!(shorter > 0)) throw invalid('resolution', resolution, '720p')
  const longer = 2 * Math.round((shorter * Math.max(width, height)) / Math.min(width, height) / 2)
  return width >= height ? `${longer}x${shorter}` : `${shorter}x${longer}`
}

const invalid = (what: string, given: string, example: string) =>
  new WireError('invalid_input', `The ${what} ${JSON.stringify(given)} is none. Give one such as ${example}.`)
