import type { WireEvent } from '@reelstate/react'

/** What it takes to follow a job, where an event announces one that can be followed. */
export function referenceOf({ name, value }: WireEvent): string | undefined {
  const { reference, resume } = Object(value) as { reference?: unknown; resume?: unknown }
  const isOffered = name === 'video:job:created' && resume === true
  return isOffered && typeof reference === 'string' ? reference : undefined
}
