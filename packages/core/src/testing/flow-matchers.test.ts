import { expect as jestExpect } from 'expect'
import { describe, expect, it } from 'vitest'
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
    ['half a word', '… --FAIL--> error'],
    ['half a state', '… --FAILED--> err'],
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
  expect(failure(() => expect(flow).toMatchFlow('idle creating'))).toContain(
    'nothing stands before "creating"',
  )
})
