import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkPlayback } from './support/check-playback.js'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type Demo, startDemo } from './support/start-demo.js'

const INPUT = { prompt: 'A red fox in the snow', size: '320x180', seconds: '2' }

interface EmulatedJob {
  prompt: string
  scenario: string
  state: string
}

let demo: Demo
let emulatorUrl: string
let browser: Browser
let play: PlaygroundPage
let jobsBefore: number

beforeAll(async () => {
  demo = await startDemo()
  const { text } = await demo.line(/^Video API emulator: http/)
  emulatorUrl = text.replace('Video API emulator: ', '')
  browser = await launchChromium()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

beforeEach(async () => {
  play = await PlaygroundPage.open(browser, demo.url)
  jobsBefore = (await jobs()).length
})

afterEach(() => play.close())

/** The jobs that the emulator has been asked for, the latest first: what a bill would list. */
async function jobs(): Promise<EmulatedJob[]> {
  const state = await fetch(`${emulatorUrl}/_emulator/state`)
  return ((await state.json()) as { jobs: EmulatedJob[] }).jobs
}

/** Those of this test. */
const jobsMade = async () => (await jobs()).slice(0, -jobsBefore || undefined)

/** Chooses the scenario by its name, as its title may be worded anew, and orders a video. */
async function generateIn(scenario: string, input = INPUT) {
  const field = play.page.getByLabel('Scenario')
  await field.locator(`option[value="${scenario}"]`).waitFor({ state: 'attached' })
  await play.fill(input)
  await field.selectOption(scenario)
  await play.press('Generate')
}

/** What the log says of the requests to the provider: `POST 200`, `GET 502`, `GET cut`. */
const calls = async () => (await play.logNames()).filter((name) => /^(GET|POST|DELETE) /.test(name))

const phases = async () =>
  (await play.logNames()).filter((name) =>
    /^(creating|polling|reconnecting|canceling|success|error)$/.test(name),
  )

/** The video is there and plays, after one job that was asked for once. */
async function succeeds() {
  await play.phase('success')
  expect(await checkPlayback(play.page)).toMatchObject({ width: 320, height: 180 })
  expect(await play.page.getByRole('alert').count()).toBe(0)
  expect(await jobsMade()).toHaveLength(1)
}

describe('a scenario that is picked in the playground', { timeout: 120_000 }, () => {
  test('poll-502: the page of a proxy is no verdict, and the video comes', async () => {
    await generateIn('poll-502')
    await play.page.getByText('The first poll is answered 502').waitFor()
    await succeeds()
    expect(await phases()).toEqual(['creating', 'polling', 'success'])
    await expect.poll(calls).toEqual(expect.arrayContaining(['POST 200', 'GET 502', 'GET 200']))
    expect(await play.page.locator('.player').getAttribute('aria-label')).toBe(INPUT.prompt)
  })

  test('moderated: the provider’s reason is what the user reads', async () => {
    await generateIn('moderated')
    await play.phase('error')
    expect(await play.errorMessage()).toBe('Your request was blocked by our moderation system. moderated')
    expect(await jobsMade()).toMatchObject([{ scenario: 'moderated', state: 'failed' }])
    await play.page.getByRole('button', { name: 'Retry' }).waitFor()
  })

  test('rate-limit-create: the order waits its turn and is sent again, the user sees a video', async () => {
    await generateIn('rate-limit-create')
    await succeeds()
    await expect.poll(async () => (await calls()).slice(0, 2)).toEqual(['POST 429', 'POST 200'])
  })

  test('url-expired: a fresh link is asked for, the user sees a video', async () => {
    await generateIn('url-expired')
    await succeeds()
    await expect.poll(calls).toEqual(expect.arrayContaining(['GET 403', 'GET 200']))
  })

  test('create-cut: the order is found again at the provider, not sent again', async () => {
    await generateIn('create-cut')
    await succeeds()
    const asked = await calls()
    expect(asked.filter((call) => call.startsWith('POST'))).toEqual(['POST cut'])
  })
})

describe('the playground with its emulator', { timeout: 120_000 }, () => {
  test('goes on after a reload with the scenario that it shows', async () => {
    await generateIn('no-progress')
    await play.phase('polling')
    await play.page.reload()
    await play.phase('polling')
    await play.page.getByText('Scenario No progress').waitFor()
    await succeeds()
  })

  test('stops a job where the provider can, and says so where it is too late', async () => {
    const large = { ...INPUT, size: '1280x720', seconds: '4' }
    await generateIn('cancel-too-late', large)
    await play.phase('polling')
    await expect.poll(async () => (await jobsMade()).length).toBe(1)
    await play.press('Cancel')
    await play.page.getByText('Too late to stop').first().waitFor()

    await generateIn('delete-404', large)
    await expect.poll(async () => (await jobsMade()).length).toBe(2)
    await play.press('Cancel')
    await play.page.getByText('Stopped: the renderer confirmed').first().waitFor()
    expect(await jobsMade()).toMatchObject([{ scenario: 'delete-404', state: 'canceled' }, {}])
  })

  test('names the keys that would make more providers available, and shows no key', async () => {
    const providers = play.page.getByRole('region', { name: 'Providers' })
    await providers.getByText('Embedded renderer').waitFor()
    await providers.getByText('FAL_KEY').waitFor()
    await providers.getByText('OPENAI_BASE_URL').waitFor()
    expect(await providers.getByRole('link', { name: 'emulator' }).getAttribute('href')).toBe(emulatorUrl)
  })

  test('axe finds nothing to object to in either theme, and a phone never scrolls sideways', async () => {
    await generateIn('poll-502')
    await succeeds()
    for (const colorScheme of ['light', 'dark'] as const) {
      await play.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await play.violations(), colorScheme).toEqual([])
    }
    await play.page.setViewportSize({ width: 360, height: 740 })
    expect(await play.overflow()).toBe(0)
  })
})
