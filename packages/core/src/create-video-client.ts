import { createActor } from 'xstate'
import { controlVideo } from './control-video.js'
import { callGuest } from './guest.js'
import { jobCancel, jobStream } from './job-stream.js'
import type { Tell } from './notify-callbacks.js'
import type { VideoClient, VideoClientOptions, VideoResultOf } from './video-client.js'
import { videoMachine } from './video-machine.js'
import type { PersistedRuns } from './video-persistence.js'

/** Options, or a function that is asked whenever one is needed: for bindings whose options change. */
export type VideoClientOptionsSource<T> = VideoClientOptions<T> | (() => VideoClientOptions<T>)

/**
 * One video generation at a time, as a state machine with no framework around it. Nothing happens before `generate` or
 * `resume` is called, so a client may be made anywhere, also on a server.
 */
export function createVideoClient<TTransformed = void>(
  source: VideoClientOptionsSource<TTransformed>,
): VideoClient<VideoResultOf<TTransformed>> {
  const options = typeof source === 'function' ? source : () => source
  const tell: Tell = (name, ...args) => callGuest(name, options()[name], ...args)
  const { inspect, persist } = options()
  const machine = videoMachine.provide({
    actors: { jobStream: jobStream(options, tell, () => kept), jobCancel: jobCancel(options) },
  })
  const actor = createActor(machine, { inspect: inspect as never })
  const kept: PersistedRuns | undefined = persist?.(actor)
  const client = controlVideo<VideoResultOf<TTransformed>>(actor, options, tell, kept)
  actor.start()
  return client
}
