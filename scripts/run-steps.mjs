import { availableParallelism } from 'node:os'

/**
 * Runs steps `{ name, run }`, as many at a time as there are cores, and prints a line when one ends, with all it said
 * when it failed or has `verbose`. A step that fails hides none of the others. `run` returns `{ ok, output }`.
 */
export async function runSteps(steps) {
  const results = []
  const waiting = [...steps]
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now()
      const { ok, output } = await step.run()
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${ok ? '✓' : '✗'} ${step.name} (${seconds} s)`)
      if (!ok || step.verbose) console.log(output.trimEnd().replace(/^(?=.)/gm, '    '))
      results.push({ name: step.name, ok })
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return results
}
