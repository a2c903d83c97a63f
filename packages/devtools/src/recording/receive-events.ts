import { nameOfValue } from '@reelstate/core/chart'
import type { RemoteWindows } from './remote-actors.js'

export interface ReceiveOptions {
  /** The window that hears the messages. Default: this page's. */
  window?: Window
  /** Whose messages are taken, as addresses such as `https://app.example.com`. Default: the page's own origin. */
  origins?: readonly string[]
}

const CONNECTED = '@statelyai.connected'

/**
 * The receiving side of `@statelyai/inspect` 0.7, without its packages: says that somebody listens to the window that
 * opened or embeds this one, and takes what it sends. Returns how to stop. Throws a `TypeError` for an origin that names
 * nobody, such as `*`, before it listens.
 */
export function receiveEvents(
  remote: RemoteWindows,
  { window: own = globalThis.window, origins = [own.location.origin] }: ReceiveOptions = {},
): () => void {
  const senders = new Set(origins.map(originOf))
  let hasWarned = false
  const take = ({ data, origin, source }: MessageEvent) => {
    if (!senders.has(origin) || typeof Object(data)._version !== 'string') return
    try {
      remote.take(source ?? origin, data)
    } catch (error) {
      // One is enough to know that the two do not fit.
      if (!hasWarned) console.warn('Reelstate: an inspection message was ignored.', error)
      hasWarned = true
    }
  }
  own.addEventListener('message', take)
  remote.reconnect()
  const inspector = own.parent === own ? own.opener : own.parent
  for (const origin of senders) inspector?.postMessage({ type: CONNECTED }, origin)
  return () => own.removeEventListener('message', take)
}

function originOf(given: string): string {
  const origin = URL.canParse(given) ? new URL(given).origin : 'null'
  if (origin !== 'null') return origin
  throw new TypeError(
    `Messages are taken from the origin of a page, such as https://app.example.com, not from ${nameOfValue(given)}. A page in a sandboxed frame has none of its own: name the origin of the app.`,
  )
}
