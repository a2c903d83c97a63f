import { describeFrame, type FrameDescription } from './describe-frame.js'
import type { WireFrame } from './wire-log.js'

/** Frames that are shown as one line: the same kind of news in quick succession. */
export interface FrameGroup extends FrameDescription {
  frames: readonly WireFrame[]
}

/** How quickly one follows the other in a burst, in ms. */
const BURST = 120

/** Puts bursts together, so that a hundred reports within a second read as a few lines. */
export function groupFrames(frames: readonly WireFrame[], status: number): FrameGroup[] {
  const groups: FrameGroup[] = []
  for (const frame of frames) {
    const described = describeFrame(frame.text, status)
    const last = groups.at(-1)
    const before = last?.frames.at(-1)
    const joins =
      last?.name === described.name &&
      before &&
      !before.isCut &&
      !frame.isCut &&
      frame.at - before.at <= BURST
    if (joins) groups[groups.length - 1] = { ...described, frames: [...last.frames, frame] }
    else groups.push({ ...described, frames: [frame] })
  }
  return groups
}
