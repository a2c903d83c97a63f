import { expect, test } from 'vitest'
import { readPrompt } from './read-prompt.js'

const RED = '#d8412f'
const GOLD = '#dca23c'

test.each([
  [
    'A golden retriever puppy in a field',
    { subjects: [{ id: 'dog', count: 1, colors: [GOLD] }], place: 'meadow' },
  ],
  ['a red car', { subjects: [{ id: 'car', count: 1, colors: [RED] }], place: expect.any(String) }],
  [
    'Two wolves howling in the misty forest',
    { subjects: [{ id: 'wolf', count: 2, colors: [] }], place: 'forest', weather: 'fog' },
  ],
  ['a flock of birds in the sky', { subjects: [{ id: 'bird', count: 7, colors: [] }], place: 'sky' }],
  ['butterflies at sunset', { subjects: [{ id: 'butterfly', count: 3, colors: [] }], light: 'sunset' }],
  ['children in the park', { subjects: [{ id: 'person', count: 3, colors: [] }], place: 'meadow' }],
  ['A dog runs from right to left', { direction: 'left', gait: 'run' }],
  ['a car driving left to right', { direction: 'right', gait: 'run' }],
  ['a train approaching, towards the camera', { direction: 'toward' }],
  [
    'a ship sails away into the distance',
    { direction: 'away', gait: 'float', subjects: [{ id: 'boat', count: 1, colors: [] }] },
  ],
  ['a falling clock', { direction: 'down' }],
  ['an eagle circling a canyon in a storm', { direction: 'circle', weather: 'storm', place: 'mountains' }],
  ['a frog that nobody knows', { subjects: [], motif: expect.any(String) }],
  ['fish in the sea', { place: 'underwater' }],
  ['a whale in the sea', { place: 'ocean' }],
  ['a boat under a red sky', { subjects: [{ id: 'boat', count: 1, colors: [] }] }],
  ['a dancer in a white dress', { subjects: [{ id: 'dancer', count: 1, colors: ['#f3eee4'] }] }],
  ['a jet black cat', { subjects: [{ id: 'cat', count: 1, colors: ['#33323d'] }] }],
  ['a house under the night sky, village', { place: 'village', light: 'night' }],
  ['an astronaut riding a horse', { riding: true }],
  ['a giraffe and a lion on the savanna', { riding: false }],
  ['a cat on a sailboat', { riding: true, place: expect.stringMatching(/ocean|lake/) }],
  ['a woman with a red umbrella', { riding: true, subjects: [{ id: 'umbrella' }, { id: 'person' }] }],
  ['northern lights over a penguin', { light: 'aurora' }],
  ['A FOX IN THE SNOW', { weather: 'snow', place: 'snowfield' }],
])('"%s" is understood', (prompt, brief) => {
  expect(readPrompt(prompt, 1)).toMatchObject(brief)
})

test('a landscape needs no subject', () => {
  const { subjects, motif } = readPrompt('a misty forest at dawn', 1)
  expect(subjects).toEqual([])
  expect(motif).toBeUndefined()
})

test('unknown words and the seed change what the prompt leaves open', () => {
  const seeds = ['glorp', 'glorps', 'Glorp!', ''].map((prompt) => readPrompt(prompt, 1).seed)
  expect(new Set(seeds).size).toBe(4)
  expect(readPrompt('glorp', 2).seed).not.toBe(readPrompt('glorp', 1).seed)
})

test.each(['', '\ud800', '\udfff a dog', '🐕‍🦺', '犬が走る', 'كلب', '\u0000\n\r\t', '__proto__ constructor'])(
  'the odd prompt %j is read without an error',
  (prompt) => {
    expect(readPrompt(prompt, Number.NaN).subjects.length).toBeLessThanOrEqual(3)
  },
)
