import type { VideoPrompt } from '@reelstate/core/protocol'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'

/** A prompt, with the image that the video begins with where there is one. */
export function promptWith(image: string | undefined, prompt: string): VideoPrompt {
  if (image === undefined) return prompt
  return [
    { type: 'text', content: prompt },
    { type: 'image', source: { type: 'url', value: image } },
  ]
}

/** The length that the adapter's model makes and that is nearest; as it is where the adapter does not say. */
export function nearestSeconds(adapter: AnyVideoAdapter, seconds: number): number {
  // Some models take their lengths in terms such as `8s`.
  const nearest = Number.parseFloat(`${adapter.snapDuration?.(seconds)}`)
  return nearest > 0 ? nearest : seconds
}
