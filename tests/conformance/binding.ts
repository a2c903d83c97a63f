import type {
  VideoClient,
  VideoClientOptions,
  VideoGenerateResult,
  VideoMethods,
  VideoState,
} from '@reelstate/core'
import type { VideoQueue, VideoQueueMethods, VideoQueueOptions, VideoQueueState } from '@reelstate/core/queue'

export type VideoField = keyof VideoState
/** What a component gives the hook; a result may be anything that `onResult` made of it. */
export type HookOptions = VideoClientOptions<unknown> | { client: VideoClient<VideoGenerateResult> }

/** A component that makes videos. */
export interface VideoComponent {
  options: HookOptions
  /** The fields that its markup reads; all of them unless told otherwise. */
  reads?: readonly VideoField[]
  /** Its markup shows only what this makes of the state. */
  select?: (state: VideoState<unknown>) => unknown
  /** Called once while it is set up. */
  onSetup?: (video: VideoMethods<unknown>) => void
}

/** Such a component on a page. */
export interface MountedVideo {
  /** What the hook gave it. */
  readonly video: VideoMethods<unknown> & Pick<VideoClient<unknown>, 'dispose' | 'getState'>
  /** A field, as code outside the markup reads it. */
  read(field: VideoField): unknown
  /** Tries to change a field. */
  write(field: VideoField, value: unknown): void
  /** What its markup shows, by field; or `selected`. */
  shown(): Record<string, unknown>
  /** How often its markup was made. */
  renders(): number
  /** Gives it other options. */
  setOptions(options: HookOptions): Promise<void>
  /** Presses the button whose event handler is that method, as it is. */
  press(method: 'stop' | 'reset' | 'retry' | 'refreshResult'): void
  unmount(): Promise<void>
}

export type QueueField = keyof VideoQueueState
/** What a component gives the hook of a queue. */
export type QueueHookOptions = VideoQueueOptions | { queue: VideoQueue }

/** A component that shows every field of a queue, on a page. */
export interface MountedQueue {
  /** What the hook gave it. */
  readonly queue: VideoQueueMethods<unknown> & Pick<VideoQueue<unknown>, 'dispose' | 'getState'>
  /** A field, as code outside the markup reads it. */
  read(field: QueueField): unknown
  /** Tries to change a field. */
  write(field: QueueField, value: unknown): void
  /** What its markup shows. */
  shown(): Record<string, unknown>
  /** Presses the button whose event handler is that method, as it is. */
  press(method: (typeof QUEUE_METHODS)[number]): void
  unmount(): Promise<void>
}

/** How one framework shows them. */
export interface Binding {
  mount(component: VideoComponent): Promise<MountedVideo>
  mountQueue(options: QueueHookOptions): Promise<MountedQueue>
}

export const FIELDS: readonly VideoField[] = [
  'status',
  'phase',
  'isLoading',
  'input',
  'jobId',
  'runId',
  'videoStatus',
  'progress',
  'queuePosition',
  'startedAt',
  'estimatedEndAt',
  'result',
  'canceled',
  'error',
]

export const QUEUE_FIELDS: readonly QueueField[] = ['status', 'items', 'progress', 'counts']

/** What a component shows, as text. */
export const inWords = (shown: Record<string, unknown>) =>
  JSON.stringify(shown, (_name, value) =>
    value instanceof Error ? { ...value, message: value.message } : value,
  )

/** The buttons of every component. */
export const METHODS = ['stop', 'reset', 'retry', 'refreshResult'] as const
export const QUEUE_METHODS = ['pause', 'resume', 'cancelAll', 'clear'] as const

/** The element that a component is mounted in, and how to look at it. */
export function openStage() {
  const stage = document.createElement('div')
  document.body.append(stage)
  return {
    stage,
    shown: () => JSON.parse(stage.querySelector('output')?.textContent ?? '{}') as Record<string, unknown>,
    press(method: string) {
      const buttons = [...stage.querySelectorAll('button')]
      const button = buttons.find(({ textContent }) => textContent === method)
      if (!button) throw new Error(`There is no button ${method}.`)
      button.click()
    },
  }
}
