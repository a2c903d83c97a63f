import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExamplePage } from './support/example-page.js'
import { launchChromium } from './support/launch-chromium.js'
import { type RunningExample, startExample } from './support/start-example.js'

const NAMES = ['react', 'vue', 'svelte']
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

/** What a screen reader finds in each of them, by name. */
const outlines = new Map<string, string>()

describe.each(NAMES)('examples/%s', { timeout: 60_000 }, (name) => {
  let example: RunningExample
  beforeAll(async () => {
    example = await startExample(name)
  }, 40_000)
  afterAll(async () => {
    expect(await example?.stop()).toBe(0)
  })

  it('shows how far a video is, goes on with it after a reload, and plays it', async () => {
    const shown = await ExamplePage.open(browser, example.url)
    const { before, after, playback } = await shown.generateThroughReload('A red fox in the snow')
    expect(before).toBeLessThan(100)
    expect(after).toBeGreaterThanOrEqual(before)
    expect(playback).toMatchObject({ width: 640, height: 360, duration: expect.closeTo(4, 1) })
    expect(playback.playedTo).toBeGreaterThan(1)
    expect(playback.difference).toBeGreaterThan(1)
    expect(shown.orders).toBe(1)

    await shown.press('Reset')
    await shown.phase('idle')
    expect(await shown.page.locator('video').count()).toBe(0)
    expect(shown.complaints).toEqual([])
    await shown.close()
  })

  it('says what went wrong, tries again, and cancels', async () => {
    const shown = await ExamplePage.open(browser, example.url, { colorScheme: 'dark' })
    const outline = [await shown.page.locator('main').ariaSnapshot()]
    await shown.page.route('**/api/video', (route) => route.abort(), { times: 1 })
    await shown.generate('A lighthouse')
    await shown.phase('error')
    expect(await shown.page.getByRole('alert').textContent()).toMatch(/may be billed/)
    outline.push(await shown.page.locator('main').ariaSnapshot())
    expect(await shown.violations()).toEqual([])

    await shown.press('Try again')
    await shown.percent()
    expect(await shown.violations()).toEqual([])
    const canceled = shown.page.waitForResponse((response) => response.request().method() === 'DELETE')
    await shown.press('Cancel')
    expect(await (await canceled).json()).toMatchObject({ outcome: 'canceled' })
    await shown.phase('idle')
    outline.push(await shown.page.locator('main').ariaSnapshot())
    outlines.set(name, outline.join('\n').replaceAll(new RegExp(`with ${name}`, 'gi'), 'with it'))
    await shown.close()
  })
})

describe('the examples', () => {
  it('are the same page in every framework', () => {
    expect(outlines.size).toBe(NAMES.length)
    expect(new Set(outlines.values()).size, [...outlines.values()].join('\n\n')).toBe(1)
  })

  it.each(['server.ts', 'src/app.css', 'public/mark.svg'])('have the same %s', (file) => {
    const texts = NAMES.map((name) => readFileSync(`${EXAMPLES}/${name}/${file}`, 'utf8'))
    expect(new Set(texts).size).toBe(1)
  })
})
