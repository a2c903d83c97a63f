import type { CreateVideoJobOptions } from '@reelstate/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkRenderInput } from './check-render-input.js'

const check = (input: object) => checkRenderInput({ prompt: 'A fox', ...input } as CreateVideoJobOptions)
const invalid = (message: string) => expect.objectContaining({ code: 'invalid_input', message })

test('fills in the size, the duration and a seed that follows the prompt', () => {
  const input = check({})
  expect(input).toEqual({ prompt: 'A fox', width: 1280, height: 720, seconds: 8, seed: expect.any(Number) })
  expect(check({}).seed).toBe(input.seed)
  expect(check({ prompt: 'A fix' }).seed).not.toBe(input.seed)
})

test('top-level size and duration win over the model options', () => {
  const modelOptions = { size: '720x1280', seconds: '4', seed: -3, quality: 'high' }
  expect(check({ modelOptions })).toMatchObject({ width: 720, height: 1280, seconds: 4, seed: -3 })
  expect(check({ modelOptions, size: '64x66', duration: 1.5 })).toMatchObject({
    width: 64,
    height: 66,
    seconds: 1.5,
  })
})

const SIZE_RULE = 'Give WIDTHxHEIGHT such as 1280x720: even numbers from 64 to 1920.'
const DURATION_RULE = 'Give a number of seconds from 1 to 20.'
const SEED_RULE = 'Give a whole number, or none to derive it from the prompt.'

test.each([
  [{ prompt: '' }, 'The prompt is empty. Give a text that describes the video.'],
  [{ prompt: ' \n ' }, 'The prompt is empty. Give a text that describes the video.'],
  [{ prompt: 7 }, 'The prompt is 7. Give a text that describes the video.'],
  [
    { prompt: 'a'.repeat(1001) },
    'The prompt has 1001 characters, and at most 1000 are rendered. Shorten it.',
  ],
  [{ size: '12x9' }, `The size 12x9 is too small. ${SIZE_RULE}`],
  [{ size: '320x181' }, `The size 320x181 has an odd side. ${SIZE_RULE}`],
  [{ size: '3840x2160' }, `The size 3840x2160 is too large. ${SIZE_RULE}`],
  [{ size: 'abc' }, `The size "abc" is not a size in pixels. ${SIZE_RULE}`],
  [{ size: '1280×720' }, `The size "1280×720" is not a size in pixels. ${SIZE_RULE}`],
  [{ size: '-64x64' }, `The size "-64x64" is not a size in pixels. ${SIZE_RULE}`],
  [
    { modelOptions: { size: ['64x64'] } },
    `The size a value of type object is not a size in pixels. ${SIZE_RULE}`,
  ],
  [{ duration: 0 }, `The duration is 0. ${DURATION_RULE}`],
  [{ duration: 0.99 }, `The duration is 0.99. ${DURATION_RULE}`],
  [{ duration: 21 }, `The duration is 21. ${DURATION_RULE}`],
  [{ duration: Number.NaN }, `The duration is NaN. ${DURATION_RULE}`],
  [{ duration: Number.POSITIVE_INFINITY }, `The duration is Infinity. ${DURATION_RULE}`],
  [{ modelOptions: { seconds: '' } }, `The duration is "". ${DURATION_RULE}`],
  [{ modelOptions: { seed: 1.5 } }, `The seed is 1.5. ${SEED_RULE}`],
  [{ modelOptions: { seed: '7' } }, `The seed is "7". ${SEED_RULE}`],
])('refuses %j', (input, message) => {
  expect(() => check(input)).toThrow(invalid(message))
})

test('accepts exactly the even sizes from 64 to 1920', () => {
  const side = fc.integer({ min: 0, max: 2500 })
  const fits = (value: number) => value >= 64 && value <= 1920 && value % 2 === 0
  fc.assert(
    fc.property(side, side, (width, height) => {
      const run = () => check({ size: `${width}x${height}` })
      if (fits(width) && fits(height)) expect(run()).toMatchObject({ width, height })
      else expect(run).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    }),
  )
})

test('refuses every other text as a size, with a short message', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (size) => {
      fc.pre(!/^\d+x\d+$/.test(size))
      try {
        check({ size })
        expect.unreachable()
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_input' })
        expect((error as Error).message.length).toBeLessThan(400)
      }
    }),
  )
})
