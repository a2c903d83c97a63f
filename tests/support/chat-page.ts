import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { allowSentFunctions, complaintsOf } from './page-checks.js'

/** The chat as its user sees it: the same page in every framework. */
export class ChatPage {
  readonly page: Page
  /** What the page wrote to its console as an error, or threw. */
  readonly complaints: string[]

  private constructor(page: Page) {
    this.page = page
    this.complaints = complaintsOf(page)
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}) {
    const chat = new ChatPage(await browser.newPage(options))
    chat.page.setDefaultTimeout(60_000)
    await allowSentFunctions(chat.page)
    await chat.page.goto(url)
    await chat.page.getByText('You talk to').waitFor()
    return chat
  }

  /** Says something, and hears the answer to its end. */
  async say(text: string) {
    const answer = this.page.waitForResponse('**/api/chat')
    await this.page.getByLabel('Message').fill(text)
    await this.page.getByRole('button', { name: 'Send' }).click()
    await (await answer).finished()
    await this.page.getByRole('button', { name: 'Send' }).waitFor()
  }

  choose(way: 'Tools' | 'Commands in text') {
    return this.page.getByRole('radio', { name: way }).check()
  }

  /** How often the LLM was asked. */
  async turns(): Promise<number> {
    const text = await this.page.getByText(/^LLM turns: \d+$/).textContent()
    return Number(/\d+/.exec(text ?? ''))
  }

  /** What was said, and what was done. */
  async log(): Promise<string> {
    return (await this.page.getByRole('log').textContent()) ?? ''
  }

  /** How far the video is, once there is anything to see of it; 100 when it is there. */
  async percent(): Promise<number> {
    const shown = await this.page.waitForFunction(() => {
      if (document.querySelector('.reelstate-video video')) return 100
      const bar = document.querySelector('.reelstate-video [role=progressbar]')
      return Number(bar?.getAttribute('aria-valuenow')) || undefined
    })
    return Number(await shown.jsonValue())
  }

  close() {
    return this.page.close()
  }
}
