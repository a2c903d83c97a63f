import { expect, it } from 'vitest'
import { readPrompt } from './read-prompt.js'

const image = { type: 'image', source: { type: 'url', value: 'https://images.example/fox.png' } }
const inline = { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } }

it('takes a text as it is', () => {
  expect(readPrompt('A fox')).toEqual({ text: 'A fox', parts: [] })
})

it('takes parts apart, the texts a line each', () => {
  const prompt = [{ type: 'text', content: 'A fox' }, image, { type: 'text', content: 'in the snow' }, inline]
  expect(readPrompt(prompt)).toEqual({ text: 'A fox\nin the snow', parts: [image, inline] })
})

it.each([
  ['nothing', undefined, /is missing/],
  ['an empty text', '  ', /is " {2}"/],
  ['no text among the parts', [image], /describes the video/],
  ['a number', 7, /is 7/],
  ['an unknown part', [{ type: 'smell' }], /part 0.* text, image, video or audio/],
  [
    'a script for a URL',
    [{ ...image, source: { type: 'url', value: 'javascript:alert(1)' } }],
    /part 0\.source\.value/,
  ],
  [
    'bytes that are no base64',
    [{ ...inline, source: { ...inline.source, value: '§§' } }],
    /part 0\.source\.value/,
  ],
  ['an unknown role', [{ ...image, metadata: { role: 'villain' } }], /first_frame, last_frame or reference/],
  ['too many parts', Array(17).fill(image), /at most 16/],
])('says what is wrong with %s', (_, prompt, words) => {
  expect(() => readPrompt(prompt)).toThrow(words)
  expect(() => readPrompt(prompt)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})
