import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { overflowOf, violationsOf } from './page-checks.js'

export interface FrameSample {
  percent: number
  frame: number
  total: number
}

/** Drawing the animations without a graphics card takes half of all the work; the page leaves them out for who asks. */
export const VISITOR = {
  viewport: { width: 1440, height: 900 },
  reducedMotion: 'reduce',
} as const satisfies BrowserContextOptions

/** The playground as a person uses it. */
export class PlaygroundPage {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}) {
    return PlaygroundPage.at(await browser.newPage({ ...VISITOR, ...options }), url)
  }

  /** In a page that is there already, such as another tab of the same browser. */
  static async at(page: Page, url: string) {
    page.setDefaultTimeout(30_000)
    await page.goto(url)
    await page.getByLabel('Prompt', { exact: true }).waitFor()
    return new PlaygroundPage(page)
  }

  async fill({ prompt, size, seconds }: { prompt: string; size: string; seconds: string }) {
    const { page } = this
    await page.getByLabel('Prompt', { exact: true }).fill(prompt)
    await page.getByText('Custom').click()
    await page.getByLabel('Width x height').fill(size)
    await page.getByText('Other', { exact: true }).click()
    await page.getByLabel('Seconds, 1 to 20').fill(seconds)
  }

  /** Presses a button of the page itself by its name; those of the islands are in `island`, and the debugger has its own. */
  press(name: string | RegExp) {
    return this.page
      .getByRole('button', { name })
      .and(this.page.locator('css:light=button:not(.island *)'))
      .click()
  }

  /** Presses a button of the debugger. */
  pressInPanel(name: string) {
    return this.page.locator('reelstate-devtools').getByRole('button', { name }).click()
  }

  /** The run as a framework shows it: `React`, `Vue` or `Svelte`. */
  island(framework: string) {
    return this.page.getByRole('article', { name: framework })
  }

  generate(input: { prompt: string; size: string; seconds: string }) {
    return this.fill(input).then(() => this.press('Generate'))
  }

  /** Waits for a phase in the masthead. */
  phase(name: string, timeout = 90_000) {
    return this.page.locator(`.masthead [data-phase="${name}"]`).waitFor({ timeout })
  }

  /** The first column of the event log behind the time, oldest first. */
  logNames() {
    return this.page.locator('[role=log] li > :nth-child(2)').allInnerTexts()
  }

  /** The message of the error that is shown. */
  errorMessage() {
    return this.page.getByRole('alert').textContent()
  }

  /** Collects every pair of percent and frame count that the page shows from now on. */
  async watchFrames(): Promise<() => Promise<FrameSample[]>> {
    await this.page.evaluate(() => {
      const seen: string[] = []
      Object.assign(window, { seenFrames: seen })
      const text = (id: string) => document.querySelector(`[data-testid="${id}"]`)?.textContent
      new MutationObserver(() => {
        const sample = `${text('percent')} ${text('frames')}`
        if (text('frames') && seen.at(-1) !== sample) seen.push(sample)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    return async () => {
      const samples = await this.page.evaluate(() => Object(window).seenFrames as string[])
      return samples.map((sample) => {
        const [, percent, frame, total] = /^(\d+) % frame (\d+) of (\d+)$/.exec(sample) ?? []
        return { percent: Number(percent), frame: Number(frame), total: Number(total) }
      })
    }
  }

  violations() {
    return violationsOf(this.page)
  }

  overflow() {
    return overflowOf(this.page)
  }

  close() {
    return this.page.close()
  }
}
