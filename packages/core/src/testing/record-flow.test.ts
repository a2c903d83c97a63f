import { expect, it } from 'vitest'
import { assign, createActor, createMachine, fromCallback, fromPromise, setup } from 'xstate'
import { createTestClient, recordFlow, scriptedTransport } from '../testing.js'

it('is written as states and events, with what the events say', async () => {
  const video = createTestClient()
  const flow = recordFlow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(12_000)
  video.network.drop()
  await video.pass(20_000)
  expect(`${flow}`).toBe(
    `idle --GENERATE--> creating --JOB_CREATED--> polling.live --STATUS pending--> polling.live
  --STATUS 10--> polling.live --DROPPED connection_lost--> polling.reconnecting.waiting
  --after backoff--> polling.reconnecting.opening --STATUS 10--> polling.live
  --STATUS 50..90 (x2)--> polling.live --RESULT--> success.kept`,
  )
})

it('folds what repeats, and breaks its lines at about 100 characters', async () => {
  const steps = Array.from({ length: 50 }, (_, at) => ({ status: at + 10 }))
  const video = createTestClient({
    connection: scriptedTransport([{ jobCreated: {} }, ...steps, { error: 'moderated' }]),
  })
  const flow = recordFlow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  expect(`${flow}`).toContain('--STATUS 10..59 (x50)--> polling.live')
  expect(`${flow}`).toContain('--FAILED moderated--> error')
  for (const line of `${flow}`.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  expect(flow.steps.filter(({ detail }) => /^\d+$/.test(detail))).toHaveLength(50)
})

it('begins where it is started, and ends where it is stopped', async () => {
  const video = createTestClient()
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  const flow = recordFlow(video)
  video.stop()
  await video.pass(0)
  flow.stop()
  void video.generate({ prompt: 'a cat' })
  await video.pass(6_000)
  expect(`${flow}`).toBe('polling.live --CANCEL--> canceling.asking --CANCEL_ANSWERED canceled--> idle')
})

it('shows an event that changed nothing as ignored', () => {
  const video = createTestClient()
  const flow = recordFlow(video)
  video.stop()
  expect(`${flow}`).toBe('idle --CANCEL (ignored)--> idle')
})

it('knows who did what, and what the server was asked', async () => {
  const video = createTestClient()
  const flow = recordFlow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(6_000)
  video.network.drop()
  await video.pass(1_000)
  video.stop()
  await video.pass(0)
  const told = flow.steps.filter(({ event, detail }) => event !== 'STATUS' || detail)
  expect(told.map(({ event, source, calls }) => [event, source, ...calls])).toEqual([
    ['GENERATE', 'user', 'create'],
    ['JOB_CREATED', 'server'],
    ['STATUS', 'server'],
    ['STATUS', 'server'],
    ['DROPPED', 'server'],
    ['after backoff', 'machine', 'resume'],
    ['STATUS', 'server'],
    ['CANCEL', 'user', 'cancel'],
    ['CANCEL_ANSWERED', 'server'],
  ])
})

it('is a sequence diagram for Mermaid', async () => {
  const video = createTestClient({
    connection: scriptedTransport([{ jobCreated: {} }, { status: 40 }, { result: {} }]),
  })
  const flow = recordFlow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(0)
  expect(flow.toSequenceDiagram()).toBe(`sequenceDiagram
  participant User
  participant Machine
  participant Server
  Note over Machine: idle
  User->>Machine: GENERATE
  Machine->>Server: create
  Note over Machine: creating
  Server-->>Machine: JOB_CREATED
  Note over Machine: polling.live
  Server-->>Machine: STATUS 40
  Server-->>Machine: RESULT
  Note over Machine: success.kept`)
})

it('records any other actor: parallel states, delays, and what it invokes', async () => {
  const machine = setup({
    actors: { upload: fromPromise(async () => 'done') },
    delays: { hurry: 1 },
  }).createMachine({
    type: 'parallel',
    states: {
      file: {
        initial: 'waiting',
        states: {
          waiting: { on: { SEND: 'sending' } },
          sending: { invoke: { src: 'upload', onDone: 'sent' } },
          sent: {},
        },
      },
      light: { initial: 'red', states: { red: { after: { hurry: 'green' } }, green: {} } },
    },
  })
  const actor = createActor(machine).start()
  const flow = recordFlow(actor)
  actor.send({ type: 'SEND' })
  await new Promise((resolve) => setTimeout(resolve, 20))
  actor.stop()
  expect(`${flow}`.replaceAll(/\s+/g, ' ')).toBe(
    'file.waiting + light.red --SEND--> file.sending + light.red --done upload--> file.sent + light.red --after hurry--> file.sent + light.green --stop--> file.sent + light.green',
  )
  expect(flow.steps[0]).toMatchObject({ source: 'user', calls: ['upload'] })
  expect(flow.steps[1]?.source).toBe('server')
})

it('tells a change of context from an event that changed nothing', () => {
  const machine = createMachine({
    context: { count: 0 },
    on: { UP: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
  })
  const actor = createActor(machine).start()
  const flow = recordFlow(actor)
  actor.send({ type: 'UP' })
  actor.send({ type: 'DOWN' })
  expect(flow.steps.map(({ event, isIgnored }) => [event, isIgnored])).toEqual([
    ['UP', false],
    ['DOWN', true],
  ])
})

it('another machine may have events of any name: nothing is folded away, and who sent them counts', () => {
  const machine = createMachine({
    context: { count: 0 },
    initial: 'a',
    states: {
      a: {
        on: {
          STATUS: { actions: assign({ count: ({ context }) => context.count + 1 }) },
          RESULT: 'b',
        },
      },
      b: {},
    },
  })
  const actor = createActor(machine).start()
  const flow = recordFlow(actor)
  actor.send({ type: 'STATUS' })
  actor.send({ type: 'RESULT' })
  expect(`${flow}`).toBe('a --STATUS--> a --RESULT--> b')
  expect(flow.steps.map(({ source }) => source)).toEqual(['user', 'user'])
})

it('knows the sender of each event, also where one comes in the middle of another', () => {
  const machine = setup({
    actors: { kid: fromCallback(({ sendBack }) => sendBack({ type: 'READY' })) },
  }).createMachine({
    initial: 'a',
    states: { a: { on: { START: 'b' } }, b: { invoke: { src: 'kid' }, on: { READY: 'c' } }, c: {} },
  })
  const actor = createActor(machine).start()
  const flow = recordFlow(actor)
  actor.send({ type: 'START' })
  expect(flow.steps.map(({ event, source }) => [event, source])).toEqual([
    ['START', 'user'],
    ['READY', 'server'],
  ])
})

it('calls an actor that is written in place as the chart does, and leaves out that it was started', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { invoke: { src: fromPromise(async () => 1), onDone: 'b' } }, b: {} },
  })
  const actor = createActor(machine)
  const flow = recordFlow(actor)
  actor.start()
  await new Promise((resolve) => setTimeout(resolve))
  expect(`${flow}`).toBe('a --done actor--> b')
})

it.each([
  ['undefined', undefined],
  ['null', null],
  ['string "x"', 'x'],
  ['an object with client. It has a client of its own: record that.', { client: createTestClient() }],
])('says what it cannot record: %s', (said, subject) => {
  expect(() => recordFlow(subject as never)).toThrow(
    `takes a video client or an XState 5 actor; it got ${said}`,
  )
})
