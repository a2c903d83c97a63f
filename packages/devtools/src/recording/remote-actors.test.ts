import { toChartModel } from '@reelstate/core/chart'
import { videoMachine } from '@reelstate/core/machine'
import { createInspector } from '@statelyai/inspect'
import { describe, expect, it, vi } from 'vitest'
import { type AnyStateMachine, createActor, createMachine } from 'xstate'
import { playerMachine } from '../../../core/src/chart/support/player-machine.js'
import { rebuildChart } from './rebuild-machine.js'
import { receiveEvents } from './receive-events.js'
import { RemoteActors, RemoteWindows } from './remote-actors.js'
import { StepLog } from './step-log.js'

/** What `@statelyai/inspect` makes of a machine. */
function definitionOf(machine: AnyStateMachine, serializationDepthLimit = 30): string {
  let definition = ''
  const send = (event: object) => {
    if ('definition' in event) definition = String(event.definition)
  }
  createInspector({ send }, { serializationDepthLimit }).actor(createActor(machine))
  return definition
}

/** The protocol sorts the fields of a definition by their names. */
const shapeOf = ({ states, transitions }: ReturnType<typeof toChartModel>) => ({
  states: states
    .map(({ id, type, parent, initial, tags }) => `${id} ${type} ${parent} ${initial} ${tags}`)
    .sort(),
  // An event that is forbidden has no transition in JSON.
  transitions: transitions
    .filter(({ targets, actions }) => targets.length + actions.length > 0)
    .map(({ source, targets, trigger, name }) => `${source} ${trigger} ${name} → ${targets}`)
    .sort(),
})

describe('a definition that came from another window', () => {
  it.each([
    ['video', videoMachine],
    ['player', playerMachine],
  ])('gives the chart that the %s machine has', (_, machine) => {
    expect(shapeOf(rebuildChart(definitionOf(machine)) as never)).toEqual(shapeOf(toChartModel(machine)))
  })

  it('that was cut gives the chart without what is missing', () => {
    const chart = rebuildChart(definitionOf(videoMachine, 6))
    expect(chart?.states.map(({ id }) => id)).toContain('video.active.polling')
    expect(chart?.transitions.find(({ name }) => name === 'GENERATE')?.targets).toEqual(['video.active'])
  })

  it('may have arrows to nowhere, names of anything and an odd beginning', () => {
    const chart = rebuildChart(
      JSON.stringify({
        initial: 'nowhere',
        states: {
          a: {
            on: {
              GO: ['nowhere', { target: '#gone.b', guard: { params: 1 }, actions: 5 }, '.a.b'],
              OFF: null,
            },
            entry: { type: 'xstate.assign' },
          },
          b: { type: 'odd', invoke: { src: {} }, states: [] },
        },
      }),
    )
    expect(chart?.states.map(({ id }) => id)).toEqual(['machine', 'machine.a', 'machine.b'])
    expect(chart?.transitions.map(({ targets }) => targets)).toEqual([[], [], []])
    expect(rebuildChart('{"id":"a promise"}')).toBeNull()
  })
})

describe('the actors of another window', () => {
  const definition = definitionOf(
    createMachine({
      id: 'light',
      initial: 'green',
      states: { green: { on: { NEXT: 'red' } }, red: { on: { NEXT: 'green' } } },
    }),
  )
  const report = (type: string, createdAt: number, fields: object) => ({
    type,
    sessionId: 'x:0',
    createdAt: String(createdAt),
    _version: '0.7.2',
    ...fields,
  })
  const actor = report('@xstate.actor', 1, { name: 'light', definition, snapshot: { status: 'active' } })
  const next = (createdAt: number, value: string) =>
    report('@xstate.snapshot', createdAt, { event: { type: 'NEXT' }, snapshot: { value, context: {} } })

  it('are recorded with the transitions that must have been taken', () => {
    const log = new StepLog(100)
    const remote = new RemoteActors(log)
    for (const message of [
      actor,
      report('@xstate.snapshot', 2, { event: { type: 'xstate.init' }, snapshot: { value: 'green' } }),
      next(3, 'red'),
      next(4, 'green'),
    ])
      remote.take(message)
    expect(log.actors).toMatchObject([{ name: 'light', send: null, model: { id: 'light' } }])
    expect(log.steps.map(({ event, value, taken, at }) => [event.type, value, taken.length, at])).toEqual([
      ['xstate.init', 'green', 0, 2],
      ['NEXT', 'red', 1, 3],
      ['NEXT', 'green', 1, 4],
    ])
    expect(log.steps[1]?.taken).not.toEqual(log.steps[2]?.taken)
  })

  it('are not recorded twice when the other window tells everything again', () => {
    const log = new StepLog(100)
    const remote = new RemoteActors(log)
    const messages = [actor, next(3, 'red')]
    for (const message of messages) remote.take(message)
    remote.reconnect()
    for (const message of [...messages, next(9, 'green')]) remote.take(message)
    expect(log.actors).toHaveLength(1)
    expect(log.steps.map(({ at }) => at)).toEqual([3, 9])
  })

  it('stay on the list while they do nothing, and go once they have ended', () => {
    const log = new StepLog(20)
    const remote = new RemoteActors(log)
    const of = (sessionId: string, message: object) => ({ ...message, sessionId })
    for (const id of ['x:0', 'x:1', 'x:2']) remote.take(of(id, actor))
    remote.take(of('x:0', next(2, 'red')))
    const stopped = { event: { type: 'NEXT' }, snapshot: { status: 'stopped', value: 'red', context: {} } }
    remote.take(of('x:1', report('@xstate.snapshot', 3, stopped)))
    for (let at = 4; at < 100; at++) remote.take(of('x:2', next(at, at % 2 ? 'red' : 'green')))
    expect(log.actors.map(({ id }) => id)).toEqual(['remote x:0', 'remote x:2'])
    expect(log.steps[0]).toMatchObject({ actor: 'remote x:0', value: 'red', at: 2 })
  })

  it('come back where there were too many of them to keep', () => {
    const log = new StepLog(2)
    const remote = new RemoteActors(log)
    const of = (sessionId: string, message: object) => ({ ...message, sessionId })
    for (const id of ['x:0', 'x:1']) remote.take(of(id, actor))
    remote.take(of('x:0', next(2, 'red')))
    for (let at = 3; at < 9; at++) remote.take(of('x:1', next(at, at % 2 ? 'red' : 'green')))
    expect(log.actors.map(({ id }) => id)).toEqual(['remote x:1'])
    remote.take(of('x:0', next(9, 'green')))
    expect(log.actors.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'remote x:1 light 2',
      'remote x:0 light',
    ])
  })

  it('are kept apart from those of a third window, and what each of them says again', () => {
    const log = new StepLog(100)
    const windows = new RemoteWindows(log)
    const [one, two] = [{}, {}]
    for (const message of [actor, next(30, 'red')]) windows.take(one, message)
    windows.reconnect()
    for (const message of [actor, next(3, 'red'), next(4, 'green')]) windows.take(two, message)
    windows.take(one, next(30, 'red'))
    expect(log.actors.map(({ id, name }) => [id, name])).toEqual([
      ['remote x:0', 'light'],
      ['remote x:0 (2)', 'light 2'],
    ])
    expect(log.steps.map(({ actor, at }) => [actor, at])).toEqual([
      ['remote x:0', 30],
      ['remote x:0 (2)', 3],
      ['remote x:0 (2)', 4],
    ])
  })

  it('that begin anew, because their window was loaded again, are others', () => {
    const log = new StepLog(100)
    const remote = new RemoteActors(log)
    for (const message of [actor, next(3, 'red'), { ...actor, createdAt: '5' }, next(6, 'red')])
      remote.take(message)
    expect(log.steps.map(({ actor }) => actor)).toEqual(['remote x:0', 'remote x:0 (2)'])
  })

  it.each([
    [{}],
    [report('@xstate.actor', 1, { definition: 5 })],
    [report('@xstate.actor', 1, { definition: '{' })],
    [report('@xstate.actor', 1, { definition: ' '.repeat(2_000_000) })],
    [{ ...actor, createdAt: 'soon' }],
  ])('cannot be malformed: %#', (message) => {
    const log = new StepLog(10)
    expect(() => new RemoteActors(log).take(message)).toThrow()
    expect(log.actors).toEqual([])
  })
})

describe('the messages of other windows', () => {
  /** A window that hears what is posted here. */
  const newWindow = (origin: string) => {
    const told: string[] = []
    const own = Object.assign(new EventTarget(), {
      location: { origin },
      opener: { postMessage: (_: object, target: string) => told.push(target) },
    })
    return { told, own: Object.assign(own, { parent: own }) as unknown as Window }
  }
  const windows = new RemoteWindows(new StepLog(10))

  it('are taken from an origin that is given as the address of a page', () => {
    const log = new StepLog(10)
    const { own, told } = newWindow('https://devtools.example.com')
    const stop = receiveEvents(new RemoteWindows(log), {
      window: own,
      origins: ['https://app.example.com/shop/'],
    })
    expect(told).toEqual(['https://app.example.com'])
    const actor = { type: '@xstate.actor', sessionId: 'x:0', name: 'a', createdAt: '1', _version: '0.7.2' }
    const tell = (origin: string, sessionId: string) =>
      own.dispatchEvent(new MessageEvent('message', { origin, data: { ...actor, sessionId } }))
    tell('https://other.example.com', 'x:0')
    expect(log.actors).toEqual([])
    tell('https://app.example.com', 'x:1')
    expect(log.actors).toHaveLength(1)
    stop()
    tell('https://app.example.com', 'x:2')
    expect(log.actors).toHaveLength(1)
  })

  it.each([['*'], ['null'], ['app.example.com'], ['file:///tmp/a.html']])(
    'are not taken from %s, which is no origin',
    (origin) => {
      const { own } = newWindow('https://devtools.example.com')
      const listen = vi.spyOn(own, 'addEventListener')
      expect(() => receiveEvents(windows, { window: own, origins: [origin] })).toThrow(TypeError)
      expect(listen).not.toHaveBeenCalled()
    },
  )

  it('are not taken where the page itself has no origin', () => {
    expect(() => receiveEvents(windows, { window: newWindow('null').own })).toThrow(
      'name the origin of the app',
    )
  })
})
