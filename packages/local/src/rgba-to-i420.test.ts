import { expect, test } from 'vitest'
import { i420Size, rgbaToI420 } from './rgba-to-i420.js'

/** Converts a 2x2 picture of four colours. */
function convert(...colors: [number, number, number][]): number[] {
  const rgba = Uint8Array.from(colors.flatMap((color) => [...color, 255]))
  const i420 = new Uint8Array(i420Size(2, 2))
  rgbaToI420(rgba, 2, 2, i420)
  return [...i420]
}
const plain = (...color: [number, number, number]) => convert(color, color, color, color)

// The values of ITU-R BT.709-6 for the full colour bars, 8 bits.
test.each([
  ['black', [0, 0, 0], [16, 128, 128]],
  ['white', [255, 255, 255], [235, 128, 128]],
  ['red', [255, 0, 0], [63, 102, 240]],
  ['green', [0, 255, 0], [173, 42, 26]],
  ['blue', [0, 0, 255], [32, 240, 118]],
] as const)('%s becomes its BT.709 value', (_, rgb, [y, u, v]) => {
  expect(plain(...(rgb as [number, number, number]))).toEqual([y, y, y, y, u, v])
})

test('four pixels keep their own luma and share the mean of their chroma', () => {
  const mixed = convert([255, 0, 0], [255, 0, 0], [0, 0, 255], [0, 0, 255])
  expect(mixed.slice(0, 4)).toEqual([63, 63, 32, 32])
  expect(mixed.slice(4)).toEqual([171, 179])
})

test('planes are laid out one after the other, rows in order', () => {
  const [width, height] = [4, 2]
  const rgba = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) rgba.fill(pixel * 30, pixel * 4, pixel * 4 + 3)
  const i420 = new Uint8Array(i420Size(width, height))
  rgbaToI420(rgba, width, height, i420)
  const luma = [...i420.subarray(0, 8)]
  expect(luma).toEqual([...luma].sort((a, b) => a - b))
  expect([...i420.subarray(8)]).toEqual([128, 128, 128, 128])
})
