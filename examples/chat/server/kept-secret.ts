import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A secret of this machine, made once and kept in a file, so that a chat's videos are found after a restart. */
export function keptSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const secret = randomBytes(32).toString('base64url')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, secret, { mode: 0o600 })
    return secret
  }
}
