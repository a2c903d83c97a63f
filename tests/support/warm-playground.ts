import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launchChromium } from './launch-chromium.js'
import { PlaygroundPage } from './playground-page.js'
import { startDemo } from './start-demo.js'

const PREPARED = fileURLToPath(
  new URL('../../examples/playground/node_modules/.vite/deps/_metadata.json', import.meta.url),
)

/**
 * Opens the playground once where that was never done: Vite prepares its dependencies in a folder that all playgrounds
 * share, and two that do so at the same time would be in each other's way.
 */
export default async function warmPlayground(): Promise<void> {
  if (existsSync(PREPARED)) return
  const demo = await startDemo()
  const browser = await launchChromium()
  try {
    await PlaygroundPage.open(browser, demo.url)
  } finally {
    await browser.close()
    await demo.stop()
  }
}
