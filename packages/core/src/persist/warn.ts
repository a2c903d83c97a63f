/** What a developer should know, and no user: the page goes on. */
export function warn(what: string, error: unknown): void {
  console.warn(`Reelstate ${what}.`, error)
}
