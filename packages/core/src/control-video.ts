import type { Actor } from 'xstate'
import { callGuest } from './guest.js'
import { newRun } from './new-run.js'
import { notifyCallbacks, type Tell } from './notify-callbacks.js'
import type { VideoGenerateInput, VideoJob } from './protocol.js'
import { sameFields } from './same-fields.js'
import type { GenerateOutcome, VideoActor, VideoClient, VideoRunOptions } from './video-client.js'
import type { videoMachine } from './video-machine.js'
import type { PersistedRuns } from './video-persistence.js'
import { toVideoState, type VideoState } from './video-state.js'

/**
 * A machine that runs, as its users hold it: what they do becomes its events, what it shows one state. The machine may
 * stand alone or be the child of another.
 */
export function controlVideo<TResult>(
  actor: Actor<typeof videoMachine>,
  options: () => VideoRunOptions<unknown>,
  tell: Tell,
  kept: PersistedRuns | undefined,
): VideoClient<TResult> {
  type Outcome = GenerateOutcome<TResult>
  const listeners = new Set<(state: VideoState<TResult>) => void>()
  /** How each page that shows the client leaves. */
  const pages = new Set<() => void>()
  /** The id of the first run. */
  let threadId: string | undefined
  let { context } = actor.getSnapshot()
  let state = toVideoState<TResult>(actor.getSnapshot(), null)
  /** Whose end the last `generate` waits for, and how to tell it. */
  let awaited: string | null = null
  let settle: (outcome: Outcome) => void = () => {}
  /** Begun in a callback: the machine takes it up when all have been told. */
  let starting = false
  let disposed = false

  actor.subscribe((snapshot) => {
    const before = state
    starting = false
    const { facts, reports } = context
    context = snapshot.context
    let { result } = state
    const [expected, end] = [awaited, settle]
    const video = context.facts.result
    // Before the state is seen, because the value is part of it.
    if (video !== facts.result) result = video && ((tell('onResult', video) ?? video) as TResult)
    const next = toVideoState(snapshot, result)
    // Before anybody is told, who may start the next run.
    if (next.runId !== expected || !next.isLoading) end(outcomeOf(next))
    if (!sameFields(state, next)) {
      state = next
      for (const listener of listeners) callGuest('subscriber', listener, state)
    }
    notifyCallbacks(tell, before, state, context.reports === reports ? [] : context.reports)
  })
  async function begin(
    type: 'GENERATE' | 'RESUME' | 'RETRY',
    input: VideoGenerateInput | null,
    job: VideoJob | null = null,
  ): Promise<Outcome> {
    const limits = options()
    if (disposed) return { outcome: 'refused', reason: 'disposed' }
    // Not `state`: a callback may hear of the end before that shows it.
    const isBusy = starting || toVideoState(actor.getSnapshot(), null).isLoading
    if (isBusy && (limits.whenBusy !== 'replace' || type === 'RETRY'))
      return { outcome: 'refused', reason: 'busy' }
    if (isBusy) actor.send({ type: 'CANCEL' })
    const run = newRun(limits, input, job, threadId)
    threadId = run.threadId
    return new Promise((resolve) => {
      awaited = run.runId
      settle = resolve
      starting = true
      actor.send({ type, run })
    })
  }

  function detach(): void {
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
      if (disposed) return () => {}
      const leaveKept = kept?.attach()
      const leave = () => {
        if (!pages.delete(leave)) return
        leaveKept?.()
        if (pages.size === 0) detach()
      }
      pages.add(leave)
      actor.send({ type: 'ATTACH' })
      return leave
    },
    dispose() {
      disposed = true
      for (const leave of pages) leave()
      detach()
    },
  }
}

function outcomeOf<TResult>({ phase, result, error }: VideoState<TResult>): GenerateOutcome<TResult> {
  if (phase === 'success') return { outcome: 'success', result: result as TResult }
  return error ? { outcome: 'error', error } : { outcome: 'canceled' }
}
