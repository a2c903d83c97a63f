/** So far outside of the screen, in screens, an element is about to be seen. */
const AHEAD = '50%'

/**
 * Calls `enter` when an element comes onto the screen, and what that returned when it leaves; also when the returned
 * function is called. Where nobody can tell what is on a screen, everything is.
 */
export function whenOnScreen(element: Element, enter: () => () => void): () => void {
  let leave: (() => void) | undefined
  const set = (isSeen: boolean) => {
    if (isSeen) leave ??= enter()
    else {
      leave?.()
      leave = undefined
    }
  }
  if (typeof IntersectionObserver === 'undefined') {
    set(true)
    return () => set(false)
  }
  const observer = new IntersectionObserver((entries) => set(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: AHEAD,
  })
  observer.observe(element)
  return () => {
    observer.disconnect()
    set(false)
  }
}
