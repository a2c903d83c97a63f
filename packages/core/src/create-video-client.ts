import { createActor } from 'xstate'
import { fetcherTransport } from './fetcher-transport.js'
import { callGuest } from './guest.js'
import { type JobStreamSource, jobCancel, jobStream } from './job-stream.js'
import { notifyCallbacks, type Tell } from './notify-callbacks.js'
import { VideoError, type VideoGenerateInput, type VideoJob } from './protocol.js'
import { sameFields } from './same-fields.js'
import type { ConnectionAdapter } from './transport.js'
import type {
  GenerateOutcome,
  VideoActor,
  VideoClient,
  VideoClientOptions,
  VideoResultOf,
  VideoTransportOptions,
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
  const tell: Tell = (name, ...args) => callGuest({ ...options() }, name, ...args)
  const wire: JobStreamSource = {
    transport: () => transportOf(options()),
    body: () => options().body,
    onChunk: (event) => tell('onChunk', event),
  }
  const machine = videoMachine.provide({ actors: { jobStream: jobStream(wire), jobCancel: jobCancel(wire) } })
  const actor = createActor(machine, { inspect: options().inspect as never })

  const listeners = new Set<(state: VideoState<TResult>) => void>()
  const pages = new Set<object>()
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
    if (!sameFields(state, next)) {
      state = next
      for (const listener of listeners) callGuest({ subscriber: listener }, 'subscriber', state)
    }
    if (state.runId !== awaited || !state.isLoading) settle(outcomeOf(state))
    notifyCallbacks(tell, before, state, context.reports === reports ? [] : context.reports)
  })
  actor.start()

  async function begin(
    type: 'GENERATE' | 'RESUME' | 'RETRY',
    input: VideoGenerateInput | null,
    job: VideoJob | null = null,
  ): Promise<Outcome> {
    const { maxDuration = 600_000, maxAttempts = Number.POSITIVE_INFINITY, whenBusy } = options()
    if (disposed) return { outcome: 'refused', reason: 'disposed' }
    if (state.isLoading && whenBusy !== 'replace') return { outcome: 'refused', reason: 'busy' }
    if (state.isLoading) actor.send({ type: 'CANCEL' })
    threadId ||= mintId()
    const startedAt = Date.now()
    const deadline = startedAt + maxDuration
    const runId = mintId()
    const facts = { ...NOTHING.facts, input, runId, startedAt }
    const run = { threadId, runId, idempotencyKey: mintId(), deadline, maxAttempts, job, facts }
    return new Promise((resolve) => {
      awaited = runId
      settle = resolve
      actor.send({ type, run })
    })
  }

  function leave(): void {
    actor.send({ type: 'DETACH' })
    settle({ outcome: 'detached' })
  }

  return {
    actor: actor as VideoActor,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
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
      actor.send({ type: 'ATTACH' })
      return () => {
        if (pages.delete(page) && pages.size === 0) leave()
      }
    },
    dispose() {
      disposed = true
      leave()
    },
  }
}

function outcomeOf<TResult>({ result, error }: VideoState<TResult>): GenerateOutcome<TResult> {
  if (result) return { outcome: 'success', result }
  return error ? { outcome: 'error', error } : { outcome: 'canceled' }
}

function transportOf({ connection, fetcher }: VideoTransportOptions): ConnectionAdapter {
  if (connection && !fetcher) return connection
  if (fetcher && !connection) return fetcherTransport(fetcher)
  const given = connection ? 'both' : 'neither'
  throw new VideoError('invalid_options', `A video client needs a connection or a fetcher; it got ${given}.`)
}

/** 128 random bits. Not `crypto.randomUUID`, which a page on plain http, such as a phone on a dev server, lacks. */
const mintId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join(
    '',
  )
