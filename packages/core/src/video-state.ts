import type { SnapshotFrom } from 'xstate'
import type { VideoGenerateResult } from './protocol.js'
import type { videoMachine } from './video-machine.js'
import { NOTHING, type VideoFacts } from './video-run.js'

/** What a user waits for or has: `generating` is one word for everything between the click and the end. */
export type GenerationClientState = 'idle' | 'generating' | 'success' | 'error'

/** Where exactly the run is; the machine's states by name. */
export type VideoPhase = 'idle' | 'creating' | 'polling' | 'reconnecting' | 'canceling' | 'success' | 'error'

/** Everything there is to show, as one immutable object that is replaced only when something changed. */
export interface VideoState<TResult = VideoGenerateResult> extends VideoFacts<TResult> {
  readonly status: GenerationClientState
  readonly phase: VideoPhase
  readonly isLoading: boolean
}

/** The machine's snapshot as users see it. `result` is the video as `onResult` returned it. */
export function toVideoState<TResult>(
  snapshot: SnapshotFrom<typeof videoMachine>,
  result: TResult | null,
): VideoState<TResult> {
  // Every state but `idle` carries one tag, its phase.
  const [phase = 'idle'] = snapshot.tags as ReadonlySet<VideoPhase>
  const ended = phase === 'success' || phase === 'error'
  // A run that is being canceled is over for its user; the one that waits behind it has begun.
  const { facts } = phase === 'canceling' ? (snapshot.context.next ?? NOTHING) : snapshot.context
  const isLoading = !ended && facts.runId !== null
  const status = isLoading ? 'generating' : ended ? phase : 'idle'
  return Object.freeze({ ...facts, status, phase, isLoading, result })
}
