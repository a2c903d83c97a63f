import { VideoError } from '@reelstate/core/protocol'
import type { VideoAdapter } from '../../provider/video-adapter.js'

/**
 * A model whose inputs nobody knows here: it is asked for nothing but what is in `modelOptions`, so that a size or
 * duration is refused rather than lost. `example` is what to write instead.
 */
export function unknownModel(
  model: string,
  example: string,
): Required<Pick<VideoAdapter, 'availableDurations' | 'checkInput'>> {
  return {
    availableDurations: () => ({ kind: 'none' }),
    checkInput: ({ size, duration }) => {
      const given = [...(size === undefined ? [] : ['size']), ...(duration === undefined ? [] : ['duration'])]
      if (given.length === 0) return
      throw new VideoError(
        'invalid_input',
        `How ${model} takes a ${given.join(' and a ')} is not known here. Give it in its own words instead: ` +
          `modelOptions: ${example}.`,
      )
    },
  }
}
