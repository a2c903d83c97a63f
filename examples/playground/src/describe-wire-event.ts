import type { WireEvent } from '@reelstate/react'

type Fields = Partial<
  Record<'jobId' | 'status' | 'progress' | 'message' | 'queuePosition' | 'url' | 'error', unknown>
>

/** What an event carries, in a few words. */
export function describeWireEvent({ value, message, runId }: WireEvent): string {
  const { jobId, status, progress, queuePosition, url, error, ...rest } = Object(value) as Fields
  const percent = typeof progress === 'number' && `${progress} %`
  const ahead = typeof queuePosition === 'number' && `${queuePosition} ahead`
  const subject =
    status === undefined && url === undefined ? (jobId ?? (value ? undefined : runId)) : undefined
  return [subject && shorten(`${subject}`), status, percent, ahead, rest.message ?? message, url, error]
    .filter((part) => part !== undefined && part !== false && part !== '')
    .join(' · ')
}

const shorten = (id: string) => (id.length > 12 ? `${id.slice(0, 8)}…` : id)
