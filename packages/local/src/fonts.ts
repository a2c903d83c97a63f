import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'

const SUBSETS = [
  'latin',
  'latin-ext',
  'greek',
  'greek-ext',
  'cyrillic',
  'cyrillic-ext',
  'vietnamese',
  'devanagari',
] as const
const WEIGHTS = [400, 700] as const

// One family per file: Skia looks through the families of a list, but not reliably through the files of one
// family.
const familyOf = (subset: string) => (subset === 'latin' ? 'Reelstate Sans' : `Reelstate Sans ${subset}`)

/**
 * The CSS font-family list that scenes write with: the packaged Noto Sans, weights 400 and 700, then the
 * system's fonts. A character that no font has is drawn as a box.
 */
export const FONT_STACK: string = [...SUBSETS.map((subset) => `'${familyOf(subset)}'`), 'sans-serif'].join(
  ', ',
)

/** Makes the families of `FONT_STACK` known to the canvas. Calling it again adds nothing. */
export function registerFonts(): void {
  // Fonts belong to the process, not to the thread: the workers of earlier renders have registered them
  // already, unless they were stopped in the middle of it.
  const styles = new Map(GlobalFonts.families.map(({ family, styles }) => [family, styles.length]))
  const require = createRequire(import.meta.url)
  for (const subset of SUBSETS) {
    const family = familyOf(subset)
    if ((styles.get(family) ?? 0) >= WEIGHTS.length) continue
    for (const weight of WEIGHTS) {
      const path = require.resolve(`@fontsource/noto-sans/files/noto-sans-${subset}-${weight}-normal.woff2`)
      GlobalFonts.registerFromPath(path, family)
    }
  }
}
