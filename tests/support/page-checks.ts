import axe from 'axe-core'
import type { Page } from 'playwright'

/** What axe objects to, each with its first element; in the theme that is shown. */
export async function violationsOf(page: Page): Promise<string[]> {
  const isLoaded = await page.evaluate(() => 'axe' in window)
  if (!isLoaded) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => Object(window).axe.run() as Promise<axe.AxeResults>)
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
}

/** How many pixels the page is wider than its window. */
export const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
