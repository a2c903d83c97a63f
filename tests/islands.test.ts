import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './support/launch-chromium.js'
import { complaintsOf } from './support/page-checks.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type Demo, startDemo } from './support/start-demo.js'

const FRAMEWORKS = ['React', 'Vue', 'Svelte'] as const
const SMALL = { prompt: 'A white lighthouse in a storm', size: '640x360', seconds: '4' }
const LONG = { ...SMALL, size: '1280x720', seconds: '20' }

let demo: Demo
let browser: Browser
let play: PlaygroundPage
let complaints: string[]
const creates: string[] = []
const cancels: string[] = []

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
  play = await PlaygroundPage.open(browser, demo.url, { viewport: { width: 1440, height: 800 } })
  complaints = complaintsOf(play.page)
  play.page.on('request', (request) => {
    if (request.method() === 'POST') creates.push(request.url())
    if (request.method() === 'DELETE') cancels.push(request.url())
  })
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

/** What each island shows, all read at the same moment. */
const shown = () =>
  play.page.locator('.island').evaluateAll((islands) =>
    islands.map((island) => ({
      phase: island.querySelector('.phase-pill')?.textContent ?? '',
      screen: island.querySelector('.island-screen')?.textContent?.trim() ?? '',
      progress: Number(island.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')),
      job: island.querySelector('.island-facts code')?.textContent ?? '',
      hasVideo: island.querySelector('video') !== null,
    })),
  )

/** Waits until React's island is in a phase; the other two are to be there at the same moment. */
const phaseInReact = (phase: string) =>
  play.island('React').locator(`[data-phase="${phase}"].phase-pill`).waitFor({ timeout: 60_000 })

describe('one run shown by React, Vue and Svelte', { timeout: 120_000 }, () => {
  test('a framework is loaded when its island comes into view', async () => {
    const frameworkFiles = () =>
      play.page.evaluate(() => {
        const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
        return files.filter((file) => /vue|svelte/.test(file)).length
      })
    expect(await frameworkFiles()).toBe(0)
    await play.page.locator('.islands').scrollIntoViewIfNeeded()
    for (const framework of FRAMEWORKS) await play.island(framework).getByText('No run yet').waitFor()
    expect(await frameworkFiles()).toBeGreaterThan(0)
  })

  test('all show the same run as the page, and any of them stops it', async () => {
    await play.generate(LONG)
    await phaseInReact('polling')
    await play.page.getByText(/^frame [1-9]\d* of 480$/).waitFor()
    for (let sample = 0; sample < 3; sample++) {
      const [inReact, inVue, inSvelte] = await shown()
      expect(inReact?.job).toMatch(/^vid_/)
      expect(inReact?.screen).toBe(`${inReact?.progress} %`)
      expect(inVue).toEqual(inReact)
      expect(inSvelte).toEqual(inReact)
      await play
        .island('React')
        .getByText(`${inReact?.progress} %`, { exact: true })
        .waitFor({ state: 'detached' })
    }
    expect(await play.page.getByRole('status').count()).toBe(1)
    expect(await play.violations()).toEqual([])

    await play.island('Vue').getByRole('button', { name: 'Cancel' }).click()
    await phaseInReact('idle')
    const stopped = { phase: 'idle', screen: 'Stopped', hasVideo: false }
    expect(await shown()).toMatchObject([stopped, stopped, stopped])
    await play.phase('idle')
    expect([creates.length, cancels.length]).toEqual([1, 1])
  })

  test('all have the video, and any of them clears it away', async () => {
    await play.generate(SMALL)
    await phaseInReact('success')
    const ready = { phase: 'success', progress: 100, hasVideo: true }
    expect(await shown()).toMatchObject([ready, ready, ready])
    expect(creates).toHaveLength(2)
    expect(await play.violations()).toEqual([])
    await play.press('Switch to the dark theme')
    expect(await play.violations()).toEqual([])

    await play.island('Svelte').getByRole('button', { name: 'Reset' }).click()
    await phaseInReact('idle')
    const empty = { phase: 'idle', screen: 'No run yet', job: 'no job', hasVideo: false }
    expect(await shown()).toMatchObject([empty, empty, empty])
    await play.page.getByText('Ready when you are.').waitFor()
    expect(complaints).toEqual([])
  })
})
