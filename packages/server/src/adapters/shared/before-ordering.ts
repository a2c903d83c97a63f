import { VideoError } from '@reelstate/core/protocol'

/** What is asked before an order is sent: trouble with it says for certain that nothing was ordered. */
export async function beforeOrdering<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof VideoError) throw cause
    throw new VideoError(
      'unavailable',
      'The provider cannot be asked about the video to work on. Nothing was ordered: try again.',
      { cause },
    )
  }
}
