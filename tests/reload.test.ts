import type { Browser, BrowserContext } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkPlayback } from './support/check-playback.js'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage, VISITOR } from './support/playground-page.js'
import { type Demo, startDemo } from './support/start-demo.js'

/** Renders for some seconds, so that there is time to do something to it. */
const LONG = { prompt: 'A white lighthouse in a storm', size: '640x360', seconds: '20' }
/** The same where the test waits for its end, too. */
const SHORTER = { ...LONG, seconds: '8' }

let demo: Demo
/** Those that were killed before it. */
const killed: Demo[] = []
let browser: Browser
let context: BrowserContext
let ordersBefore: number

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

beforeEach(async () => {
  context = await browser.newContext(VISITOR)
  ordersBefore = orders()
})

afterEach(() => context.close())

/** The renders that the provider was asked for, oldest first; one that a new process starts again is the same. */
const renders = () => {
  const lines = [...killed, demo].flatMap(({ lines }) => lines)
  return [...new Set(lines.flatMap(({ text }) => /^render (\S+): started,/.exec(text)?.[1] ?? []))]
}
const orders = () => renders().length
const openTab = async () => PlaygroundPage.at(await context.newPage(), demo.url)
const frames = (play: PlaygroundPage) => play.page.getByText(/^frame [1-9]\d* of \d+$/).waitFor()

describe('a video that is under way', { timeout: 180_000 }, () => {
  test('goes on after a reload, is ordered once, and plays', async () => {
    const play = await openTab()
    await play.generate(SHORTER)
    await frames(play)
    await play.page.reload()
    await frames(play)
    const cancel = play.page.locator('.run-bar').getByRole('button', { name: 'Cancel', exact: true })
    expect(await cancel.isVisible()).toBe(true)
    await play.phase('success')
    expect(orders() - ordersBefore).toBe(1)
    const playback = await checkPlayback(play.page)
    expect(playback.playedTo).toBeGreaterThan(1)

    await play.page.reload()
    await play.phase('success')
    expect(orders() - ordersBefore).toBe(1)
    await play.press('Reset')
    await play.phase('idle')
    await play.page.reload()
    await play.phase('idle')
  })

  test('goes on in the page that was closed before the answer to its order came', async () => {
    const play = await openTab()
    await play.page.route('**/api/video', async (route) => {
      // The order arrives, and its answer does not.
      await fetch(route.request().url(), {
        method: 'POST',
        headers: { ...(await route.request().allHeaders()), accept: 'application/json' },
        body: route.request().postData(),
      })
    })
    await play.generate(SHORTER)
    await expect.poll(() => orders() - ordersBefore).toBe(1)
    await play.page.close()

    const later = await openTab()
    await frames(later)
    await later.phase('success')
    expect(orders() - ordersBefore).toBe(1)
  })

  test('shows in a second tab, where it can be stopped for both', async () => {
    const [first, second] = [await openTab(), await openTab()]
    await first.generate(LONG)
    await frames(first)
    await frames(second)
    await second.press('Cancel')
    await second.page.getByText('Stopped: the renderer confirmed').first().waitFor()
    await first.phase('idle')
    expect(orders() - ordersBefore).toBe(1)

    await first.page.reload()
    await first.phase('idle')
  })

  test('is ordered once by two tabs in which Generate is pressed at the same moment', async () => {
    const tabs = [await openTab(), await openTab()]
    for (const tab of tabs) await tab.fill({ ...LONG, seconds: '4' })
    await Promise.all(
      tabs.map(({ page }) =>
        page.evaluate(() => {
          const buttons = [...document.querySelectorAll('button')]
          buttons.find(({ textContent }) => textContent === 'Generate')?.click()
        }),
      ),
    )
    await Promise.all(tabs.map((tab) => tab.phase('success')))
    expect(orders() - ordersBefore).toBe(1)
  })

  test('goes on by itself after ten seconds without a network', async () => {
    const play = await openTab()
    await play.generate({ ...SHORTER, size: '960x540' })
    await frames(play)
    await context.setOffline(true)
    await play.pressInPanel('Drop the connection')
    await play.phase('reconnecting')
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    await context.setOffline(false)
    await play.phase('success')
    expect(orders() - ordersBefore).toBe(1)
  })

  test('goes on when the server is killed and started again', async () => {
    const page = await context.newPage()
    const play = await PlaygroundPage.at(page, demo.url)
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }))
    await play.generate(SHORTER)
    await frames(play)
    await demo.kill()
    await play.phase('reconnecting')

    killed.push(demo)
    demo = await startDemo(demo)
    await play.phase('success')
    expect(await page.evaluate(() => Object(window).isFirstLoad)).toBe(true)
    expect((await checkPlayback(page)).playedTo).toBeGreaterThan(1)
    expect(orders() - ordersBefore).toBe(1)
    expect(demo.lines.filter(({ text }) => text.includes(': started,'))).toHaveLength(1)
  })

  test('stops honestly while the order is on its way', async () => {
    const play = await openTab()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    await play.page.route(
      '**/api/video',
      async (route) => {
        // The order arrives, and its answer is late: sent again with the same key, it is the same job.
        const created = await fetch(route.request().url(), {
          method: 'POST',
          headers: { ...(await route.request().allHeaders()), accept: 'application/json' },
          body: route.request().postData(),
        })
        await created.body?.cancel()
        await answered
        await route.continue()
      },
      { times: 1 },
    )
    await play.generate(LONG)
    await expect.poll(() => orders() - ordersBefore, { timeout: 10_000 }).toBe(1)
    await play.press('Cancel')
    await play.phase('canceling')
    answer()
    await isStopped(play)
  })

  test('stops honestly, also over a reload', async () => {
    const play = await openTab()
    await play.generate(LONG)
    await frames(play)
    let stops = 0
    await play.page.route('**/api/video?*', (route) => {
      // The first stop gets no answer, and does not arrive.
      if (route.request().method() === 'DELETE' && ++stops === 1) return
      return route.continue()
    })
    await play.press('Cancel')
    await play.phase('canceling')
    await expect.poll(() => stops).toBe(1)
    await play.page.reload()
    await isStopped(play)
    expect(stops).toBe(2)
  })
})

/** Waits for the stop that the page shows, and that the renderer tells of, too; a reload brings nothing back. */
async function isStopped(play: PlaygroundPage) {
  await play.page.getByText('Stopped: the renderer confirmed').first().waitFor()
  await play.phase('idle')
  await demo.line(new RegExp(`^render ${renders().at(-1)}: canceled after frame \\d+ of 480$`))
  await play.page.reload()
  await play.phase('idle')
  expect(orders() - ordersBefore).toBe(1)
}
