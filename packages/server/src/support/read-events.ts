import type { WireEvent } from '@reelstate/core/protocol'

/** All events of a stream. */
export async function readEvents(stream: AsyncIterable<WireEvent>): Promise<WireEvent[]> {
  const events: WireEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

/** What matters of each event, in a form that is easy to compare: its name and its value or its error. */
export function outline(events: readonly WireEvent[]): unknown[] {
  return events.map(({ type, name, value, code }) => (name ? [name, value] : code ? [type, code] : type))
}

/** A turn of the event loop, so that everything that was decided has happened. */
export const tick = () => new Promise((resolve) => setTimeout(resolve, 0))
