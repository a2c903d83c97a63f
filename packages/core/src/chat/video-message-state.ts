import { isPlayableUrl } from '../protocol.js'
import type { VideoState } from '../video-state.js'
import type { MessagePart } from './read-message-part.js'
import type { VideoMessageLabels } from './video-message-labels.js'

/** What a message shows of its video. Replaced only when something changed. */
export interface VideoMessageState {
  /**
   * - `none`: the part is no video, and nothing is shown.
   * - `text`: a video in the making that cannot be followed, because its part has no reference.
   * - `pending`: one that is followed.
   * - `video`: the player.
   * - `failed`, `canceled`: why there is no player.
   */
  readonly kind: 'none' | 'text' | 'pending' | 'video' | 'failed' | 'canceled'
  /** For everybody: what is going on. */
  readonly text: string
  /** How far it is or how long it takes, in words; empty where nobody knows. */
  readonly detail: string
  /** 0-100, or null where the provider does not say. */
  readonly progress: number | null
  /** Of the player; null where there is none. */
  readonly url: string | null
  /** Of the player: nothing is loaded before it was on the screen. */
  readonly preload: 'none' | 'metadata'
  /** What the player and the progress bar are called. */
  readonly name: string
  /** What the button that stops the job says; null where there is none. */
  readonly cancel: string | null
  /** What the button that asks for the job again says; null where there is none. */
  readonly lookAgain: string | null
}

/** What the message itself knows, besides its part and the job. */
export interface MessageFacts {
  /** The URL that the player has. */
  shown: string | null
  /** The one that it could not play. */
  unplayable: string | null
  /** The one that it has played a part of: it stays where it is until there is a fresh one. */
  watched: string | null
  /** Whether the part's URL is of no use any more. */
  isStale: boolean
  /** Whether it was on the screen. */
  wasSeen: boolean
  /** Why nothing is followed. */
  problem: string | null
}

export const NO_FACTS: MessageFacts = {
  shown: null,
  unplayable: null,
  watched: null,
  isStale: false,
  wasSeen: false,
  problem: null,
}

/** How the job is, where it is followed. */
export interface FollowedVideo {
  state: VideoState
  /** Connections that failed since there was news. */
  attempt: number
  canCancel: boolean
}

const NOTHING: VideoMessageState = {
  kind: 'none',
  text: '',
  detail: '',
  progress: null,
  url: null,
  preload: 'none',
  name: '',
  cancel: null,
  lookAgain: null,
}

/** What the part of a message shows, given how its job is: `job` is null where that is not followed. */
export function videoMessageState(
  part: MessagePart | null,
  job: FollowedVideo | null,
  labels: VideoMessageLabels,
  facts: MessageFacts,
): VideoMessageState {
  if (!part) return NOTHING
  const show = (state: Partial<VideoMessageState>) => ({ ...NOTHING, name: labels.video, ...state })
  const play = (url: string, text: string) =>
    show({ kind: 'video', url, text, preload: facts.wasSeen ? 'metadata' : 'none' })
  const player = (latest: string, text: string) => {
    const { shown, unplayable } = facts
    const url = shown !== null && shown !== unplayable ? shown : latest
    if (isPlayableUrl(url) && url !== unplayable) return play(url, text)
    return show({ kind: 'failed', text: labels.unplayable, lookAgain: part.reference && labels.lookAgain })
  }
  const video = job?.state
  const { type } = part
  const message = part.message && labels.message(part.message, part.code)

  if (type === 'ERROR' && !mustFollow(part, facts))
    return show({ kind: 'failed', text: message, lookAgain: part.reference && labels.lookAgain })
  if (type === 'VIDEO_CANCELED') return show({ kind: 'canceled', text: message || labels.canceled })
  if (type === 'VIDEO_PENDING' && part.reference === null)
    return show({ kind: 'text', text: message || labels.pending })
  if (video?.result) return player(video.result.url, labels.ready)
  if (video?.canceled?.result) return player(video.canceled.result.url, labels.tooLate)
  if (type === 'CHAT_VIDEO' && !mustFollow(part, facts)) return player(part.url, labels.ready)
  if (facts.problem !== null) return show({ kind: 'failed', text: facts.problem })
  if (video?.phase === 'canceling') return show({ kind: 'pending', text: labels.canceling })
  if (video?.error) {
    const { message, code, resumable } = video.error
    const text = labels.message(message, code)
    return show({ kind: 'failed', text, lookAgain: resumable ? labels.lookAgain : null })
  }
  if (video?.canceled) {
    const { outcome } = video.canceled
    if (outcome === 'canceled') return show({ kind: 'canceled', text: labels.canceled })
    const texts = {
      requested: labels.cancelRequested,
      too_late: labels.tooLate,
      unsupported: labels.cannotCancel,
    }
    return show({ kind: 'canceled', text: texts[outcome], lookAgain: labels.lookAgain })
  }

  const isRetried = job !== null && job.attempt > 0
  // It was there already.
  if (type === 'CHAT_VIDEO' || (type === 'VIDEO_PENDING' && facts.isStale)) {
    const text = isRetried ? labels.reconnecting : labels.renewing
    return facts.watched === null ? show({ kind: 'pending', text }) : play(facts.watched, text)
  }
  const progress = video?.progress ?? part.progress
  return show({
    kind: 'pending',
    text: isRetried ? labels.reconnecting : labels.pending,
    detail: detailOf(progress, video, labels),
    progress,
    cancel: job?.canCancel ? labels.cancel : null,
  })
}

/** Whether there is something to find out: the job goes on, or its video has another URL by now. */
export function mustFollow(part: MessagePart | null, { shown, isStale }: MessageFacts): boolean {
  if (!part || part.reference === null) return false
  if (part.type === 'VIDEO_PENDING' || isStale) return true
  // What a player has already, it may play to the end.
  return part.expiresAt <= Date.now() && shown !== part.url
}

function detailOf(
  progress: number | null,
  video: VideoState | undefined,
  labels: VideoMessageLabels,
): string {
  if (progress !== null) return labels.percent(progress)
  if (video?.queuePosition) return labels.ahead(video.queuePosition)
  if (!video?.estimatedEndAt) return ''
  const time = new Date(video.estimatedEndAt).toLocaleTimeString([], { timeStyle: 'short' })
  return labels.readyAbout(time)
}
