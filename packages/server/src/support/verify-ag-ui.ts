import { verifyEvents } from '@ag-ui/client'
import type { WireEvent } from '@reelstate/core/protocol'
import { from, lastValueFrom, toArray } from 'rxjs'

/** AG-UI's own checker of the order of events. Rejects with what it has against them. */
export async function verifyAgUi(events: readonly WireEvent[]): Promise<void> {
  const plain = events.map(({ eventId: _, ...event }) => event)
  const verified = verifyEvents()(from(plain) as never).pipe(toArray())
  await lastValueFrom(verified, { defaultValue: [] })
}
