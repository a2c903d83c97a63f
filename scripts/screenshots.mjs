// Makes the pictures of the docs anew: the playground, each layout once while it renders and once when it is done, and the
// devtools. `screenshots.mjs devtools` takes only those.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { sourceCondition } from './workspace.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const images = `${root}docs/images`
/** Rendering takes seconds, on a busy machine minutes; in ms. */
const WAIT = 180_000
/** Light and dark of one layout show different moments, so that the pictures tell the whole run. */
const SHOTS = [
  { layout: 'wide', colorScheme: 'light', example: 'Balloon at dawn', ready: untilPlaying },
  { layout: 'wide', colorScheme: 'dark', example: 'Fox in the snow', ready: untilMostlyRendered },
  { layout: 'phone', colorScheme: 'light', example: 'Lighthouse', ready: untilMostlyRendered },
  { layout: 'phone', colorScheme: 'dark', example: 'Submarine', ready: untilPlaying },
]
const SCREENS = {
  wide: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
try {
  await mkdir(images, { recursive: true })
  await shootDevtools()
  if (process.argv[2] !== 'devtools') await shootPlayground()
} finally {
  await browser.close()
}

/** Light shows the present, dark a step of the past. */
async function shootDevtools() {
  const { outputFiles } = await build({
    entryPoints: [`${root}scripts/devtools-picture.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: [sourceCondition, 'module'],
  })
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 820 },
      deviceScaleFactor: 1.5,
      colorScheme,
    })
    const ground = colorScheme === 'light' ? '#e9e7e3' : '#0a090d'
    await page.setContent(`<body style="margin: 16px; background: ${ground}"></body>`)
    await page.addScriptTag({ type: 'module', content: outputFiles[0].text })
    await page.locator('.event', { hasText: '63' }).or(page.locator('.event').nth(9)).first().waitFor()
    await page.locator('.view svg').waitFor({ state: 'attached' })
    if (colorScheme === 'dark') await page.locator('.event .main').nth(2).click()
    // The chart glides to where the machine is.
    await page.waitForTimeout(1500)
    await page.screenshot({ path: `${images}/devtools-${colorScheme}.png` })
    await page.close()
  }
}

async function shootPlayground() {
  const demo = spawn(process.execPath, ['scripts/demo.mjs'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    // The channel ends the demo with this process.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  try {
    const url = await demoUrl(demo)
    for (const { layout, colorScheme, example, ready } of SHOTS) {
      const page = await browser.newPage({ ...SCREENS[layout], colorScheme })
      await page.goto(url)
      await page.locator('reelstate-devtools .view svg').waitFor({ timeout: WAIT })
      await page.getByRole('button', { name: example }).click()
      await page.getByRole('button', { name: 'Generate' }).and(page.locator('.prompt-form button')).click()
      await ready(page)
      await page.evaluate(() => window.scrollTo(0, 0))
      await page.screenshot({ path: `${images}/playground-${layout}-${colorScheme}.png` })
      // The next page must not wait in the queue behind this one.
      await page.locator('.run-bar').getByRole('button', { name: 'Reset', exact: true }).click()
      await page.locator('.masthead [data-phase=idle]').waitFor()
      await page.close()
    }
  } finally {
    demo.kill()
    await once(demo, 'exit')
  }
}

async function demoUrl(demo) {
  for await (const line of createInterface(demo.stdout)) {
    const [, url] = /^Reelstate playground: (\S+)/.exec(line) ?? []
    if (url) {
      demo.stdout.resume()
      return url
    }
  }
  throw new Error('The demo ended without a URL.')
}

async function untilMostlyRendered(page) {
  await page.waitForFunction(
    () => Number.parseInt(document.querySelector('[data-testid=percent]')?.textContent ?? '0', 10) >= 62,
    undefined,
    { timeout: WAIT },
  )
}

async function untilPlaying(page) {
  await page.waitForFunction(() => (document.querySelector('.player')?.currentTime ?? 0) > 3, undefined, {
    timeout: WAIT,
  })
}
