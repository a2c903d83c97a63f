import { createActor } from 'xstate'
import { callGuest } from './guest.js'
import { jobCancel, jobStream } from './job-stream.js'
import { notifyCallbacks, type Tell } from './notify-callbacks.js'
import type { VideoGenerateInput, VideoJob } from './protocol.js'
import { sameFields } from './same-fields.js'
import type {
  GenerateOutcome,
  VideoActor,
  VideoClient,
  VideoClientOptions,
  VideoResultOf,
} from './video-client.js'
import { videoMachine } from './video-machine.js'
import { NOTHING } from './video-run.js'
import { toVideoState, type VideoState } from './video-state.js'

/** Options, or a function that is asked whenever one is needed: for bindings whose options change. */
export type VideoClientOptionsSource<T> = VideoClientOptions<T> | (() => VideoClientOptions<T>)

/**
 * One video generation at a time, as a state machine with no framework around it. Nothing happens before `generate` or
 * `resume` is called, so a client may be made anywhere, also on a server.
 */
export function createVideoClient<TTransformed = void>(
  source: VideoClientOptionsSource<TTransformed>,
): VideoClient<VideoResultOf<TTransformed>> {
  type TResult = VideoResultOf<TTransformed>
  type Outcome = GenerateOutcome<TResult>
  const options = typeof source === 'function' ? source : () => source
  const tell: Tell = (name, ...args) => callGuest(name, options()[name], ...args)
  const { inspect, persist } = options()
  const actors = {
    jobStream: jobStream(options, tell, () => kept),
    jobCancel: jobCancel(options),
  }
  const machine = videoMachine.provide({ actors })
  const actor = createActor(machine, { inspect: inspect as never })
  const kept = persist?.(actor)

  const listeners = new Set<(state: VideoState<TResult>) => void>()
  const pages = new Set<object>()
  /** The id of the first run. */
  let threadId = ''
  let { context } = actor.getSnapshot()
  let state = toVideoState<TResult>(actor.getSnapshot(), null)
  /** Whose end the last `generate` waits for, and how to tell it. */
  let awaited: string | null = null
  let settle: (outcome: Outcome) => void = () => {}
  let disposed = false

  actor.subscribe((snapshot) => {
    const before = state
    const { facts, reports } = context
    context = snapshot.context
    let { result } = state
    const video = context.facts.result
    // Before the state is seen, because the value is part of it.
    if (video !== facts.result) result = video && ((tell('onResult', video) ?? video) as TResult)
    const next = toVideoState(snapshot, result)
    // Before anybody is told, who may start the next run.
    if (next.runId !== awaited || !next.isLoading) settle(outcomeOf(next))
    if (!sameFields(state, next)) {
      state = next
      for (const listener of listeners) callGuest('subscriber', listener, state)
    }
    notifyCallbacks(tell, before, state, context.reports === reports ? [] : context.reports)
  })
  actor.start()

  async function begin(
    type: 'GENERATE' | 'RESUME' | 'RETRY',
    input: VideoGenerateInput | null,
    job: VideoJob | null = null,
  ): Promise<Outcome> {
    const { maxDuration = 600_000, maxAttempts = Infinity, stallMs, whenBusy } = options()
    if (disposed) return { outcome: 'refused', reason: 'disposed' }
    if (state.isLoading && (whenBusy !== 'replace' || type === 'RETRY'))
      return { outcome: 'refused', reason: 'busy' }
    if (state.isLoading) actor.send({ type: 'CANCEL' })
    const startedAt = Date.now()
    const deadline = startedAt + maxDuration
    const runId = mintId()
    threadId ||= runId
    const facts = { ...NOTHING.facts, input, runId, startedAt }
    const run = { threadId, runId, idempotencyKey: mintId(), deadline, maxAttempts, stallMs, job, facts }
    return new Promise((resolve) => {
      awaited = runId
      settle = resolve
      actor.send({ type, run })
    })
  }

  function leave(): void {
    settle({ outcome: 'detached' })
    actor.send({ type: 'DETACH' })
  }

  return {
    actor: actor as VideoActor,
    getState: () => state,
    subscribe(listener) {
      const entry = (state: VideoState<TResult>) => listener(state)
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    generate: (input) => begin('GENERATE', input),
    retry: () => begin('RETRY', state.input),
    resume: (reference) =>
      begin('RESUME', null, { jobId: reference, reference, resume: true, cancel: false }),
    stop: () => actor.send({ type: 'CANCEL' }),
    reset: () => actor.send({ type: 'RESET' }),
    refreshResult: () => actor.send({ type: 'REFRESH' }),
    attach() {
      const page = {}
      pages.add(page)
      if (!disposed) actor.send({ type: 'ATTACH' })
      const leaveKept = kept?.attach()
      return () => {
        if (!pages.delete(page)) return
        leaveKept?.()
        if (pages.size === 0) leave()
      }
    },
    dispose() {
      disposed = true
      leave()
    },
  }
}

function outcomeOf<TResult>({ phase, result, error }: VideoState<TResult>): GenerateOutcome<TResult> {
  if (phase === 'success') return { outcome: 'success', result: result as TResult }
  return error ? { outcome: 'error', error } : { outcome: 'canceled' }
}

/** 128 random bits. Not `crypto.randomUUID`, which a page on plain http, such as a phone on a dev server, lacks. */
const mintId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16).padStart(8, '0')).join(
    '',
  )
