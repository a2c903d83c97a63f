import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { allowSentFunctions, complaintsOf, overflowOf, violationsOf } from './page-checks.js'

/** What the panel showed after every change of the machine, compared with the machine itself. */
export interface LitReport {
  /** The states after each change of the machine, such as `video.error`. */
  path: string[]
  /** How often the panel showed the state before it changed again. */
  compared: number
  /** Each time when it did not, though there was time. */
  wrong: string[]
}

/** How long the panel may take, in ms: it rests after a repaint, for longer where the machine is busy. */
const LIT_WITHIN = 1500

/** What each UI shows, all read at the same moment. */
export interface ShownUi {
  phase: string
  code: string
  hasVideo: boolean
}

/** The flow lab as its user sees it. */
export class FlowLabPage {
  readonly page: Page
  /** What the page wrote to its console as an error, or threw. */
  readonly complaints: string[]
  /** Requests that left for another host. */
  readonly strays: string[] = []

  private constructor(page: Page, url: string) {
    this.page = page
    const { origin } = new URL(url)
    this.complaints = complaintsOf(page)
    page.on('request', (request) => {
      const asked = new URL(request.url())
      if (/^https?:$/.test(asked.protocol) && asked.origin !== origin) this.strays.push(asked.href)
    })
  }

  /** Opens a link such as `#scenario=offline&speed=20`. */
  static async open(browser: Browser, url: string, hash: string, options: BrowserContextOptions = {}) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
    const lab = new FlowLabPage(page, url)
    page.setDefaultTimeout(30_000)
    await allowSentFunctions(page)
    await page.goto(`${url}${hash}`)
    await lab.isReady()
    return lab
  }

  /** Puts a scenario on the stage, without playing it. */
  async choose(name: string, speed: number) {
    await this.page.evaluate((hash) => {
      location.hash = hash
    }, `#scenario=${name}&speed=${speed}`)
    await this.isReady()
  }

  /** Every UI is there and idle, and the chart is drawn with `idle` lit. */
  async isReady() {
    await this.page.waitForFunction(() => {
      const pills = [...document.querySelectorAll('.ui .phase-pill')]
      const lit = document.querySelector('reelstate-devtools')?.shadowRoot?.querySelectorAll('.lit') ?? []
      return pills.length === 3 && [...lit].some((state) => state.getAttribute('data-state') === 'video.idle')
    })
  }

  press(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' }).click()
  }

  /** Plays the scenario to its end, and returns what the page says of that. */
  async playToEnd(): Promise<string> {
    await this.press(/^(Play|Again)$/)
    const verdict = this.page.locator('.director-now:is([data-tone=good], [data-tone=bad])')
    return (await verdict.textContent()) ?? ''
  }

  uis(): Promise<ShownUi[]> {
    return this.page.locator('.ui').evaluateAll((uis) =>
      uis.map((ui) => ({
        phase: ui.querySelector('.phase-pill')?.textContent ?? '',
        code: ui.querySelector('.ui-facts code')?.textContent ?? '',
        hasVideo: ui.querySelector('video') !== null,
      })),
    )
  }

  /** Waits until all UIs are in a phase. */
  phase(name: string) {
    return this.page.waitForFunction(
      (phase) =>
        [...document.querySelectorAll('.ui .phase-pill')].every((pill) => pill.textContent === phase),
      name,
    )
  }

  /** The states that are lit in the panel, outermost first. */
  lit(): Promise<string[]> {
    return this.page
      .locator('reelstate-devtools .lit')
      .evaluateAll((states) => states.map((state) => state.getAttribute('data-state') ?? ''))
  }

  /** Waits until the panel lights a state, if only for a frame. */
  lights(state: string) {
    return this.page.waitForFunction((lit) => {
      const { shadowRoot } = document.querySelector('reelstate-devtools') ?? {}
      return Boolean(shadowRoot?.querySelector(lit))
    }, `.lit[data-state="${state}"]`)
  }

  /** Looks from now on, after every change of the machine, whether the panel shows it. Returns what it saw so far. */
  async watchLit(): Promise<() => Promise<LitReport>> {
    await this.page.evaluate((limit) => {
      type Actor = {
        getSnapshot(): { value: unknown }
        subscribe(listener: () => void): { unsubscribe(): void }
      }
      const panel = document.querySelector('reelstate-devtools') as HTMLElement & {
        client: { actor: Actor } | null
      }
      const report: LitReport = { path: [], compared: 0, wrong: [] }
      const frame = () => new Promise(requestAnimationFrame)
      const idsIn = (value: unknown, parent: string): string[] =>
        Object.entries(typeof value === 'string' ? { [value]: {} } : Object(value)).flatMap(
          ([key, inner]) => [`${parent}.${key}`, ...idsIn(inner, `${parent}.${key}`)],
        )
      let actor: Actor | undefined
      let leave = () => {}
      const lit = () => {
        const states = [...(panel.shadowRoot?.querySelectorAll('.lit') ?? [])]
        return states
          .map((state) => state.getAttribute('data-state'))
          .sort()
          .join(' ')
      }
      const states = () => idsIn(actor?.getSnapshot().value, 'video').sort().join(' ')
      const look = async () => {
        const change = report.path.push(states())
        let began = performance.now()
        for (;;) {
          await frame()
          // The chart of another page's machine is being drawn.
          if (!panel.shadowRoot?.querySelector('[data-state]')) began = performance.now()
          // It has moved on already: that change is looked at.
          if (change !== report.path.length) return
          const expected = states()
          if (lit() === expected) {
            report.compared++
            return
          }
          if (performance.now() - began <= limit) continue
          report.wrong.push(`The panel showed ${lit()}, the machine was in ${expected}.`)
          return
        }
      }
      const follow = () => {
        leave()
        actor = panel.client?.actor
        const subscription = actor?.subscribe(() => void look())
        leave = () => subscription?.unsubscribe()
      }
      follow()
      // A reload brings another client, and its first steps come at once.
      const client = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(panel), 'client')
      Object.defineProperty(panel, 'client', {
        get: () => client?.get?.call(panel),
        set(given) {
          client?.set?.call(panel, given)
          follow()
        },
      })
      Object.assign(window, { litReport: report })
    }, LIT_WITHIN)
    return () => this.page.evaluate(() => Object(window).litReport as LitReport)
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
