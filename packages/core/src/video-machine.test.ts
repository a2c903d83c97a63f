import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AnyStateNode,
  createActor,
  type EventObject,
  fromCallback,
  getNextSnapshot,
  type SnapshotFrom,
} from 'xstate'
import { getShortestPaths } from 'xstate/graph'
import { transitionsTaken } from './chart/transitions-taken.js'
import { videoMachine } from './machine.js'
import { SCENARIOS, START_TIME, type Step } from './support/machine-scenarios.js'
import type { VideoContext, VideoMachineEvent } from './video-run.js'
import { toVideoState, type VideoState } from './video-state.js'

// The machine alone: its stream is a recorder, so a scenario says what the outside world does.

beforeEach(() => {
  vi.useFakeTimers({ now: START_TIME })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

type Machine = typeof videoMachine

const silent = videoMachine.provide({
  actors: { jobStream: fromCallback<EventObject, VideoContext>(() => {}) },
})

/** Walks the steps and notes, after each, what a user sees and what the stream was told. */
function walk(
  machine: Machine,
  steps: readonly Step[],
  onTransition: (transition: object) => void = () => {},
): string[] {
  const told: string[] = []
  const recorder = (name: string) =>
    fromCallback<EventObject, VideoContext>(({ input: { idempotencyKey, job, after } }) => {
      told.push(`${name} ${idempotencyKey} ${job?.reference ?? '-'} after ${after ?? '-'}`)
      return () => told.push(`${name} ended`)
    })
  const actors = { jobStream: recorder('stream'), jobCancel: recorder('cancel') }
  const actor = createActor(machine.provide({ actors }), {
    inspect: (event) => {
      for (const taken of transitionsTaken(event)) onTransition(taken)
    },
  })
  actor.start()
  const seen = steps.map((step) => {
    if ('wait' in step) vi.advanceTimersByTime(step.wait)
    else if ('online' in step) vi.stubGlobal('navigator', { onLine: step.online })
    else actor.send(step)
    const snapshot = actor.getSnapshot()
    const state = toVideoState(snapshot, snapshot.context.facts.result)
    return JSON.stringify([state, state.error?.message, told])
  })
  actor.stop()
  vi.unstubAllGlobals()
  vi.setSystemTime(START_TIME)
  return seen
}

const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)]
const transitionsOf = (node: AnyStateNode) => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
]
const nameOf = (transition: ReturnType<typeof transitionsOf>[number]) => {
  const targets = transition.target?.map(({ id }) => id).join(', ') ?? 'itself'
  const guard = transition.guard ? ` [${transition.guard}]` : ''
  return `${transition.source.id} --${transition.eventType || 'always'}${guard}--> ${targets}`
}

describe('the video machine', () => {
  it('is drawn with names only, so that every editor and viewer can read it', () => {
    const definition = JSON.stringify(videoMachine.toJSON())
    expect(definition).not.toContain('inline:')
    for (const node of nodesOf(videoMachine.root)) {
      for (const { actions, guard } of transitionsOf(node)) {
        for (const action of actions) expect(action, node.id).toBeTypeOf('string')
        if (guard) expect(guard, node.id).toBeTypeOf('string')
      }
    }
  })

  it('never fails itself, and never shows a contradiction, whatever happens in whatever state', () => {
    const events = everyEvent()
    const paths = getShortestPaths(silent, { events, serializeState: decisive, limit: 100_000 })
    expect(paths.length).toBeGreaterThan(60)
    for (const { state } of paths) {
      for (const event of events) {
        const snapshot = getNextSnapshot(silent, state, event)
        expect(snapshot.status).toBe('active')
        expectConsistent(toVideoState(snapshot, snapshot.context.facts.result))
      }
    }
  })

  it('has no arrow that nothing walks', () => {
    const walked = new Set<string>()
    for (const steps of Object.values(SCENARIOS))
      walk(videoMachine, steps, (taken) => walked.add(nameOf(taken as never)))
    const drawn = nodesOf(videoMachine.root).flatMap(transitionsOf).filter(isArrow).map(nameOf)
    expect(drawn.filter((name) => !walked.has(name))).toEqual([])
  })
})

describe('every part of the machine shows in what a user sees or the server is told', () => {
  const { actions, guards, delays } = videoMachine.implementations
  const traces = () =>
    Object.entries(SCENARIOS).map(([name, steps]) => [name, walk(videoMachine, steps)] as const)
  const changedBy = (mutant: Machine) =>
    traces().find(([name, trace]) => trace.join('\n') !== walk(mutant, SCENARIOS[name] ?? []).join('\n'))?.[0]

  it.each(Object.keys(actions))('without the action %s something differs', (name) => {
    expect(changedBy(videoMachine.provide({ actions: { [name]: () => {} } }))).toBeDefined()
  })

  it.each(Object.keys(guards))('with the guard %s turned round something differs', (name) => {
    const guard = guards[name as keyof typeof guards] as (args: object, params: undefined) => boolean
    const mutant = videoMachine.provide({ guards: { [name]: (args: object) => !guard(args, undefined) } })
    expect(changedBy(mutant)).toBeDefined()
  })

  it.each(Object.keys(delays))('without the delay %s something differs', (name) => {
    expect(changedBy(videoMachine.provide({ delays: { [name]: 2 ** 31 - 1 } }))).toBeDefined()
  })
})

/** The state with everything of the context that a guard reads: two snapshots of one key have the same arrows. */
function decisive({ value, context: { job, next, facts, attempt, isShown } }: SnapshotFrom<Machine>): string {
  return JSON.stringify([
    value,
    job?.resume,
    job?.cancel,
    next !== null,
    facts.error?.code,
    facts.error?.resumable,
    attempt > 0,
    isShown === true,
    facts.result?.expiresAt !== undefined,
  ])
}

/** What must hold in every state that can be reached. */
function expectConsistent(state: VideoState): void {
  expect(state.isLoading).toBe(state.status === 'generating')
  expect(state.result !== null, 'a result, and success').toBe(state.status === 'success')
  expect(state.error !== undefined, 'an error, and error').toBe(state.status === 'error')
  if (state.status === 'idle')
    expect(state).toMatchObject({ jobId: null, videoStatus: null, progress: null, input: null })
}

/** A forbidden event is no arrow. */
const isArrow = ({ target, actions }: { target?: unknown; actions: readonly unknown[] }) =>
  target !== undefined || actions.length > 0

/** Every event that a scenario holds, and every timer. */
function everyEvent(): VideoMachineEvent[] {
  const named = Object.values(SCENARIOS)
    .flat()
    .filter((step) => 'type' in step)
  const distinct = new Map(named.map((event) => [JSON.stringify(event), event]))
  const timers = nodesOf(silent.root)
    .flatMap((node) => [...node.transitions.keys()])
    .filter((type) => type.startsWith('xstate.after'))
    .map((type) => ({ type }) as unknown as VideoMachineEvent)
  return [...distinct.values(), ...timers]
}
