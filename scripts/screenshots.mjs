// Makes docs/images/playground-*.png anew from the real playground: each layout once while it renders and once when it is done.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

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

const demo = spawn(process.execPath, ['scripts/demo.mjs'], {
  cwd: root,
  env: { ...process.env, PORT: '0' },
  // The channel ends the demo with this process.
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
try {
  await mkdir(images, { recursive: true })
  const url = await demoUrl()
  for (const { layout, colorScheme, example, ready } of SHOTS) {
    const page = await browser.newPage({ ...SCREENS[layout], colorScheme })
    await page.goto(url)
    await page.locator('reelstate-devtools svg').waitFor({ timeout: WAIT })
    await page.getByRole('button', { name: example }).click()
    await page.getByRole('button', { name: 'Generate' }).click()
    await ready(page)
    await page.evaluate(() => window.scrollTo(0, 0))
    await page.screenshot({ path: `${images}/playground-${layout}-${colorScheme}.png` })
    // The next page must not wait in the queue behind this one.
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await page.locator('.masthead [data-phase=idle]').waitFor()
    await page.close()
  }
} finally {
  await browser.close()
  demo.kill()
  await once(demo, 'exit')
}

async function demoUrl() {
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
