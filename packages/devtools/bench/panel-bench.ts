import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { goal, median } from '../../core/bench/own-process.js'
import type { Reads } from './panel-page.js'

// What an open panel costs a client in a browser: a whole run over SSE, from the click to the video, with the panel open
// and closed in turns on one page. The median of the pairs' ratios counts, so that a machine that is busy measures the same.
const PAIRS = 9
const runs: { reads: Reads; statuses: number; words: string }[] = [
  { reads: 'large', statuses: 50_000, words: 'in reads of 64 KiB' },
  { reads: 'single', statuses: 5_000, words: 'each in a read of its own' },
]

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'panel-page.ts')],
  bundle: true,
  write: false,
  format: 'iife',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'error',
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
try {
  const page = await browser.newPage()
  await page.setContent('<!doctype html><title>Panel</title>')
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  for (const { reads, statuses, words } of runs) {
    const time = (isOpen: boolean) =>
      page.evaluate(([isOpen, reads, statuses]) => timeOnce(isOpen, reads, statuses), [
        isOpen,
        reads,
        statuses,
      ] as const)
    // The first run of each also compiles.
    await time(false)
    await time(true)
    const pairs: { closed: number; open: number }[] = []
    for (let pair = 0; pair < PAIRS; pair++) pairs.push({ closed: await time(false), open: await time(true) })

    const ratio = median(pairs.map(({ closed, open }) => closed / open))
    const ms = (values: number[]) => `${Math.round(median(values)).toLocaleString('en-US')} ms`
    console.log(
      `${statuses.toLocaleString('en-US')} status events, ${words}, median of ${PAIRS} pairs:`,
      `closed ${ms(pairs.map(({ closed }) => closed))}, open ${ms(pairs.map(({ open }) => open))}`,
    )
    goal(`with the panel open at least 0.75 of the throughput: ${ratio.toFixed(2)}`, ratio >= 0.75)
  }
} finally {
  await browser.close()
}
