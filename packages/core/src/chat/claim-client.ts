import type { VideoActor, VideoClient } from '../video-client.js'

/** A client that follows a job for the messages that show it. */
export interface Following {
  readonly client: VideoClient
  readonly job: string
  /** Whether the client was told which job to follow. */
  isAsked: boolean
  /** What stands for each message that needs it. */
  readonly messages: Set<object>
}

/** By the client's actor, which no framework wraps. */
const followings = new WeakMap<VideoActor, Following>()

/** Has a client follow a job from now on for one more message; null where it has another one to follow. */
export function claimClient(client: VideoClient, job: string, message: object): Following | null {
  const known = followings.get(client.actor)
  const isKnown = known?.job === job
  if (!isKnown && (known?.messages.size || client.getState().isLoading)) return null
  // Its messages have gone, and may come back: what the client says by then is of another job.
  if (known && !isKnown) known.isAsked = false
  const claimed: Following = isKnown ? known : { client, job, isAsked: false, messages: new Set() }
  claimed.messages.add(message)
  followings.set(client.actor, claimed)
  return claimed
}
