import axe from 'axe-core'
import type { Page } from 'playwright'

/** What axe objects to, each with its first element; in the theme that is shown. */
export async function violationsOf(page: Page): Promise<string[]> {
  const isLoaded = await page.evaluate(() => 'axe' in window)
  if (!isLoaded) await page.evaluate(axe.source)
  // What is right, it need not describe: that takes as long as looking.
  const options = { resultTypes: ['violations'] }
  const { violations } = await page.evaluate(
    (given) => Object(window).axe.run(given) as Promise<axe.AxeResults>,
    options,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
}

/** How many pixels the page is wider than its window. */
export const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** What the page writes to its console as an error from now on, or throws; a list that grows. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return complaints
}

/** tsx names the inner functions of one that is sent to the page with a helper; without this the page has none. */
export const allowSentFunctions = (page: Page) => page.addInitScript('globalThis.__name = (named) => named')
