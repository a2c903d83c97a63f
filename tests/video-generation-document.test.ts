import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withTables } from '../scripts/provider-tables.js'

const page = readFileSync(new URL('../docs/video-generation.md', import.meta.url), 'utf8')

it('docs/video-generation.md says who supports what as it is; `pnpm tables` rewrites it', () => {
  expect(page).toBe(withTables(page))
})
