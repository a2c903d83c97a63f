import { AsyncLocalStorage } from 'node:async_hooks'
import { engineScenarios } from './engine-scenarios.js'

declare global {
  /** Wrapped around every call that `findEngineCalls` found. */
  var engineCall: <T>(index: number, call: () => T) => T
}

const path = new AsyncLocalStorage<readonly number[]>()
globalThis.engineCall = (index, call) => path.run([...(path.getStore() ?? []), index], call)

/** Runs every scenario. Returns the indices of the calls that led to the store or a provider through the proxies. */
export async function walkEngine(): Promise<ReadonlySet<number>> {
  const reached = new Set<number>()
  const scenarios = engineScenarios(() => {
    for (const index of path.getStore() ?? []) reached.add(index)
    return () => {}
  })
  for (const [name, scenario] of Object.entries(scenarios)) {
    await scenario().catch((thrown) => {
      throw new Error(`Scenario "${name}" failed.`, { cause: thrown })
    })
  }
  return reached
}
