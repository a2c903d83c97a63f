import { expect, it } from 'vitest'
import { videoStates, videoStory } from '../../testing.js'

const loading = videoStates().filter(
  (state) => state.startsWith('active.') && !state.startsWith('active.canceling'),
)

it.each(loading)('a person can cancel in the story of %s', async (state) => {
  const { client } = videoStory(state)
  client.stop()
  for (let turn = 0; turn < 60; turn++) await Promise.resolve()
  const { phase, canceled } = client.getState()
  const expected: Record<string, unknown[]> = {
    // An order without an answer is waited for.
    'active.creating': ['canceling', undefined],
    // Nobody can be asked.
    'active.polling.reconnecting.offline': ['idle', 'requested'],
  }
  expect([phase, canceled?.outcome]).toEqual(expected[state] ?? ['idle', 'canceled'])
})
