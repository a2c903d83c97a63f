import { createCanvas } from '@napi-rs/canvas'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeScene } from './compose-scene.js'
import { CONTACT_SHEET_PROMPTS } from './fixtures/contact-sheet-prompts.js'
import { blur, difference, drawMoment, type Picture } from './fixtures/pictures.js'

// A scene differs from itself one second later by 1.5 to 4 of 255 seen from afar. Two prompts must differ by several
// times that, at full size and in squares of ten pixels, where only large shapes and colours are left.
const CLEARLY_DIFFERENT = 10
const MOVED = 2
const MOVED_FROM_AFAR = 1

describe('24 prompts', () => {
  const moments = CONTACT_SHEET_PROMPTS.map((prompt) => ({ prompt, picture: drawMoment(prompt, 3) }))

  test('no two of them look alike', () => {
    const alike: string[] = []
    let pairs = 0
    for (const [index, one] of moments.entries()) {
      for (const other of moments.slice(index + 1)) {
        pairs++
        const far = difference(blur(one.picture, 10), blur(other.picture, 10))
        const near = difference(one.picture, other.picture)
        if (Math.min(far, near) < CLEARLY_DIFFERENT)
          alike.push(`${one.prompt} / ${other.prompt}: ${near}, ${far}`)
      }
    }
    expect(pairs).toBe(276)
    expect(alike).toEqual([])
  })

  test.each(moments)('$prompt: things move', ({ prompt, picture }) => {
    const later = drawMoment(prompt, 4)
    expect(difference(picture, later)).toBeGreaterThan(MOVED)
    expect(difference(blur(picture, 5), blur(later, 5))).toBeGreaterThan(MOVED_FROM_AFAR)
  })
})

function count({ rgb }: Picture, matches: (red: number, green: number, blue: number) => boolean): number {
  let found = 0
  for (let i = 0; i < rgb.length; i += 3) if (matches(rgb[i] ?? 0, rgb[i + 1] ?? 0, rgb[i + 2] ?? 0)) found++
  return found
}

test('a red car is red and a blue car is blue', () => {
  const isRed = (red: number, green: number, blue: number) =>
    red > 130 && red > green * 1.7 && red > blue * 1.7
  const isBlue = (red: number, green: number, blue: number) =>
    blue > 110 && blue > red * 1.7 && blue > green * 1.25
  const options = { width: 320, height: 180 }
  const red = drawMoment('a red car on a city street at noon', 4, options)
  const blue = drawMoment('a blue car on a city street at noon', 4, options)
  expect(count(red, isRed)).toBeGreaterThan(900)
  expect(count(red, isRed)).toBeGreaterThan(count(blue, isRed) + 900)
  expect(count(blue, isBlue)).toBeGreaterThan(count(red, isBlue) + 900)
})

test('the same options draw the same pixels, another seed draws others', () => {
  const [prompt] = CONTACT_SHEET_PROMPTS
  expect(drawMoment(prompt, 2.5)).toEqual(drawMoment(prompt, 2.5))
  expect(difference(drawMoment(prompt, 2.5), drawMoment(prompt, 2.5, { seed: 2 }))).toBeGreaterThan(3)
})

test('a moment looks the same whatever was drawn before it', () => {
  const scene = composeScene({
    prompt: 'rain and fog, a storm of lanterns',
    width: 96,
    height: 54,
    seconds: 8,
    seed: 3,
  })
  const context = createCanvas(96, 54).getContext('2d')
  const at = (t: number) => {
    context.reset()
    scene.draw(context, t)
    return context.getImageData(0, 0, 96, 54).data
  }
  const first = at(2)
  at(7)
  expect(at(2)).toEqual(first)
})

test('the texts change the lower part of the picture only', () => {
  const draw = (texts: boolean) => {
    const scene = composeScene({ prompt: 'a cat', width: 160, height: 90, seconds: 4, seed: 1 })
    const context = createCanvas(160, 90).getContext('2d')
    if (texts) scene.draw(context, 1)
    else scene.drawPicture(context, 1)
    return {
      upper: context.getImageData(0, 0, 160, 30).data,
      lower: context.getImageData(0, 60, 160, 30).data,
    }
  }
  expect(draw(true).upper).toEqual(draw(false).upper)
  expect(draw(true).lower).not.toEqual(draw(false).lower)
})

test('any prompt in any size is drawn without an error, and leaves the context as it was', () => {
  const side = fc.integer({ min: 2, max: 110 })
  const words = fc.constantFrom(
    ...CONTACT_SHEET_PROMPTS,
    'three falling purple cows',
    'a horse riding a whale in fog',
  )
  const prompt = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ maxLength: 1000 }),
    words,
  )
  fc.assert(
    fc.property(
      prompt,
      side,
      side,
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.integer(),
      (text, w, h, t, seed) => {
        const context = createCanvas(w, h).getContext('2d')
        const scene = composeScene({ prompt: text, width: w, height: h, seconds: 8, seed })
        scene.draw(context, t)
        expect(context.globalAlpha).toBe(1)
        expect(context.globalCompositeOperation).toBe('source-over')
        const { a, d, e, f } = context.getTransform()
        expect([a, d, e, f]).toEqual([1, 1, 0, 0])
        expect(context.getImageData(0, 0, 1, 1).data[3]).toBe(255)
      },
    ),
    { numRuns: 60 },
  )
})
