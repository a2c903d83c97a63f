/** Frames per second of every video. */
export const FRAME_RATE = 24

/** How many frames a video of `seconds` has; the last one is shown for whatever is left of the duration. */
export function frameCount(seconds: number): number {
  return Math.max(1, Math.round(seconds * FRAME_RATE))
}
