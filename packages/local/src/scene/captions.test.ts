import { createCanvas } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { composeCaptions, formatTimecode, printable, wrapText } from './captions.js'

const fits = (most: number) => (line: string) => line.length <= most

test('the timecode counts minutes, seconds and hundredths', () => {
  expect(formatTimecode(3.125)).toBe('00:03.13')
  expect(formatTimecode(59.999)).toBe('01:00.00')
  expect(formatTimecode(-1)).toBe('00:00.00')
})

test('text breaks at spaces, and what is too long ends in an ellipsis', () => {
  expect(wrapText('a red fox crosses', 2, fits(9))).toEqual(['a red fox', 'crosses'])
  expect(wrapText('a red fox crosses the snow at dawn', 2, fits(9))).toEqual(['a red fox', 'crosses…'])
  expect(wrapText('', 2, fits(9))).toEqual([])
})

test('scripts without spaces break anywhere, and no character is torn apart', () => {
  expect(wrapText('漢字漢字漢字', 3, fits(4))).toEqual(['漢字漢字', '漢字'])
  expect(wrapText('👩‍🚀👩‍🚀👩‍🚀', 1, fits(11)).join('')).toBe('👩‍🚀👩‍🚀…')
})

test('a width that holds nothing still ends', () => {
  expect(wrapText('abc', 3, () => false)).toHaveLength(3)
})

test('control characters, direction marks and halves of characters are not printed', () => {
  expect(printable(' a\u0000\n\tb \u202ec\ud800 ')).toBe('a b c')
})

test.each([
  [64, 64],
  [90, 160],
  [1920, 1080],
])('captions at %i x %i stay on the lower part of the picture', (width, height) => {
  const context = createCanvas(width, height).getContext('2d')
  composeCaptions({ prompt: 'A red fox '.repeat(100), width, height, seconds: 8 }).draw(context, 3.125)
  const top = context.getImageData(0, 0, width, Math.max(1, Math.floor(height * 0.1))).data
  const low = context.getImageData(0, Math.floor(height * 0.8), width, Math.floor(height * 0.2)).data
  expect(top.some((value) => value > 0)).toBe(false)
  expect(low.some((value) => value > 200)).toBe(true)
})
