import { sameFields } from '../same-fields.js'
import type { VideoClient } from '../video-client.js'
import type { VideoContext } from '../video-run.js'
import type { VideoPhase } from '../video-state.js'
import { claimClient, type Following } from './claim-client.js'
import { type MessagePart, readMessagePart } from './read-message-part.js'
import { takeTurns } from './take-turns.js'
import { checkClient, clientFor, type VideoMessageClient } from './video-message-client.js'
import { type VideoMessageLabels, wordsWith } from './video-message-labels.js'
import {
  type FollowedVideo,
  type MessageFacts,
  mustFollow,
  NO_FACTS,
  type VideoMessageState,
  videoMessageState,
} from './video-message-state.js'
import { adoptStyles } from './video-message-styles.js'
import { whenOnScreen } from './when-on-screen.js'

/** What `<VideoMessage>` takes. */
export interface VideoMessageOptions {
  /** A `VideoMessagePart`. Of anything else nothing is shown. */
  part: unknown
  client: VideoMessageClient
  /** In place of the English words. */
  labels?: Partial<VideoMessageLabels> | undefined
}

/** One part of a message as a component shows it; the methods may be passed about on their own. */
export interface VideoMessageStore {
  getState(): VideoMessageState
  /** Calls back after every change of what is shown. */
  subscribe(listener: () => void): () => void
  /** Takes the options as they are now: a chat may replace a part by a newer one. */
  update(options: VideoMessageOptions): void
  /** Follows the job while an element is on the screen, until the returned function is called; gives it its style, too. */
  show(element: HTMLElement): () => void
  /** Stops the job, at its provider where the server offers that. */
  cancel(): void
  /** Asks for the job again. Orders nothing. */
  lookAgain(): void
  /** The player could not play its URL: takes a fresh one, where there is a reference, and goes on where it was. */
  renew(event?: { readonly currentTarget: EventTarget | null }): void
}

/** What does not play again so soon, in ms, does not for another reason than its URL's age. */
const FRESH = 60_000

const BUSY =
  'This video is not followed: the client of its message has another one. Give each message a client of its own, or options.'

/**
 * What every framework's `<VideoMessage>` is a view of. Nothing happens before it is shown. Throws a `VideoError`
 * `invalid_options` where there is no client.
 */
export function createVideoMessage(options: VideoMessageOptions): VideoMessageStore {
  const listeners = new Set<() => void>()
  let source = checkClient(options.client)
  let words = wordsWith(options.labels)
  let part = readMessagePart(options.part)
  let facts: MessageFacts = NO_FACTS
  /** Kept while nothing is shown, for a message that comes back. */
  let following: Following | null = null
  /** Whether the job is to be asked for although it was. */
  let mustAsk = false
  let figure: HTMLElement | undefined
  let isOnScreen = false
  let leave: (() => void) | undefined
  let endTurn: (() => void) | undefined
  /** When the player could last not play, in ms since the epoch. */
  let renewedAt = 0
  let state = Object.freeze(read())
  // Before anything is shown.
  if (typeof document !== 'undefined') adoptStyles(document)

  function read(): VideoMessageState {
    const job = following?.isAsked ? followedBy(following.client) : null
    return videoMessageState(part, job, words, facts)
  }

  function tell(): void {
    const next = read()
    // Another URL of the same video would take its viewer back to the start.
    facts = { ...facts, shown: next.url }
    if (!sameFields(state, next)) {
      state = Object.freeze(next)
      for (const listener of listeners) listener()
    }
    // What has ended leaves its turn to others.
    if (!following?.isAsked || !ENDS.includes(following.client.getState().phase)) return
    const end = endTurn
    endTurn = undefined
    end?.()
  }

  function claim(job: string): Following | null {
    const claimed = claimClient(following?.client ?? clientFor(() => source), job, listeners)
    facts = { ...facts, problem: claimed ? null : BUSY }
    if (claimed && mustAsk) claimed.isAsked = mustAsk = false
    return claimed
  }

  /** Leaves the client to others; what it said is still shown. */
  function release(): void {
    following?.messages.delete(listeners)
  }

  function follow(): void {
    const reference = part?.reference
    const isNeeded = following !== null || mustFollow(part, facts)
    if (isNeeded && isOnScreen && !leave && reference) {
      following = claim(reference)
      if (following) leave = followWith(following)
    }
    tell()
  }

  function followWith(own: Following): () => void {
    const { client, job } = own
    const { unsubscribe } = client.actor.subscribe(tell)
    const end = takeTurns(() => {
      const detach = client.attach()
      const isNew = !own.isAsked && !client.getState().isLoading
      own.isAsked = true
      if (isNew) client.resume(job)
      return detach
    })
    endTurn = end
    return () => {
      unsubscribe()
      end()
    }
  }

  function unfollow(): void {
    leave?.()
    leave = undefined
    endTurn = undefined
  }

  function askAgain(): void {
    const isUnderWay = leave && (!following?.isAsked || following.client.getState().isLoading)
    if (isUnderWay) return
    unfollow()
    mustAsk = true
    follow()
  }

  /** Takes another part, which knows more than the job did. */
  function replace(next: MessagePart | null): void {
    const isSameJob = next?.reference === part?.reference
    if (!isSameJob || next?.type !== part?.type || next?.url !== part?.url) {
      unfollow()
      release()
      following = null
      mustAsk = false
      const shown = isSameJob && next?.reference ? state.url : null
      facts = { ...NO_FACTS, wasSeen: facts.wasSeen, shown }
    }
    part = next
  }

  /** A button that was pressed and goes away would take the focus along. */
  function keepFocus(): void {
    if (figure?.matches(':focus-within')) figure.focus({ preventScroll: true })
  }

  function renew(event?: { readonly currentTarget: EventTarget | null }): void {
    if (state.url === null) return
    const player = event?.currentTarget as HTMLVideoElement | null | undefined
    const watched = player && player.currentTime > 0 ? state.url : null
    if (player && watched !== null) goOnLater(player)
    facts = { ...facts, unplayable: state.url, watched }
    const isFresh = Date.now() - renewedAt < FRESH
    // The client may have renewed it already.
    if (!isFresh && read().kind !== 'video') {
      renewedAt = Date.now()
      facts = { ...facts, isStale: true }
      askAgain()
    }
    tell()
  }

  return {
    getState: () => state,
    subscribe(listener) {
      const entry = () => listener()
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    update(next) {
      source = checkClient(next.client)
      words = wordsWith(next.labels)
      replace(readMessagePart(next.part))
      follow()
    },
    show(element) {
      figure = element
      adoptStyles(element.getRootNode() as Document | ShadowRoot)
      // A page from a server may have tried to play it before there was anybody to tell.
      if (element.querySelector('video')?.error) renew()
      const hide = whenOnScreen(element, () => {
        isOnScreen = true
        facts = { ...facts, wasSeen: true }
        follow()
        return () => {
          isOnScreen = false
          unfollow()
        }
      })
      return () => {
        hide()
        release()
      }
    },
    cancel() {
      keepFocus()
      following?.client.stop()
    },
    lookAgain() {
      keepFocus()
      facts = {
        ...NO_FACTS,
        wasSeen: true,
        isStale: part?.type !== 'VIDEO_PENDING' || facts.unplayable !== null,
      }
      askAgain()
    },
    renew,
  }
}

const ENDS: readonly VideoPhase[] = ['idle', 'success', 'error']

function followedBy(client: VideoClient): FollowedVideo {
  const { attempt, job } = client.actor.getSnapshot().context as VideoContext
  return { state: client.getState(), attempt, canCancel: job?.cancel === true }
}

/** Once it has another URL, it plays on from where it is. */
function goOnLater(player: HTMLVideoElement): void {
  const { currentTime, paused } = player
  const goOn = () => {
    player.currentTime = currentTime
    // A browser may want a click first.
    if (!paused) player.play().catch(() => {})
  }
  player.addEventListener('loadedmetadata', goOn, { once: true })
}
