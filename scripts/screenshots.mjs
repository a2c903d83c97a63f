// Makes docs/images/playground-*.png anew from the real playground: wide while it renders, on a phone when it is done.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

const root = fileURLToPath(new URL('..', import.meta.url))
const images = `${root}docs/images`
const VIEWS = [
  { name: 'wide', moment: 'polling', viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 },
  { name: 'phone', moment: 'success', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
]

const demo = spawn(process.execPath, ['scripts/demo.mjs'], {
  cwd: root,
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
try {
  await mkdir(images, { recursive: true })
  const url = await demoUrl()
  for (const { name, moment, ...view } of VIEWS) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ ...view, colorScheme })
      await page.goto(url)
      await page.locator('reelstate-devtools svg').waitFor()
      await page
        .getByRole('button', { name: colorScheme === 'light' ? 'Balloon at dawn' : 'Fox in the snow' })
        .click()
      await page.getByRole('button', { name: 'Generate' }).click()
      await (moment === 'polling' ? untilPercent(page, 62) : untilPlaying(page))
      await page.screenshot({ path: `${images}/playground-${name}-${colorScheme}.png` })
      // The next page must not wait in the queue behind this one.
      await page.getByRole('button', { name: 'Reset' }).click()
      await page.locator('.masthead [data-phase=idle]').waitFor()
      await page.close()
    }
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

async function untilPercent(page, percent) {
  await page.waitForFunction(
    (least) =>
      Number.parseInt(document.querySelector('[data-testid=percent]')?.textContent ?? '0', 10) >= least,
    percent,
    { timeout: 60_000 },
  )
}

async function untilPlaying(page) {
  await page.waitForFunction(() => (document.querySelector('.player')?.currentTime ?? 0) > 3, undefined, {
    timeout: 60_000,
  })
}
