/** Tells the server's log what no reader of an answer may see. */
export function reportFault(what: string, error: unknown): void {
  console.error(`Reelstate: ${what}`, error)
}
