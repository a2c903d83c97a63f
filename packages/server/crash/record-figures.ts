import { appendFile } from 'node:fs/promises'

/** Hands figures of a long run on to `scripts/test-long.mjs`, which prints them. */
export async function recordFigures(about: string, figures: object): Promise<void> {
  const file = process.env.REELSTATE_FIGURES
  if (file) await appendFile(file, `${JSON.stringify({ about, ...figures })}\n`)
}
