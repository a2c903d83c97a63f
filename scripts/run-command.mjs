import { spawn } from 'node:child_process'
import { root } from './workspace.mjs'

/**
 * Runs a command to its end; never rejects. Returns `{ ok, output, stdout }`, `output` being all it printed in order,
 * or lets it print to the terminal with `live`.
 */
export function runCommand(command, args, { cwd = root, live = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    const printed = { output: '', stdout: '' }
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      printed.output += text
      printed.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      printed.output += text
    })
    child.on('error', ({ message }) => resolve({ ok: false, output: `${command}: ${message}`, stdout: '' }))
    child.on('close', (code) => resolve({ ok: code === 0, ...printed }))
  })
}
