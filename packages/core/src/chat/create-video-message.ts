import { VideoError } from '../protocol.js'
import { sameFields } from '../same-fields.js'
import type { VideoActor, VideoClient } from '../video-client.js'
import { type MessagePart, readMessagePart } from './read-message-part.js'
import { clientFor, type VideoMessageClient } from './video-message-client.js'
import { VIDEO_MESSAGE_LABELS, type VideoMessageLabels } from './video-message-labels.js'
import {
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
  show(element: Element): () => void
  /** Stops the job, at its provider where the server offers that. */
  cancel(): void
  /** Asks for the job again. Orders nothing. */
  lookAgain(): void
  /** The player could not play its URL: takes a fresh one, where there is a reference. */
  renew(): void
}

/** A URL that is younger does not play for another reason than its age; in ms. */
const FRESH = 60_000

/** Which job a client follows for the messages that name it; by its actor, which no framework wraps. */
const followed = new WeakMap<VideoActor, string>()

const BUSY =
  'This video is not followed: the client of its message has another one. Give each message a client of its own, or options.'

/**
 * What every framework's `<VideoMessage>` is a view of. Nothing happens before it is shown. Throws a `VideoError`
 * `invalid_options` where there is no client.
 */
export function createVideoMessage(options: VideoMessageOptions): VideoMessageStore {
  const listeners = new Set<() => void>()
  let { client: source, labels } = checked(options)
  let part = readMessagePart(options.part)
  let facts: MessageFacts = NO_FACTS
  let client: VideoClient | null = null
  let isOnScreen = false
  let leave: (() => void) | undefined
  /** When the job was asked for, in ms since the epoch. */
  let askedAt = 0
  let state = Object.freeze(read())

  function read(): VideoMessageState {
    return videoMessageState(part, client?.getState() ?? null, { ...VIDEO_MESSAGE_LABELS, ...labels }, facts)
  }

  function tell(): void {
    const next = read()
    // Another URL of the same video would take its viewer back to the start.
    facts = { ...facts, shown: next.url }
    if (sameFields(state, next)) return
    state = Object.freeze(next)
    for (const listener of listeners) listener()
  }

  /** The client that follows a job from now on for this message. */
  function claim(job: string): VideoClient | null {
    const candidate = clientFor(() => source)
    const { actor } = candidate
    const isOurs = followed.get(actor) === job
    const isBusy = !isOurs && (followed.has(actor) || candidate.getState().isLoading)
    facts = { ...facts, problem: isBusy ? BUSY : null }
    if (isBusy) return null
    followed.set(actor, job)
    if (!isOurs) ask(candidate, job)
    return candidate
  }

  function ask(candidate: VideoClient, job: string): void {
    if (candidate.getState().isLoading) return
    askedAt = Date.now()
    candidate.resume(job)
  }

  function follow(isNeeded = client !== null || mustFollow(part, facts)): void {
    const reference = part?.reference
    if (isNeeded && isOnScreen && !leave && reference) {
      client ??= claim(reference)
      const ends = [client?.subscribe(tell), client?.attach()]
      if (client) leave = () => ends.map((end) => end?.())
    }
    tell()
  }

  function unfollow(): void {
    leave?.()
    leave = undefined
  }

  function askAgain(): void {
    follow(true)
    if (client && leave && part?.reference) ask(client, part.reference)
  }

  /** Takes another part, which knows more than the job did. */
  function replace(next: MessagePart | null): void {
    const isSameJob = next?.reference === part?.reference
    if (!isSameJob || next?.type !== part?.type || next?.url !== part?.url) {
      unfollow()
      if (client && !isSameJob) followed.delete(client.actor)
      client = null
      facts = { ...NO_FACTS, shown: isSameJob && next?.reference ? state.url : null }
    }
    part = next
  }

  return {
    getState: () => state,
    subscribe(listener) {
      const entry = () => listener()
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    update(next) {
      ;({ client: source, labels } = checked(next))
      replace(readMessagePart(next.part))
      follow()
    },
    show(element) {
      adoptStyles(element)
      // A page from a server may have tried to play it before there was anybody to tell.
      if (element.querySelector('video')?.error) renew()
      return whenOnScreen(element, () => {
        isOnScreen = true
        follow()
        return () => {
          isOnScreen = false
          unfollow()
        }
      })
    },
    cancel: () => client?.stop(),
    lookAgain() {
      facts = { ...NO_FACTS, isStale: true }
      askAgain()
    },
    renew,
  }

  function renew(): void {
    if (state.url === null) return
    facts = { ...facts, unplayable: state.url }
    const isFresh = Date.now() - askedAt < FRESH
    // The client may have renewed it already.
    if (!isFresh && read().kind !== 'video') {
      facts = { ...facts, isStale: true }
      askAgain()
    }
    tell()
  }
}

function checked(options: VideoMessageOptions): VideoMessageOptions {
  const { client } = options
  const hasWay = ['getState', 'connection', 'fetcher'].some((name) => Object(client)[name])
  if (hasWay) return options
  const given = client === null ? 'null' : typeof client
  throw new VideoError(
    'invalid_options',
    `VideoMessage: the client is ${given}, which says no way to the server. Give it options, such as { connection: fetchServerSentEvents('/api/video') }, or a client.`,
  )
}
