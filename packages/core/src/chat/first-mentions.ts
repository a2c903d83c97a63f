import { isVisualResult } from './is-visual-result.js'

/**
 * The parts of a chat that are to be shown: a video that several name, as when an LLM asked how it is or canceled it, is
 * shown where it is named first, because there it follows its job by itself. Give the parts of all messages, in their order.
 */
export function firstMentions<T>(parts: Iterable<T>): Set<T> {
  const shown = new Set<T>()
  const followed = new Set<unknown>()
  for (const part of parts) {
    const { data } = Object(part) as { data?: Record<string, unknown> | null }
    const { videoId, reference } = data ?? {}
    const isVisual = isVisualResult(part)
    const canBeFollowed = isVisual && typeof reference === 'string'
    // A video that cannot be followed stays what it is: the player comes with a later part.
    if ((canBeFollowed || !isVisual) && followed.has(videoId)) continue
    if (canBeFollowed && typeof videoId === 'string') followed.add(videoId)
    shown.add(part)
  }
  return shown
}
