import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type Demo, startDemoCommand } from './support/start-demo.js'

/** Renders for some seconds, so that there is time to stop it. */
const LONG = { prompt: 'A white lighthouse in a storm', size: '640x360', seconds: '20' }

let demo: Demo
let browser: Browser
let play: PlaygroundPage

beforeAll(async () => {
  demo = await startDemoCommand()
  browser = await launchChromium()
  play = await PlaygroundPage.open(browser, demo.url)
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

describe('a render that is stopped', { timeout: 180_000 }, () => {
  test('Cancel stops the worker at once, and the page says so', async () => {
    await play.generate(LONG)
    await play.page.getByText(/^frame [1-9]\d* of 480$/).waitFor()
    const asked = play.page.waitForRequest((request) => request.method() === 'DELETE').then(() => Date.now())
    await play.press('Cancel')
    const jobId = /render ([0-9a-f-]+): started, 480/.exec(
      demo.lines.findLast(({ text }) => text.includes('started'))?.text ?? '',
    )?.[1]
    const line = await demo.line(new RegExp(`render ${jobId}: canceled after frame \\d+ of 480`))
    expect(line.at - (await asked)).toBeLessThan(100)

    // A render keeps a core busy; once it has stopped, the server has nothing to do.
    await new Promise((resolve) => setTimeout(resolve, 100 - (Date.now() - line.at)))
    const before = await demo.serverCpuMs()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect((await demo.serverCpuMs()) - before).toBeLessThan(200)

    await play.page.getByText('Stopped: the renderer confirmed').first().waitFor()
    expect(
      demo.lines.filter(({ text }) => text.includes(`${jobId}`) && text.includes('cancel')),
    ).toHaveLength(1)
    expect(demo.lines.some(({ text }) => text.includes(`${jobId}: finished`))).toBe(false)
  })

  test('Ctrl-C ends the demo promptly, in the middle of a render', async () => {
    const other = await startDemoCommand()
    const page = await PlaygroundPage.open(browser, other.url)
    await page.generate(LONG)
    await other.line(/started, 480 frames/)
    const { exitCode, ms } = await other.stop()
    await page.close()
    expect(exitCode).toBe(0)
    expect(ms).toBeLessThan(3000)
    await expect(fetch(other.url)).rejects.toThrow()
  })
})
