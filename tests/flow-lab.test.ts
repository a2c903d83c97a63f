import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { describeEnds } from '../examples/flow-lab/src/lab/expectation.js'
import { SCENARIOS } from '../examples/flow-lab/src/lab/scenarios.js'
import { FlowLabPage } from './support/flow-lab-page.js'
import { PASSES } from './support/flow-lab-passes.js'
import { type FlowLabSite, serveFlowLab } from './support/flow-lab-site.js'
import { launchChromium } from './support/launch-chromium.js'

/** Fast enough for a test, and slow enough for the panel to be looked at between two events. */
const SPEED = 60
/** So many pages play at the same time. */
const PAGES = 2

let site: FlowLabSite
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([serveFlowLab(), launchChromium()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const open = (hash: string, options?: Parameters<typeof FlowLabPage.open>[3]) =>
  FlowLabPage.open(browser, site.url, hash, options)

/** Nothing went wrong in the page, and nobody else was asked. */
function expectCalm({ complaints, strays }: FlowLabPage) {
  expect(complaints).toEqual([])
  expect(strays).toEqual([])
}

describe('the flow lab, from a static server', { timeout: 120_000 }, () => {
  test('plays every scenario to the end that it promises, in three frameworks and in the chart', async () => {
    // The longest first, so that the pages end together.
    const waiting = SCENARIOS.toSorted((one, other) => other.lastsMs - one.lastsMs)
    const seen: Record<string, unknown> = {}
    const playSome = async () => {
      // Videos that play by themselves would take the time of what is looked at.
      const lab = await open('#scenario=happy&speed=1', { reducedMotion: 'reduce' })
      const litReport = await lab.watchLit()
      for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
        const { name } = scenario
        await lab.choose(name, SPEED)
        const before = await litReport()
        const verdict = await lab.playToEnd()
        // The panel shows the last state when it comes to it.
        await expect
          .poll(async () => (await litReport()).compared, { message: name })
          .toBeGreaterThan(before.compared)
        const { path } = await litReport()
        const passed = path.slice(before.path.length)
        expect(
          passed.some((states) => states.includes(PASSES[name] ?? 'video')),
          `${name}: ${passed}`,
        ).toBe(true)
        seen[name] = { verdict, uis: await lab.uis() }
      }
      expect((await litReport()).wrong).toEqual([])
      expectCalm(lab)
      await lab.close()
    }
    await Promise.all(Array.from({ length: PAGES }, playSome))

    const promised = SCENARIOS.map(({ name, ends }) => {
      const hasVideo = ends.phase === 'success' || ends.canceled === 'too_late'
      const ui = { phase: ends.phase, code: expect.stringMatching(ends.error ?? /./), hasVideo }
      return [name, { verdict: `As expected: ${describeEnds(ends)}.`, uis: [ui, ui, ui] }]
    })
    expect(seen).toEqual(Object.fromEntries(promised))
  })
})

describe('a finished run in the flow lab', { timeout: 60_000 }, () => {
  let lab: FlowLabPage
  beforeAll(async () => {
    lab = await open('#scenario=drop-and-resume&speed=20', { acceptDownloads: true })
    await lab.playToEnd()
  }, 40_000)
  afterAll(() => lab?.close())

  test('shows a video that plays in each framework', async () => {
    const videos = await lab.page.locator('.ui video').evaluateAll((elements) =>
      Promise.all(
        elements.map(async (element) => {
          const video = element as HTMLVideoElement
          if (video.readyState < 2) await new Promise((resolve) => (video.onloadeddata = resolve))
          const { duration, videoWidth } = video
          await video.play()
          while (video.currentTime < 0.2) await new Promise((resolve) => setTimeout(resolve, 50))
          return { duration: Math.round(duration), videoWidth }
        }),
      ),
    )
    expect(videos).toEqual(Array(3).fill({ duration: 4, videoWidth: 640 }))
  })

  test('is the same UI in each framework', async () => {
    const cards = lab.page.getByRole('article')
    const outlines = await Promise.all([0, 1, 2].map((index) => cards.nth(index).ariaSnapshot()))
    const [react, vue, svelte] = outlines.map((outline) =>
      outline.replaceAll(/React|Vue|Svelte/g, 'it').replaceAll(/(use|create)(?=GenerateVideo)/g, ''),
    )
    expect(react).toContain('button "Generate in it"')
    expect([vue, svelte]).toEqual([react, react])
  })

  test('shows the wire as it was: each request, each event, and where the connection broke', async () => {
    const exchanges = lab.page.locator('.exchange')
    expect(await exchanges.count()).toBe(2)
    const [order, resume] = [exchanges.nth(0), exchanges.nth(1)]
    expect(await order.textContent()).toMatch(/POST.*\/api\/video.*200.*idempotency-key: \S+/)
    expect(await order.locator('.exchange-end').textContent()).toMatch(/^Broken off/)
    expect(await resume.textContent()).toMatch(/GET.*\/api\/video\?ref=job-1&after=\d/)
    await lab.press('Raw text')
    const raw = await resume.locator('.frame[data-kind=result] pre').allTextContents()
    expect(raw[0]).toMatch(/^data: \{"type":"CUSTOM","name":"generation:result",.*dog-.*\.mp4"/)
    expect(raw.at(-1)).toMatch(/^id: \d+\ndata: \{"type":"RUN_FINISHED"/)
    await lab.press('Raw text')
  })

  test('is scrubbed back and forward in the panel', async () => {
    const slider = lab.page.getByLabel('Step', { exact: true })
    await slider.focus()
    await slider.press('Home')
    await expect.poll(() => lab.lit()).toEqual(['video.idle'])
    const visited = new Set<string>()
    for (let step = 0; step < 30; step++) {
      await slider.press('ArrowRight')
      await lab.page.evaluate(() => new Promise(requestAnimationFrame))
      for (const state of await lab.lit()) visited.add(state)
    }
    expect([...visited]).toEqual(
      expect.arrayContaining(['video.active.creating', 'video.active.polling.live', 'video.success']),
    )
    await slider.press('Home')
    await expect.poll(() => lab.lit()).toContain('video.idle')
    const context = lab.page.getByLabel('Context values')
    expect(await context.textContent()).not.toContain('job-1')
    // The past is on the chart only: the run stays where it is.
    expect((await lab.uis()).map(({ phase }) => phase)).toEqual(['success', 'success', 'success'])
    await lab.press('Back to now')
    await expect.poll(() => lab.lit()).toContain('video.success')
    expect(await context.textContent()).toContain('job-1')
  })

  test('is exported, opened again and replayed', async () => {
    const saved = lab.page.waitForEvent('download')
    await lab.press('Export the recording')
    const text = await readFile(await (await saved).path(), 'utf8')
    await lab.page.getByLabel('Recording to open').setInputFiles({
      name: 'recording.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
    await lab.page.getByRole('button', { name: 'Close the recording' }).waitFor()
    await lab.lights('video.success')
    await Promise.all([lab.lights('video.idle'), lab.press('Replay')])
    await lab.page.getByRole('button', { name: 'Pause the replay' }).waitFor()
    await lab.press('Close the recording')
    await expect.poll(() => lab.lit()).toContain('video.success')
    expectCalm(lab)
  })

  test('is accessible in light and dark', async () => {
    // Colours that fade are seen half way.
    await lab.page.emulateMedia({ reducedMotion: 'reduce' })
    expect(await lab.violations()).toEqual([])
    await lab.press('Switch to the dark theme')
    expect(await lab.violations()).toEqual([])
  })
})

describe('the flow lab in its user’s hands', { timeout: 60_000 }, () => {
  let lab: FlowLabPage
  beforeAll(async () => {
    lab = await open('#scenario=dead-link&speed=20')
  }, 40_000)
  afterEach(() => expectCalm(lab))
  afterAll(() => lab?.close())

  test('a link that has expired does not play, and the one that the UIs ask for does', async () => {
    await lab.playToEnd()
    const result = lab.page.locator('.frame[data-kind=result] pre').filter({ hasText: '"url"' }).first()
    const [, first = ''] = /"url":"([^"]+)"/.exec((await result.textContent()) ?? '') ?? []
    expect(first).toMatch(/\/some\/folder\/expired\.mp4#link-1$/)
    const dead = await lab.page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const video = Object.assign(document.createElement('video'), { src })
          video.onerror = () => resolve('cannot be played')
          video.oncanplay = () => resolve('plays')
        }),
      first,
    )
    expect(dead).toBe('cannot be played')
    const shown = () =>
      lab.page.locator('.ui video').evaluateAll((elements) =>
        elements.map((element) => {
          const { src, readyState } = element as HTMLVideoElement
          return `${src} ${readyState > 1 ? 'can be played' : 'is not there'}`
        }),
      )
    const renewed = expect.stringMatching(/\/dog-.*\.mp4#link-[2-9] can be played$/)
    await expect.poll(shown, { timeout: 10_000 }).toEqual([renewed, renewed, renewed])
  })

  test('its acts can be ended, and the run goes on', async () => {
    await lab.choose('cancel', 1)
    await lab.press('Play')
    await lab.phase('polling')
    await lab.press('Stop')
    await lab.page.getByText('The acts are over.').waitFor()
    await lab.page.getByText('×20').click()
    await lab.phase('success')
    expect(await lab.playToEnd()).toBe('As expected: one job, then idle (canceled: canceled).')
  })

  test('a UI’s own button orders, and the panel’s switches drop the connection, go offline and reload', async () => {
    // Slow enough for a reconnect to be seen.
    await lab.choose('happy', 2)
    await lab.press('Generate in Vue')
    await lab.phase('polling')
    await lab.press('Drop the connection')
    await lab.phase('reconnecting')
    await lab.phase('polling')
    await lab.page.getByRole('switch', { name: 'Offline' }).click()
    await lab.phase('reconnecting')
    await expect.poll(() => lab.lit()).toContain('video.active.polling.reconnecting.offline')
    await lab.page.getByRole('switch', { name: 'Offline' }).click()
    await lab.phase('polling')
    await lab.press('Reload')
    await lab.page.getByText('video, page 2').waitFor()
    await lab.page.getByText('×20').click()
    await lab.phase('success')
    expect(await lab.uis()).toEqual(Array(3).fill({ phase: 'success', code: 'job-1', hasVideo: true }))
  })
})

test('on a phone the flow lab never scrolls sideways, and plays what its list names', async () => {
  const lab = await open('', { viewport: { width: 390, height: 844 } })
  expect(await lab.overflow()).toBe(0)
  const listed = lab.page.getByLabel('Scenario', { exact: true }).locator('option')
  expect(await listed.allTextContents()).toEqual(SCENARIOS.map(({ title }) => title))
  await lab.page.getByLabel('Scenario', { exact: true }).selectOption('refused-input')
  await lab.page.getByText('×20').click()
  expect(await lab.playToEnd()).toBe('As expected: no job, then error (invalid_input).')
  expect(new URL(lab.page.url()).hash).toBe('#scenario=refused-input&speed=20')
  expect(await lab.overflow()).toBe(0)
  expectCalm(lab)
  await lab.close()
})
