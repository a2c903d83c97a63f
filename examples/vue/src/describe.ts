import type { VideoState } from '@reelstate/vue'

/** What is going on, in words. */
export function describePhase({ phase, error }: Pick<VideoState, 'phase' | 'error'>): string {
  return {
    idle: 'Ready.',
    creating: 'Ordering…',
    polling: 'Generating…',
    reconnecting: 'Reconnecting…',
    canceling: 'Canceling…',
    success: 'Done.',
    error: error?.message ?? '',
  }[phase]
}

type Wait = Pick<VideoState, 'progress' | 'queuePosition' | 'estimatedEndAt'>

/** How far it is: as the provider reports it, or else estimated from earlier videos. */
export function describeWait({ progress, queuePosition, estimatedEndAt }: Wait): string {
  if (progress !== null) return `${progress} %`
  if (queuePosition) return `${queuePosition} ahead in the queue`
  if (estimatedEndAt === null) return ''
  return `ready about ${new Date(estimatedEndAt).toLocaleTimeString([], { timeStyle: 'short' })}`
}
