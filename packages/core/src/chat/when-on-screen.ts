/** So far outside of the screen, in screens, an element is about to be seen. */
const AHEAD = '50%'
/** What is scrolled past is not looked at, in ms. */
const GLANCE = 150

/**
 * Calls `enter` when an element has come onto the screen, and what that returned when it leaves; also when the returned
 * function is called. Where nobody can tell what is on a screen, everything is.
 */
export function whenOnScreen(element: Element, enter: () => () => void): () => void {
  let leave: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const goIn = () => {
    leave ??= enter()
  }
  const goOut = () => {
    clearTimeout(timer)
    leave?.()
    leave = undefined
  }
  if (typeof IntersectionObserver === 'undefined') {
    goIn()
    return goOut
  }
  const look = (entries: readonly IntersectionObserverEntry[]) => {
    clearTimeout(timer)
    if (!entries.at(-1)?.isIntersecting) goOut()
    else timer = setTimeout(goIn, GLANCE)
  }
  // The second counts where the chat scrolls in an element of its own; TypeScript does not know it yet.
  const margins = { rootMargin: AHEAD, scrollMargin: AHEAD }
  const observer = new IntersectionObserver(look, margins)
  observer.observe(element)
  return () => {
    observer.disconnect()
    goOut()
  }
}
