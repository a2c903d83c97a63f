import { expect, it } from 'vitest'
import { type ScriptStep, scriptedTransport } from '../testing.js'

it.each<[string, object]>([
  ['so write 2 of them: status, wait', { status: 40, wait: 5_000 }],
  ['a wait is a number of ms from 0 up', { wait: -1 }],
  ['a wait is a number of ms from 0 up', { wait: '5s' }],
  ['one of pending, processing, completed, failed', { status: 'pendng' }],
])('refuses a step that cannot be meant: %s', (why, step) => {
  expect(() => scriptedTransport([step as ScriptStep])).toThrow(why)
})

it('a step of two things is an error of its type', () => {
  // @ts-expect-error
  expect(() => scriptedTransport([{ status: 40, wait: 5_000 }])).toThrow(TypeError)
})

it('names the step that is none, and the error that is none', () => {
  const wrong = [{ jobCreated: {} }, { progress: 40 }] as unknown as ScriptStep[]
  expect(() => scriptedTransport(wrong)).toThrow(
    'Step 2 of the script is {"progress":40}; it should be one of',
  )
  const unknown = [{ error: 'oops' }] as unknown as ScriptStep[]
  expect(() => scriptedTransport(unknown)).toThrow('it got oops')
  expect(() => scriptedTransport().last).toThrow('Nothing was requested yet.')
})
