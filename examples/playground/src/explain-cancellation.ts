import type { VideoCancellation } from '@reelstate/react'

const MEANINGS: Record<VideoCancellation['outcome'], string> = {
  canceled: 'Stopped: the renderer confirmed that it no longer works on this video.',
  requested: 'The stop was asked for, and not confirmed: the renderer may still be at work.',
  too_late: 'Too late to stop: the video is finished, or being finished.',
  unsupported: 'Not stopped: nobody could be asked, so the renderer goes on.',
}

/** What became of a run that was stopped, in a sentence that promises no more than what is known. */
export const explainCancellation = ({ outcome }: VideoCancellation): string => MEANINGS[outcome]
