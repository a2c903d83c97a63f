import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkFirstFlight } from './support/check-first-flight.js'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type Demo, startDemo } from './support/start-demo.js'

const SMALL = { prompt: 'A red fox in the snow at night', size: '320x180', seconds: '2' }
/** Renders for some seconds, so that there is time to do something to it. */
const LONG = { prompt: 'A white lighthouse in a storm', size: '640x360', seconds: '20' }

let demo: Demo
let browser: Browser
let play: PlaygroundPage

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

beforeEach(async () => {
  play = await PlaygroundPage.open(browser, demo.url)
})

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    console.error(
      demo.lines
        .slice(-20)
        .map(({ text }) => text)
        .join('\n'),
    )
  await play.close()
})

describe('the first flight', { timeout: 180_000 }, () => {
  test('a prompt becomes a video of 1280x720 that plays and seeks', async () => {
    const percents = await checkFirstFlight(play, {
      prompt: 'A golden balloon over the desert at dawn',
      size: '1280x720',
      seconds: '4',
    })
    expect(new Set(percents).size).toBeGreaterThan(3)
  })

  test.for([
    { name: 'an empty prompt', given: { prompt: '' }, says: /prompt/i },
    {
      name: 'a prompt of 1,001 characters',
      given: { prompt: 'x'.repeat(1001) },
      says: /1001 characters.*1000/,
    },
    { name: 'the size 12x9', given: { size: '12x9' }, says: /12x9.*64/ },
    { name: 'the size abc', given: { size: 'abc' }, says: /abc.*WIDTHxHEIGHT/ },
    { name: '21 seconds', given: { seconds: '21' }, says: /21.*1 to 20/ },
  ])('$name leads to an error that says what to do', async ({ given, says }) => {
    const before = demo.lines.length
    await play.generate({ ...SMALL, ...given })
    await play.phase('error')
    expect(await play.errorMessage()).toMatch(says)
    expect(demo.lines.slice(before)).toEqual([])
  })

  test('an answer that is no answer is an error, and Retry makes the video after all', async () => {
    await play.page.route('**/api/video', (route) =>
      route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
    )
    await play.generate(SMALL)
    await play.phase('error')
    expect(await play.errorMessage()).toMatch(/500/)
    await play.page.unroute('**/api/video')
    await play.press('Retry')
    await play.phase('success')
    expect(await play.page.getByRole('alert').count()).toBe(0)
  })

  test('a dropped connection is followed up, and the same job finishes', async () => {
    await play.generate({ ...LONG, seconds: '10' })
    await play.page.getByText(/^frame [1-9]\d* of 240$/).waitFor()
    const before = demo.lines.length
    await play.pressInPanel('Drop the connection')
    await play.phase('success')
    expect(demo.lines.slice(before).some(({ text }) => text.includes('started'))).toBe(false)
    const phases = (await play.logNames()).filter((name) => /^[a-z]+$/.test(name))
    expect(phases).toEqual(['creating', 'polling', 'reconnecting', 'polling', 'success'])
  })

  test('Reset stops the run and clears the page', async () => {
    await play.generate(LONG)
    await play.phase('polling')
    const jobs = demo.lines.filter(({ text }) => text.includes('canceled after')).length
    await play.press('Reset')
    await play.phase('idle')
    await play.page.getByText('Ready when you are.').waitFor()
    await expect
      .poll(() => demo.lines.filter(({ text }) => text.includes('canceled after')).length, { timeout: 5000 })
      .toBe(jobs + 1)
  })

  test('axe finds nothing to object to in any state or theme, and a phone never scrolls sideways', async () => {
    const inspect = async (state: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await play.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        expect(await play.violations(), `${state}, ${colorScheme}`).toEqual([])
      }
      await play.page.setViewportSize({ width: 360, height: 740 })
      expect(await play.overflow(), state).toBe(0)
      await play.page.setViewportSize({ width: 1440, height: 900 })
    }
    await inspect('idle')
    await play.generate(LONG)
    await play.page.getByText(/^frame [1-9]\d* of 480$/).waitFor()
    await inspect('running')
    await play.phase('polling')
    await play.press('Cancel')
    await play.page.getByText('Stopped: the renderer confirmed').first().waitFor()
    await inspect('canceled')
    await play.generate({ ...SMALL, size: 'abc' })
    await play.phase('error')
    await inspect('error')
    await play.generate(SMALL)
    await play.phase('success')
    await inspect('success')
  })

  test('the whole run needs no mouse', async () => {
    const { keyboard } = play.page
    const focused = () =>
      play.page.evaluate(() => {
        const element = document.activeElement as HTMLInputElement
        return (
          element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? ''
        )
      })
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses++) {
        if (name.test(await focused())) return
        await keyboard.press('Tab')
      }
      throw new Error(`Tab never reached ${name}.`)
    }
    await tabTo(/^Prompt/)
    await keyboard.type(SMALL.prompt)
    await tabTo(/^Wide\d/)
    await keyboard.press('ArrowLeft')
    await tabTo(/^Width x height/)
    await keyboard.press('ControlOrMeta+A')
    await keyboard.type(SMALL.size)
    await tabTo(/^8$/)
    await keyboard.press('ArrowLeft')
    await tabTo(/^Generate$/)
    await keyboard.press('Enter')
    await play.phase('success')
    expect(await focused()).toBe('Generate')
    await tabTo(/^Download$/)
  })

  test('the theme can be chosen, and is remembered', async () => {
    const scheme = () => play.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    await play.press('Switch to the dark theme')
    expect(await scheme()).toBe('dark')
    await play.page.reload()
    await play.page.getByRole('button', { name: 'Switch to the light theme' }).waitFor()
    expect(await scheme()).toBe('dark')
  })
})
