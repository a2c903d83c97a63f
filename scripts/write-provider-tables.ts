import { readFileSync, writeFileSync } from 'node:fs'
import { withTables } from './provider-tables.js'

// Writes the tables of docs/video-generation.md from the adapters and the emulator themselves.
const page = new URL('../docs/video-generation.md', import.meta.url)
writeFileSync(page, withTables(readFileSync(page, 'utf8')))
console.log('Wrote the tables of docs/video-generation.md.')
