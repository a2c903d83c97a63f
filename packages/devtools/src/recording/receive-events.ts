import type { RemoteActors } from './remote-actors.js'

export interface ReceiveOptions {
  /** The window that hears the messages. Default: this page's. */
  window?: Window
  /** Whose messages are taken, such as `https://app.example.com`. Default: the page's own origin. */
  origins?: readonly string[]
}

const CONNECTED = '@statelyai.connected'

/**
 * The receiving side of `@statelyai/inspect` 0.7, without its packages: says that somebody listens to the window that
 * opened or embeds this one, and takes what it sends. Returns how to stop.
 */
export function receiveEvents(
  remote: RemoteActors,
  { window: own = globalThis.window, origins = [own.location.origin] }: ReceiveOptions = {},
): () => void {
  let hasWarned = false
  const take = ({ data, origin }: MessageEvent) => {
    if (!origins.includes(origin) || typeof Object(data)._version !== 'string') return
    try {
      remote.take(data)
    } catch (error) {
      // One is enough to know that the two do not fit.
      if (!hasWarned) console.warn('Reelstate: an inspection message was ignored.', error)
      hasWarned = true
    }
  }
  own.addEventListener('message', take)
  remote.reconnect()
  const inspector = own.parent === own ? own.opener : own.parent
  for (const origin of origins) inspector?.postMessage({ type: CONNECTED }, origin)
  return () => own.removeEventListener('message', take)
}
