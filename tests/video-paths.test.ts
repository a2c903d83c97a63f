import { toChartModel } from '@reelstate/core/chart'
import { videoMachine } from '@reelstate/core/machine'
import type { VideoGenerateResult, VideoJob } from '@reelstate/core/protocol'
import {
  transitionCoverage,
  type VideoDrivers,
  type VideoPath,
  type VideoStep,
  videoPaths,
  videoStates,
} from '@reelstate/core/testing'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BuiltExample, buildExample } from './support/build-example.js'
import { launchChromium } from './support/launch-chromium.js'
import { PlaygroundPage } from './support/playground-page.js'
import { type ScriptedVideoServer, startScriptedVideoServer } from './support/scripted-video-server.js'
import { lookAt, type TakenTransition, takeTransitions, watchTransitions } from './support/watched-machine.js'

// The playground's real page along the paths of the machine: users click and type, the server answers over HTTP, the
// network goes away and comes back, and the browser's clock is moved on. Nothing is sent to the machine.

const PATHS = videoPaths({ cover: 'transitions' })
const NOON = new Date('2030-01-01T12:00:00Z').getTime()
/** How long a step may take to show, in real ms. */
const LIMIT = 10_000
/** ms. */
const FRAME = 20

let browser: Browser
let built: BuiltExample
let server: ScriptedVideoServer
const walked = new Set<string>()
const reached = new Set<string>()
const complaints: string[] = []

beforeAll(async () => {
  ;[browser, built] = await Promise.all([launchChromium(), buildExample('playground', '--minify', 'false')])
  server = await startScriptedVideoServer(built.folder)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await built?.remove()
})

describe('the playground follows every arrow of the machine', () => {
  test.each(PATHS.map((path) => [path.name, path] as const))(
    '%s',
    { timeout: 60_000 },
    async (_name, path) => {
      const context = await openContext()
      try {
        await walk(context, path)
      } finally {
        // In this order: a page whose connection is cut asks again.
        await context.close()
        server.reset()
      }
    },
  )

  test('so that none is left, in few paths, and without an error on the console', () => {
    expect(transitionCoverage().missed.filter((arrow) => !walked.has(arrow))).toEqual([])
    expect(videoStates().filter((state) => !reached.has(state))).toEqual([])
    expect(PATHS.length).toBeLessThanOrEqual(60)
    expect(complaints).toEqual([])
  })
})

test('what is left, followed and renewed can be used by everybody, also on a phone', async () => {
  const play = await PlaygroundPage.open(browser, server.url, { viewport: { width: 390, height: 844 } })
  const { page } = play
  await page.getByRole('textbox', { name: 'Follow a job' }).fill(JOB.reference)
  await play.press('Follow')
  await expect.poll(() => server.requests, POLLING).toBe(1)
  server.announce(JOB)
  await page.getByText(`for another window: ${JOB.reference}`).waitFor()
  await play.press('Leave the page')
  await page.getByText('The job goes on without a page.').waitFor()
  expect(await play.violations()).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await play.violations()).toEqual([])
  expect(await play.overflow()).toBe(0)
  await play.press('Come back')
  await expect.poll(() => server.requests, POLLING).toBe(2)
  server.deliver(VIDEO)
  await page.getByRole('button', { name: 'Renew link' }).waitFor()
  expect(await play.violations()).toEqual([])
  expect(await play.overflow()).toBe(0)
  await page.close()
  server.reset()
})

async function openContext(): Promise<BrowserContext> {
  // Nothing moves that only the eye would see.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1000 },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(LIMIT)
  await context.clock.install({ time: NOON })
  await context.addInitScript(watchTransitions)
  // Jitter takes half of its span, as the paths have it.
  await context.addInitScript(() => {
    Math.random = () => 0.5
  })
  return context
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A request that fails is one of the things that are tested.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  await page.goto(server.url)
  return page
}

async function walk(context: BrowserContext, path: VideoPath): Promise<void> {
  const page = await openPage(context)
  const [open, second] = path.steps
  const isRestored = second?.name === 'restore a finished video'
  if (isRestored) await finishOneVideo(page)
  await page.locator('reelstate-devtools svg .state').first().waitFor()
  await context.clock.pauseAt(NOON + 600_000)
  let requests = server.requests
  let cancellations = 0
  let isOnline = true
  await path.drive({
    ...usersOf(page),
    ...serversOf(page),
    ...networkOf(context),
    ...pagesOf(page),
    generate: async (_step, next) => {
      if (next?.name === 'another page has a run') requests += await orderElsewhere(context)
      await generate(page)
    },
    retry: async (_step, next) => {
      if (next?.name === 'another page has a run') requests += await orderElsewhere(context)
      await page.getByRole('button', { name: /^Retry/ }).click()
    },
    time: ({ ms }) => context.clock.fastForward(ms),
    check: async (step, next) => {
      // What is restored is there as soon as the page is.
      if (isRestored && step === open) return
      await expectShown(context, page, step)
      const before = isRestored && step === second ? (open?.taken ?? []) : []
      const expected = [...before, ...step.taken]
      const taken: string[] = []
      // What leaves the machine in its state is not to be seen on the page.
      const take = async () => taken.push(...(await takeTransitions(page)).map(nameOf))
      await expect.poll(take, POLLING).toBeGreaterThanOrEqual(expected.length)
      expect(taken).toEqual(expected)
      for (const arrow of taken) walked.add(arrow)
      reached.add(step.state)
      // Until another page has said what it ordered, this one sends nothing.
      if (next?.name === 'another page has a run') return
      if (step.actor === 'network') isOnline = step.name !== 'offline'
      // Without a network the server hears of none.
      if (isOnline) requests += step.taken.filter((arrow) => OPENS_STREAM.test(arrow)).length
      await expect.poll(() => server.requests, POLLING).toBe(requests)
      // A job that cannot be canceled is asked about nowhere, and the machine is not in this state any more.
      if (step.state.endsWith('.asking') && step.taken.some((arrow) => arrow.endsWith('.asking')))
        cancellations++
      await expect.poll(() => server.cancellations, POLLING).toBe(cancellations)
    },
  })
}

const POLLING = { timeout: 5_000, interval: 10 }
const OPENS_STREAM = /--> (active\.creating|active\.polling\.reconnecting\.opening|success\.refreshing)$/

/** The page, its chart and its machine say the same. */
async function expectShown(
  context: BrowserContext,
  page: Page,
  { value, state, phase }: VideoStep,
): Promise<void> {
  const look = async () => {
    const { lit: _, ...seen } = await lookAt(page)
    return seen
  }
  await expect.poll(look, POLLING).toEqual({ value, phase })
  const lookAtChart = async () => {
    // The chart is painted with the next frame, which is a timer of the browser's clock.
    await context.clock.runFor(FRAME)
    const { lit } = await lookAt(page)
    return lit.filter((id) => !lit.some((other) => other.startsWith(`${id}.`)))
  }
  await expect.poll(lookAtChart, POLLING).toEqual([`${videoMachine.id}.${state}`])
}

const arrows = toChartModel(videoMachine).transitions.filter(
  ({ targets, actions }) => targets.length > 0 || actions.length > 0,
)
const names = new Map(transitionCoverage().missed.map((name, at) => [keyOf(arrows[at]?.definition), name]))
const nameOf = (taken: object) => names.get(keyOf(taken)) ?? JSON.stringify(taken)

/** What a transition is known by in the page and here. */
function keyOf(transition: object | undefined): string {
  const { source, eventType, guard, target } = Object(transition) as Partial<TakenTransition>
  return JSON.stringify([source?.id, eventType, guard ?? null, target?.map(({ id }) => id) ?? []])
}

const JOB: VideoJob = { jobId: 'job-1', reference: 'reference-1', resume: true, cancel: true }
const VIDEO: VideoGenerateResult = { jobId: 'job-1', status: 'completed', url: '/videos/1.mp4' }

async function generate(page: Page): Promise<void> {
  const prompt = page.getByLabel('Prompt', { exact: true })
  await prompt.fill('A white lighthouse in a storm')
  await prompt.press('Control+Enter')
}

/** A video that an earlier page of the same person has made. */
async function finishOneVideo(page: Page): Promise<void> {
  const before = server.requests
  await generate(page)
  await expect.poll(() => server.requests, POLLING).toBe(before + 1)
  server.announce(JOB)
  server.deliver(VIDEO)
  await page.locator('.masthead [data-phase="success"]').waitFor()
  await page.reload()
}

/** Another tab orders, and has no answer yet. */
async function orderElsewhere(context: BrowserContext): Promise<number> {
  const before = server.requests
  await generate(await openPage(context))
  await expect.poll(() => server.requests, POLLING).toBe(before + 1)
  return 1
}

function usersOf(page: Page): VideoDrivers {
  const press = (name: string) => page.locator('.studio').getByRole('button', { name, exact: true }).click()
  return {
    stop: () => press('Cancel'),
    reset: () => press('Reset'),
    resume: async () => {
      await page.getByRole('textbox', { name: 'Follow a job' }).fill(JOB.reference)
      await press('Follow')
    },
    refresh: () => press('Renew link'),
  }
}

function serversOf(page: Page): VideoDrivers {
  const errorIn = ({ events }: VideoStep) => {
    const failed = events.find((event) => event.type === 'FAILED')
    if (!failed) throw new Error('The step has no error.')
    return failed.error
  }
  return {
    'job created': () => server.announce(JOB),
    'plain job created': () => server.announce({ ...JOB, resume: false, cancel: false }),
    status: () => server.report({ jobId: JOB.jobId, status: 'processing', progress: 40 }),
    heartbeat: () => server.beat(),
    result: () => server.deliver(VIDEO),
    'result that expires': async () => {
      const now = await page.evaluate(() => Date.now())
      server.deliver({ ...VIDEO, expiresAt: new Date(now + 300_000) })
    },
    'failed generation_failed': (step) => server.fail(errorIn(step)),
    'failed canceled': (step) => server.fail(errorIn(step)),
    'refused moderated': (step) => server.refuse(400, errorIn(step)),
    'refused not_found': (step) => server.refuse(404, errorIn(step)),
    'cancel answered': () => server.answerCancel('canceled'),
    // The other tab hears of its job; this one is waiting for it.
    'another page has a run': () => server.announce(JOB),
  }
}

function networkOf(context: BrowserContext): VideoDrivers {
  return {
    drop: () => server.cut(),
    offline: async () => {
      await context.setOffline(true)
      server.cut()
    },
    online: () => context.setOffline(false),
  }
}

function pagesOf(page: Page): VideoDrivers {
  return {
    'restore a finished video': () => {},
    leave: () => page.getByRole('button', { name: 'Leave the page' }).click(),
    'come back': () => page.getByRole('button', { name: 'Come back' }).click(),
    // What a browser tells a page that is before the user's eyes again.
    'page looked at again': () =>
      page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))),
  }
}
