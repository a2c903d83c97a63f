import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { machineDocument } from '../scripts/machine-document.js'

it('docs/machine.md shows the machine as it is; `pnpm diagram` rewrites it', () => {
  const shown = readFileSync(new URL('../docs/machine.md', import.meta.url), 'utf8')
  expect(shown).toBe(machineDocument())
})
