import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { FONT_STACK, registerFonts } from './fonts.js'

registerFonts()

test('every family of the stack is known, in both weights', () => {
  const families = FONT_STACK.match(/(?<=')Reelstate[^']*/g) ?? []
  expect(families.length).toBeGreaterThan(5)
  for (const name of families) {
    const family = GlobalFonts.families.find(({ family }) => family === name)
    expect(family?.styles.map(({ weight }) => weight)).toEqual([400, 700])
  }
})

test('registering again adds nothing', () => {
  const before = JSON.stringify(GlobalFonts.families)
  registerFonts()
  expect(JSON.stringify(GlobalFonts.families)).toBe(before)
})

test.each([
  ['latin', 'Wolf', ''],
  ['latin-ext', 'Łódź', ' latin-ext'],
  ['greek', 'Λύκος', ' greek'],
  ['cyrillic', 'Волк', ' cyrillic'],
  ['devanagari', 'भेड़िया', ' devanagari'],
])('%s is drawn with the packaged font', (_, text, suffix) => {
  const context = createCanvas(64, 64).getContext('2d')
  const width = (family: string) => {
    context.font = `700 40px ${family}`
    return context.measureText(text).width
  }
  // The subset alone measures the same as the whole stack, and differently from the system's font.
  expect(width(FONT_STACK)).toBeCloseTo(width(`'Reelstate Sans', 'Reelstate Sans${suffix}'`), 3)
  expect(width(FONT_STACK)).not.toBeCloseTo(width('monospace'), 3)
})
