import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkFirstFlight } from './support/check-first-flight.js'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type Demo, startDemoCommand } from './support/start-demo.js'

let demo: Demo
let browser: Browser

beforeAll(async () => {
  demo = await startDemoCommand()
  browser = await launchChromium()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

// The other tests use a build of the same playground; this one gets it as a visitor does.
describe('pnpm demo', { timeout: 180_000 }, () => {
  test('prints its URL within a minute', () => {
    expect(demo.startMs).toBeLessThan(60_000)
  })

  test('opens a page on which a prompt becomes a video of 320x180 that plays and seeks', async () => {
    const complaints: string[] = []
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('pageerror', (error) => complaints.push(error.message))
    const play = await PlaygroundPage.at(page, demo.url)
    await checkFirstFlight(play, { prompt: 'A red fox in the snow at night', size: '320x180', seconds: '2' })
    await page.locator('.islands').scrollIntoViewIfNeeded()
    for (const framework of ['React', 'Vue', 'Svelte'])
      await play.island(framework).locator('[data-phase=success].phase-pill').waitFor()
    expect(complaints).toEqual([])
  })
})
