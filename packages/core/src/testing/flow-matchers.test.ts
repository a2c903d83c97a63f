import { expect as jestExpect } from 'expect'
import { describe, expect, it } from 'vitest'
import { createActor, createMachine } from 'xstate'
import {
  createTestClient,
  type FlowMatchers,
  flowMatchers,
  recordFlow,
  scriptedTransport,
} from '../testing.js'

declare module 'vitest' {
  interface Matchers<T> extends FlowMatchers<T> {}
}
declare module 'expect' {
  interface Matchers<R> extends FlowMatchers<R> {}
}
expect.extend(flowMatchers)
jestExpect.extend(flowMatchers)

/** A run whose connection drops once, and that the provider refuses. */
async function refusedRun() {
  const video = createTestClient({
    connection: scriptedTransport([
      { jobCreated: {} },
      { status: 40 },
      'drop',
      { status: 60 },
      { error: 'moderated' },
    ]),
  })
  const flow = recordFlow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(5_000)
  return flow
}

const failure = (check: () => void): string => {
  try {
    check()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It should have failed.')
}

describe('a flow matches', () => {
  it.each([
    ['its own text', undefined],
    ['gaps for what does not matter', 'idle --GENERATE--> creating … --FAILED moderated--> error'],
    ['three dots for a gap', 'idle ... reconnecting.opening ... error'],
    ['a gap without blanks around it', 'idle … --DROPPED connection_lost-->…error'],
    ['events without their details', '… --DROPPED--> … --FAILED--> error'],
    ['states by a part of their path', 'idle … polling --DROPPED--> reconnecting … live --FAILED--> error'],
    ['states by a run of parts from the middle of their path', 'idle … reconnecting … active … error'],
    [
      'states by their whole path',
      'idle … active.polling.reconnecting.opening … active.polling.live … error',
    ],
    ['nothing but a gap', '…'],
  ])('%s', async (_name, expected) => {
    const flow = await refusedRun()
    expect(flow).toMatchFlow(expected ?? `${flow}`)
  })

  it('lines as well as one text', async () => {
    expect(await refusedRun()).toMatchFlow(['idle --GENERATE-->', 'creating', '…', 'error'])
  })
})

describe('a flow does not match', () => {
  it.each([
    ['another end', 'idle … success'],
    ['a beginning alone', 'idle --GENERATE--> creating'],
    ['an end alone', '--FAILED--> error'],
    ['other details', '… --FAILED not_found--> error'],
    ['another order', 'idle … --FAILED--> error … --DROPPED--> …'],
  ])('%s', async (_name, expected) => {
    expect(await refusedRun()).not.toMatchFlow(expected)
  })
})

it('a failure is a picture, with a mark where the flow turns another way', async () => {
  const flow = await refusedRun()
  const message = failure(() => expect(flow).toMatchFlow('idle … --DROPPED--> polling.live … success'))
  expect(message).toBe(`The flow is not the expected one.

   User                          Machine                          Server
    |                            [idle]                             |
    |---------- GENERATE ---------->|                               |
    |                               |----------- create ----------->|
    |                          [creating]                           |
    |                               |<-------- JOB_CREATED ---------|
    |                        [polling.live]                         |
    |                               |<--------- STATUS 40 ----------|
    |                               |<-- DROPPED connection_lost ---|
>   |                [polling.reconnecting.waiting]                 |
    |                        (after backoff)                        |
    |                               |----------- resume ----------->|
    |                [polling.reconnecting.opening]                 |
    |                               |<--------- STATUS 60 ----------|
    |                        [polling.live]                         |
    |                           … 1 more                            |

> expected here: polling.live … success
  what happened: polling.reconnecting.waiting --after backoff--> polling.reconnecting.opening --STATUS 60-->

The whole flow:
${flow}`)
})

it('a failure marks the end where more was expected, and leaves out what is far from it', async () => {
  const video = createTestClient()
  const flow = recordFlow(video)
  for (let run = 0; run < 6; run++) {
    void video.generate({ prompt: 'a dog' })
    await video.pass(30_000)
  }
  const message = failure(() => expect(flow).toMatchFlow('idle … --CANCEL--> canceling'))
  expect(message).toMatch(/… \d+ more/)
  expect(message).toMatch(/^> .*\(the end\)/m)
  expect(message).toContain('> expected here: --CANCEL--> canceling\n  what happened: the end of the flow')
})

describe('a name that the machine does not have is an error, whatever is expected', () => {
  it.each([
    ['state "reconecting"', 'The nearest: reconnecting,', '… reconecting …'],
    ['state "err"', 'The nearest: error,', '… err'],
    ['state "polling.polling"', '', '… polling.polling …'],
    ['event "DROPED"', 'The nearest: DROPPED,', '… --DROPED--> …'],
    ['event "FAIL"', 'The nearest: FAILED,', '… --FAIL--> error'],
  ])('%s', async (what, nearest, expected) => {
    const flow = await refusedRun()
    for (const check of [
      () => expect(flow).toMatchFlow(expected),
      () => expect(flow).not.toMatchFlow(expected),
    ]) {
      expect(failure(check)).toContain(`The machine "video" has no ${what}`)
      expect(failure(check)).toContain(nearest)
    }
  })
})

describe('a flow of another machine', () => {
  it('matches its own text, whatever its names are', () => {
    const machine = createMachine({
      initial: 'not started',
      states: {
        'not started': { on: { 'GO NOW': 'a--b' } },
        'a--b': { on: { X: 'wait…' } },
        'wait…': { on: { FAIL: '-->' } },
        '-->': { on: { 'A-->B': 'a "name"+more' } },
        'a "name"+more': {},
      },
    })
    const actor = createActor(machine).start()
    const flow = recordFlow(actor)
    expect(flow).toMatchFlow(`${flow}`)
    const events = [
      { type: 'GO NOW' },
      { type: 'X' },
      { type: 'FAIL', error: 'broke: a --> b\nline two' },
      { type: 'A-->B' },
    ]
    for (const event of events) {
      actor.send(event)
      expect(flow).toMatchFlow(`${flow}`)
    }
    expect(`${flow}`).toContain('"not started" --GO NOW--> "a--b" --X--> "wait…"')
    expect(flow).toMatchFlow('… --FAIL--> "-->" …')
    expect(failure(() => expect(flow).not.toMatchFlow('… --GO--> …'))).toContain('has no event "GO"')
  })

  it('has parallel states in any order, and some of them are enough', () => {
    const machine = createMachine({
      type: 'parallel',
      states: {
        up: { initial: 'x', states: { x: { on: { GO: 'y' } }, y: {} } },
        light: { initial: 'red', states: { red: {}, green: {} } },
      },
    })
    const actor = createActor(machine).start()
    const flow = recordFlow(actor)
    actor.send({ type: 'GO' })
    expect(`${flow}`).toBe('up.x + light.red --GO--> up.y + light.red')
    for (const state of ['up.y + light.red', 'light.red+up.y', 'red + y', 'y', 'light'])
      expect(flow).toMatchFlow(`… --GO--> ${state}`)
    for (const state of ['up.x + light.red', 'up.y + light.green'])
      expect(flow).not.toMatchFlow(`… --GO--> ${state}`)
  })

  it('may have two events of which one begins like the other', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { GO: 'b', 'GO NOW': 'c' } }, b: {}, c: {} },
    })
    const actor = createActor(machine).start()
    const flow = recordFlow(actor)
    actor.send({ type: 'GO NOW' })
    expect(flow).toMatchFlow('a --GO NOW--> c')
    expect(flow).not.toMatchFlow('a --GO--> c')
  })

  it('may be of any length', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { A: 'b', C: 'c' } }, b: { on: { B: 'a' } }, c: {} },
    })
    const actor = createActor(machine).start()
    const flow = recordFlow(actor)
    for (let step = 0; step < 10_000; step++) actor.send({ type: step % 2 === 0 ? 'A' : 'B' })
    expect(flow).toMatchFlow('a … b … a')
    expect(flow).not.toMatchFlow('a … b … c')
  })
})

it('finds what was folded into one step, by the event as it came', async () => {
  const video = createTestClient()
  video.stop()
  const flow = recordFlow(video)
  video.stop()
  video.stop()
  void video.generate({ prompt: 'a dog' })
  await video.pass(26_000)
  expect(`${flow}`).toContain('idle --CANCEL (ignored) (x2)--> idle')
  expect(`${flow}`).toContain('--STATUS 10..90 (x3)-->')
  for (const there of ['CANCEL (ignored)', 'STATUS 10', 'STATUS 50', 'STATUS 10..90', 'STATUS'])
    expect(flow).toMatchFlow(`… --${there}--> …`)
  for (const missing of ['STATUS 5', 'STATUS 40', 'STATUS 50 (ignored)', 'STATUS 50 (x3)', 'CANCEL (x3)'])
    expect(flow).not.toMatchFlow(`… --${missing}--> …`)
})

it('a failure of not shows what the flow is', async () => {
  const flow = await refusedRun()
  const message = failure(() => expect(flow).not.toMatchFlow('idle … error'))
  expect(message).toContain(`it is:\n\nidle … error\n\nThe whole flow:\n${flow}`)
})

it('works in Jest as it does in Vitest', async () => {
  const flow = await refusedRun()
  jestExpect(flow).toMatchFlow('idle … error')
  jestExpect(flow).not.toMatchFlow('idle … success')
  expect(failure(() => jestExpect(flow).toMatchFlow('idle … success'))).toContain('> expected here: success')
  expect(failure(() => jestExpect(flow).not.toMatchFlow('idle … error'))).toContain('should not be this one')
})

it('what is no flow, or says nothing, is named', async () => {
  const flow = await refusedRun()
  expect(failure(() => expect('idle').toMatchFlow('idle'))).toContain('recordFlow() returned; it got string')
  expect(failure(() => expect(flow).toMatchFlow(' '))).toContain('this one is empty')
  expect(failure(() => expect(flow).toMatchFlow(undefined as never))).toContain(
    'takes the expected flow as text, such as "idle … success", or as a list of lines; it got undefined',
  )
  for (const wrong of ['--> creating', '-GENERATE-> creating', '→ creating', '--GENERATE-> creating'])
    expect(failure(() => expect(flow).toMatchFlow(`idle ${wrong} --JOB_CREATED--> polling …`))).toContain(
      `An arrow of a flow is written --EVENT-->, and … where any event will do; this cannot be read: "${wrong}`,
    )
  expect(failure(() => expect(flow).toMatchFlow('idle creating'))).toContain(
    'nothing stands before "creating"',
  )
})
