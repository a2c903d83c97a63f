import { writeFileSync } from 'node:fs'
import { machineDocument } from './machine-document.js'

// Writes docs/machine.md from the machine itself.
writeFileSync(new URL('../docs/machine.md', import.meta.url), machineDocument())
console.log('Wrote docs/machine.md.')
