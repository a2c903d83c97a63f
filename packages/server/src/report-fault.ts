import { describeError } from './security/redact.js'

/** Tells the server's log what no reader of an answer may see: what went wrong, without keys and signed URLs, and where. */
export function reportFault(what: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.split('\n').filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
  console.error(`Reelstate: ${what}`, [describeError(error), ...frames].join('\n'))
}
