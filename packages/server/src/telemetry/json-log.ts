import type { VideoEvent } from '../jobs/video-event.js'

/** How much it matters, from least to most. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * A listener for `onEvent` that writes each event as one line of JSON: `time`, `level`, `event`, and what the event says
 * of itself. No line holds a prompt, a key or what is signed into a URL; those about a job name its owner.
 *
 * @param write gets each line, without its end. Default: `console.log`.
 * @param least events that matter less are left out. At `debug` that is none, and there is one for every poll.
 * Default: `info`.
 */
export function jsonLog(
  write: (line: string) => void = console.log,
  least: LogLevel = 'info',
): (event: VideoEvent) => void {
  return (event) => {
    const level = levelOf(event)
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return
    write(jsonLine(level, event.name, fieldsOf(event)))
  }
}

/** One line of such a log, without its end. */
export function jsonLine(level: LogLevel, event: string, fields: object = {}): string {
  return JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })
}

function levelOf(event: VideoEvent): LogLevel {
  switch (event.name) {
    case 'provider.call':
      if (event.outcome === 'ok') return 'debug'
      // Somebody may be billed for what nobody gets.
      return event.outcome === 'ambiguous' ? 'error' : 'warn'
    case 'job.state':
      return event.to === 'failed' || event.to === 'expired' || event.to === 'unknown' ? 'warn' : 'info'
    case 'http.request':
      return event.status >= 500 ? 'error' : 'info'
    case 'stream.dropped':
    case 'webhook.refused':
      return 'warn'
    case 'job.stray':
    case 'worker.trouble':
      return 'error'
    default:
      return 'info'
  }
}

/** What an event says of itself. Of a provider's own words on usage only the numbers: nobody knows what else is there. */
function fieldsOf({ name: _, ...event }: VideoEvent): object {
  if (!('usage' in event)) return event
  const { usage = {}, ...fields } = event
  const numbers = Object.entries(usage).filter(([, value]) => typeof value === 'number')
  return { ...fields, usage: Object.fromEntries(numbers) }
}
