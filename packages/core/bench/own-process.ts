import { execFileSync } from 'node:child_process'

/** What one process of its own prints: this benchmark again, with these arguments. */
export function inOwnProcess<T>(...args: string[]): T {
  const [, file = ''] = process.argv
  const flags = [...process.execArgv, '--expose-gc']
  const env = { ...process.env, NODE_ENV: 'production' }
  return JSON.parse(execFileSync(process.execPath, [...flags, file, ...args], { encoding: 'utf8', env }))
}

/** ms of processor time that `work` takes: a machine that is busy with other things measures the same. */
export async function cpuTime(work: () => Promise<unknown>): Promise<number> {
  // What preparing left behind is not the work's.
  globalThis.gc?.()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Prints a goal of ours and whether it was met; a missed one fails the benchmark. */
export function goal(words: string, isMet: boolean): void {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${words}`)
  if (!isMet) process.exitCode = 1
}
