/** How far from its end a page may be, in pixels, to be kept there. */
const NEAR = 160

/**
 * Scrolls the page along as an element grows, unless the reader has scrolled up. Gives what ends that.
 */
export function keepAtEnd(element: Element): () => void {
  const { scrollingElement: page } = document
  if (!page) return () => {}
  let wasAtEnd = true
  const look = () => {
    wasAtEnd = page.scrollHeight - page.scrollTop - page.clientHeight < NEAR
  }
  const observer = new ResizeObserver(() => {
    if (wasAtEnd) page.scrollTo({ top: page.scrollHeight })
  })
  observer.observe(element)
  addEventListener('scroll', look, { passive: true })
  return () => {
    observer.disconnect()
    removeEventListener('scroll', look)
  }
}
