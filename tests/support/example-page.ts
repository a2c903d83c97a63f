import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { checkPlayback, type Playback } from './check-playback.js'
import { allowSentFunctions, complaintsOf, violationsOf } from './page-checks.js'

/** What a person sees of an example: the same page in every framework. */
export class ExamplePage {
  readonly page: Page
  /** How many videos were ordered. */
  orders = 0
  /** What the page wrote to its console as an error, or threw. */
  readonly complaints: string[]

  private constructor(page: Page) {
    this.page = page
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/video')) this.orders++
    })
    this.complaints = complaintsOf(page)
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}) {
    const example = new ExamplePage(await browser.newPage(options))
    example.page.setDefaultTimeout(20_000)
    await allowSentFunctions(example.page)
    // A page that a server rendered is seen before it listens.
    await example.page.goto(url, { waitUntil: 'networkidle' })
    await example.phase('idle')
    return example
  }

  /** Presses a button by its name. */
  press(name: string) {
    return this.page.getByRole('button', { name }).click()
  }

  async generate(prompt: string) {
    await this.page.getByLabel('Prompt').fill(prompt)
    await this.press('Generate')
  }

  phase(name: string) {
    return this.page.locator(`[data-phase="${name}"]`).waitFor()
  }

  /** The percentage that is shown, once there is one; 100 when the video is there. */
  async percent(): Promise<number> {
    const shown = await this.page.waitForFunction(() => {
      if (document.querySelector('[data-phase="success"]')) return 100
      return Number.parseInt(document.querySelector('.wait')?.textContent ?? '', 10) || undefined
    })
    return Number(await shown.jsonValue())
  }

  /** Orders a video, reloads the page on the way, and plays what comes. */
  async generateThroughReload(
    prompt: string,
  ): Promise<{ before: number; after: number; playback: Playback }> {
    await this.generate(prompt)
    const before = await this.percent()
    await this.page.reload()
    const after = await this.percent()
    await this.phase('success')
    return { before, after, playback: await checkPlayback(this.page) }
  }

  violations() {
    return violationsOf(this.page)
  }

  close() {
    return this.page.close()
  }
}
