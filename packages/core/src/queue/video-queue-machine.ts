import { assign, stopChild } from 'xstate'
import { setup } from '../setup.js'
import { videoMachine } from '../video-machine.js'
import {
  changeItems,
  isUnderWay,
  isUnfinished,
  isWaiting,
  type QueueChange,
  type QueueItem,
} from './queue-list.js'

/** What the machine remembers: data only. */
export interface VideoQueueContext {
  items: readonly QueueItem[]
  /** How many may be under way; none while another page starts what waits, or while nobody is there. */
  slots: number
  /** How many have ended and were taken off the list since it was last empty. */
  removed: number
}

export type VideoQueueEvent =
  | Exclude<QueueChange, { type: 'START' }>
  /** The list as all pages have it. */
  | { type: 'LISTED'; isPaused: boolean; items: readonly QueueItem[] }
  | { type: 'SLOTS'; slots: number }
  /** A video is on the list no more. */
  | { type: 'CLOSE'; id: string }

/**
 * Many videos, some at a time. Each has a `videoMachine` of its own, a child under its id. What waits is started while
 * there is a free slot; the actions that reach into the videos are what `createVideoQueue` provides.
 */
export const videoQueueMachine = setup({
  types: {} as { context: VideoQueueContext; events: VideoQueueEvent },
  actors: { video: videoMachine },
  guards: {
    listedAsPaused: ({ event }) => event.type === 'LISTED' && event.isPaused,
    anyListed: ({ context }) => context.items.length > 0,
    noneListed: ({ context }) => context.items.length === 0,
    anyUnfinished: ({ context }) => context.items.some(isUnfinished),
    allEnded: ({ context }) => !context.items.some(isUnfinished),
    nextMayStart: ({ context: { items, slots } }) =>
      items.some(isWaiting) && items.filter(isUnderWay).length < slots,
  },
  actions: {
    /** Spawns a machine for each new video. */
    openVideos: () => {},
    /** Orders the first video that waits, from its machine. */
    orderNext: () => {},
    /** Has it kept that the first video that waits is started. */
    keepStart: () => {},
    startNext: assign(({ context: { items } }) => {
      const id = items.find(isWaiting)?.id ?? ''
      return { items: changeItems(items, { type: 'START', id }) }
    }),
    changeList: assign(({ context, event }) => {
      const items = itemsAfter(context.items, event)
      const left = new Set(items.map(({ id }) => id))
      const gone = context.items.filter((item) => !left.has(item.id) && !isWaiting(item))
      return { items, removed: items.length > 0 ? context.removed + gone.length : 0 }
    }),
    closeVideo: stopChild(({ event }) => ('id' in event ? event.id : '')),
    noteSlots: assign(({ event }) => ('slots' in event ? { slots: event.slots } : {})),
  },
}).createMachine({
  id: 'queue',
  context: { items: [], slots: 0, removed: 0 },
  initial: 'idle',
  on: {
    ADD: { actions: ['changeList', 'openVideos'] },
    CANCEL: { actions: 'changeList' },
    RETRY: { actions: 'changeList' },
    REMOVE: { actions: 'changeList' },
    ENDED: { actions: 'changeList' },
    LISTED: [
      { guard: 'listedAsPaused', target: '.paused', actions: ['changeList', 'openVideos'] },
      { target: '.idle', actions: ['changeList', 'openVideos'] },
    ],
    CLOSE: { actions: 'closeVideo' },
    SLOTS: { actions: 'noteSlots' },
    PAUSE: '.paused',
  },
  states: {
    idle: {
      always: [
        { guard: 'anyUnfinished', target: 'running' },
        { guard: 'anyListed', target: 'done' },
      ],
    },
    running: {
      always: [
        { guard: 'nextMayStart', actions: ['orderNext', 'keepStart', 'startNext'] },
        { guard: 'allEnded', target: 'idle' },
      ],
    },
    paused: { on: { RESUME: 'idle' } },
    done: {
      always: [
        { guard: 'anyUnfinished', target: 'running' },
        { guard: 'noneListed', target: 'idle' },
      ],
    },
  },
})

/** The list after an event. What is under way here stays, also where it was lost from the list that is kept. */
function itemsAfter(items: readonly QueueItem[], event: VideoQueueEvent): readonly QueueItem[] {
  if (event.type === 'SLOTS' || event.type === 'CLOSE') return items
  if (event.type !== 'LISTED') return changeItems(items, event)
  const listed = new Set(event.items.map(({ id }) => id))
  return [...items.filter((item) => isUnderWay(item) && !listed.has(item.id)), ...event.items]
}
