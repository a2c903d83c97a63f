import { type Actor, assign, createActor, sendTo } from 'xstate'
import { controlVideo } from '../control-video.js'
import { callGuest } from '../guest.js'
import { jobCancel, jobStream } from '../job-stream.js'
import { mintId, newRun } from '../new-run.js'
import type { Tell } from '../notify-callbacks.js'
import type { VideoGenerateInput } from '../protocol.js'
import type {
  GenerateOutcome,
  VideoActor,
  VideoCallbacks,
  VideoClient,
  VideoResultOf,
} from '../video-client.js'
import { videoMachine } from '../video-machine.js'
import type { VideoRun } from '../video-run.js'
import { VERDICTS } from '../video-steps.js'
import { isUnderWay, isWaiting, type QueueChange, type QueueItem } from './queue-list.js'
import type { PersistedVideo } from './queue-persistence.js'
import { toQueueState } from './queue-state.js'
import type {
  AddedVideo,
  QueuedVideo,
  VideoQueue,
  VideoQueueOptionsSource,
  VideoQueueState,
  VideoQueueStatus,
} from './video-queue.js'
import { videoQueueMachine } from './video-queue-machine.js'

type SpawnVideo = (machine: typeof videoMachine, options: { id: string }) => Actor<typeof videoMachine>

/** A video of the queue: its machine, and what holds that. */
interface HeldVideo<TResult> {
  machine: Actor<typeof videoMachine>
  client: VideoClient<TResult>
  kept: PersistedVideo | undefined
  /** How the page that shows it leaves, where there is one. */
  leave?: (() => void) | undefined
  /** How to say that its record is nobody's to go on with, where it is somebody's. */
  leaveKept?: (() => void) | undefined
}

/**
 * Many videos, some at a time: each is an ordinary video with a machine of its own, and the queue decides when it starts.
 * One that fails does not stop the others. Nothing happens before `add` or `attach` is called, so a queue may be made
 * anywhere, also on a server.
 *
 * Throws a `TypeError` for a `concurrency` that is no integer from 1.
 */
export function createVideoQueue<TTransformed = void>(
  source: VideoQueueOptionsSource<TTransformed>,
): VideoQueue<VideoResultOf<TTransformed>> {
  type TResult = VideoResultOf<TTransformed>
  type Outcome = GenerateOutcome<TResult>
  const options = typeof source === 'function' ? source : () => source
  const { concurrency = 2, persist, inspect } = options()
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new TypeError(
      `createVideoQueue() needs a concurrency that is an integer from 1; it got ${String(concurrency)}.`,
    )

  const videos = new Map<string, HeldVideo<TResult>>()
  const listeners = new Set<(state: VideoQueueState<TResult>) => void>()
  /** How each page that shows the queue leaves. */
  const pages = new Set<() => void>()
  /** Who waits for the end of a video. */
  const awaited = new Map<string, (outcome: Outcome) => void>()
  /** How to say that nobody is here any more, while somebody is. */
  let close: (() => void) | undefined
  let isMyTurn = false
  let disposed = false

  const actor = createActor(
    videoQueueMachine.provide({
      actions: {
        openVideos: assign(({ context, spawn }) => {
          for (const item of context.items) if (!videos.has(item.id)) hold(item, spawn as never)
          return {}
        }),
        orderNext: sendTo(
          ({ context }) => nextOf(context.items).id,
          ({ context }) => {
            const item = nextOf(context.items)
            // After an error the same job goes on, where it can.
            const isAgain = heldOf(item.id).client.getState().status === 'error'
            return { type: isAgain ? 'RETRY' : 'GENERATE', run: newRunOf(item) } as const
          },
        ),
        keepStart: ({ context }) => persisted?.keep({ type: 'START', id: nextOf(context.items).id }),
      },
    }),
    { inspect: inspect as never },
  )
  const persisted = persist?.({
    listed({ isPaused, items }) {
      const before = new Set(videos.keys())
      actor.send({ type: 'LISTED', isPaused, items })
      // The storage may be read only after this page's turn has come.
      if (isMyTurn) for (const id of videos.keys()) if (!before.has(id)) void takeUp(id)
    },
    takeTurn() {
      takeTurn()
      for (const id of videos.keys()) void takeUp(id)
    },
  })
  let state = read(undefined)
  actor.subscribe(({ context: { items } }) => {
    for (const item of items) followItem(item)
    const listed = new Set(items.map(({ id }) => id))
    for (const [id, video] of videos) {
      if (listed.has(id)) continue
      leave(video)
      videos.delete(id)
      settle(id, { outcome: 'canceled' })
      actor.send({ type: 'CLOSE', id })
    }
    refresh()
  })
  actor.start()

  function hold({ id, input }: QueueItem, spawn: SpawnVideo): void {
    const tell = ((name: keyof VideoCallbacks, ...args: unknown[]) =>
      callGuest(name, options()[name], ...args, { id, input })) as Tell
    const machine = spawn(
      videoMachine.provide({
        actors: { jobStream: jobStream(options, tell, () => kept), jobCancel: jobCancel(options) },
      }),
      { id },
    )
    const kept = persisted?.video(id, machine)
    // It orders nothing by itself, so it needs no options.
    const client = controlVideo<TResult>(machine, () => ({}), tell, undefined)
    videos.set(id, { machine, client, kept })
    client.subscribe(() => {
      const item = itemOf(id)
      if (item) followItem(item)
      noteEnd(id)
      refresh()
    })
  }

  const heldOf = (id: string) => videos.get(id) as HeldVideo<TResult>
  const itemOf = (id: string) => actor.getSnapshot().context.items.find((item) => item.id === id)

  /** Tells the list how a video has ended. One page does: the one that starts them. */
  function noteEnd(id: string): void {
    const { phase, status, error, canceled } = heldOf(id).client.getState()
    const item = itemOf(id)
    if (!isMyTurn || !item || !(isUnderWay(item) || item.status === 'success') || isPast(item)) return
    if (phase === 'success' && item.status !== 'success') change({ type: 'ENDED', id, status: 'success' })
    if (phase === 'error') change({ type: 'ENDED', id, status: 'error', error })
    if (phase === 'idle' && status === 'idle' && canceled) change({ type: 'ENDED', id, status: 'canceled' })
  }

  /** What an earlier page had under way, and what it left to be seen. */
  async function takeUp(id: string): Promise<void> {
    const { kept, client, machine } = heldOf(id)
    await kept?.restored()
    const item = itemOf(id)
    if (!item || !isMyTurn) return
    if (client.getState().phase !== 'idle') return
    if (item.status === 'canceling') change({ type: 'ENDED', id, status: 'canceled' })
    // Its page went away while it ordered, or before it could say how that ended: nobody orders again.
    else if (item.status === 'started') machine.send({ type: 'RESUME', run: toLookup(newRunOf(item)) })
    // There is nothing left to see.
    else if (item.status === 'success') change({ type: 'REMOVE', ids: [id] })
  }

  /** Under the key that the list has for it. */
  const newRunOf = ({ id, key, input }: QueueItem) => newRun(options(), input, null, id, key)

  function change(event: Exclude<QueueChange, { type: 'START' }>): void {
    // First, because it may lead to others: they are kept in the order in which they are made.
    persisted?.keep(event)
    actor.send(event)
  }

  /** Does to a video's machine what its place on the list, and who is here, ask for. */
  function followItem(item: QueueItem): void {
    const { id, status } = item
    const video = heldOf(id)
    if (isPast(item)) {
      video.machine.send({ type: 'RESET' })
      // Coming back, it looks for the record of the new order.
      video.leaveKept?.()
      video.leaveKept = undefined
    }
    // Also where a video was added while no page shows any: what runs takes up a place until it has ended.
    if (close) video.leave ??= video.client.attach()
    // One that waits, or has ended without a video, has nothing to go on with.
    if (close && (status === 'started' || status === 'canceling' || status === 'success'))
      video.leaveKept ??= video.kept?.attach()
    if (status === 'canceling' && video.client.getState().isLoading) video.client.stop()
  }

  /** Whether its machine still shows how an order failed that has a successor by now, maybe from another page. */
  function isPast({ id, key }: QueueItem): boolean {
    const { context } = heldOf(id).machine.getSnapshot()
    return context.facts.error !== undefined && context.idempotencyKey !== key
  }

  function leave(video: HeldVideo<TResult>): void {
    video.leave?.()
    video.leaveKept?.()
    video.leave = video.leaveKept = undefined
  }

  function open(): void {
    if (close || disposed) return
    close = persisted ? persisted.open() : () => {}
    actor.getSnapshot().context.items.forEach(followItem)
    if (!persisted) takeTurn()
  }

  /** From now on this page starts what waits, and tells the list what has ended, also before. */
  function takeTurn(): void {
    isMyTurn = true
    for (const id of videos.keys()) noteEnd(id)
    actor.send({ type: 'SLOTS', slots: concurrency })
  }

  function depart(): void {
    close?.()
    close = undefined
    isMyTurn = false
    actor.send({ type: 'SLOTS', slots: 0 })
    for (const video of videos.values()) leave(video)
    for (const id of awaited.keys()) settle(id, { outcome: 'detached' })
  }

  function read(before: VideoQueueState<TResult> | undefined): VideoQueueState<TResult> {
    const { value, context } = actor.getSnapshot()
    return toQueueState(before, value as VideoQueueStatus, context, (id) => heldOf(id).client.getState())
  }

  function refresh(): void {
    const next = read(state)
    if (next === state) return
    state = next
    settleEnded(next.items)
    for (const listener of listeners) callGuest('subscriber', listener, state)
  }

  function settleEnded(items: readonly QueuedVideo<TResult>[]): void {
    for (const item of items) {
      const outcome = outcomeOf(item)
      if (outcome) settle(item.id, outcome)
    }
  }

  function settle(id: string, outcome: Outcome): void {
    awaited.get(id)?.(outcome)
    awaited.delete(id)
  }

  function addAll(inputs: readonly VideoGenerateInput[]): AddedVideo<TResult>[] {
    const items = inputs.map(
      (input): QueueItem => ({ id: mintId(), key: mintId(), input, status: 'waiting' }),
    )
    if (disposed) {
      const outcome = Promise.resolve<Outcome>({ outcome: 'refused', reason: 'disposed' })
      return items.map(({ id }) => ({ id, outcome }))
    }
    const added = items.map(({ id }) => ({
      id,
      outcome: new Promise<Outcome>((resolve) => awaited.set(id, resolve)),
    }))
    open()
    change({ type: 'ADD', items })
    return added
  }

  function add(input: VideoGenerateInput): AddedVideo<TResult>
  function add(inputs: readonly VideoGenerateInput[]): AddedVideo<TResult>[]
  function add(given: VideoGenerateInput | readonly VideoGenerateInput[]) {
    return Array.isArray(given) ? addAll(given) : addAll([given as VideoGenerateInput])[0]
  }

  const idsOf = (...statuses: QueuedVideo['status'][]) =>
    state.items.filter(({ status }) => statuses.includes(status)).map(({ id }) => id)

  return {
    actor: actor as unknown as VideoActor,
    getState: () => state,
    subscribe(listener) {
      const entry = (state: VideoQueueState<TResult>) => listener(state)
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    add,
    pause: () => change({ type: 'PAUSE' }),
    resume: () => change({ type: 'RESUME' }),
    cancel: (id) => change({ type: 'CANCEL', ids: [id] }),
    cancelAll: () => change({ type: 'CANCEL', ids: idsOf('waiting', 'generating') }),
    retry(id) {
      const item = itemOf(id)
      if (item?.status !== 'error') return
      open()
      const isNew = item.error && VERDICTS.includes(item.error.code)
      change({ type: 'RETRY', id, key: isNew ? mintId() : item.key })
    },
    remove: (id) => change({ type: 'REMOVE', ids: [id] }),
    clear: () => change({ type: 'REMOVE', ids: idsOf('success', 'error', 'canceled') }),
    video: (id) => videos.get(id)?.client,
    attach() {
      if (disposed) return () => {}
      const leavePage = () => {
        if (pages.delete(leavePage) && pages.size === 0) depart()
      }
      pages.add(leavePage)
      open()
      return leavePage
    },
    dispose() {
      disposed = true
      pages.clear()
      depart()
      for (const { client } of videos.values()) client.dispose()
    },
  }
}

const nextOf = (items: readonly QueueItem[]) => items.find(isWaiting) as QueueItem

function outcomeOf<TResult>({ status, video }: QueuedVideo<TResult>): GenerateOutcome<TResult> | undefined {
  if (status === 'canceled') return { outcome: 'canceled' }
  if (status === 'success' && video.status === 'success')
    return { outcome: 'success', result: video.result as TResult }
  return status === 'error' && video.error ? { outcome: 'error', error: video.error } : undefined
}

/** The same run for the job that its key may have made: it is looked for, and none is created. */
function toLookup(run: VideoRun): VideoRun {
  const { idempotencyKey: key } = run
  return { ...run, job: { jobId: '', reference: '', key, resume: true, cancel: false } }
}
