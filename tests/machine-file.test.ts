import { readFile } from 'node:fs/promises'
import { toChartModel } from '@reelstate/core/chart'
import { videoMachine } from '@reelstate/core/machine'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

interface ReadState {
  states?: Record<string, ReadState>
  on?: Record<string, unknown>
  after?: Record<string, unknown>
  always?: unknown
}

/** The reader of Stately's VS Code extension, published by itself. It takes XState 4 from its surroundings. */
async function machinesIn(source: string): Promise<ReadState[]> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { extractMachinesFromFile } from '@xstate/machine-extractor'",
      resolveDir: import.meta.dirname,
    },
    alias: { xstate: 'xstate-4' },
    bundle: true,
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///')" },
    write: false,
    format: 'esm',
    logLevel: 'silent',
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const { extractMachinesFromFile } = await import(`data:text/javascript;base64,${code}`)
  return extractMachinesFromFile(source).machines.map((machine: { toConfig(): ReadState }) =>
    machine.toConfig(),
  )
}

const names = (state: ReadState): string[] =>
  Object.entries(state.states ?? {}).flatMap(([key, inner]) => [key, ...names(inner)])
const listOf = (value: unknown) => (value === undefined ? [] : [value].flat())
const arrows = (state: ReadState): number =>
  [...Object.values(state.on ?? {}), ...Object.values(state.after ?? {}), state.always].flatMap(listOf)
    .length + Object.values(state.states ?? {}).reduce((sum, inner) => sum + arrows(inner), 0)

test('Stately’s editor reads the machine file as it is: every state, and every arrow', async () => {
  const file = new URL('../packages/core/src/video-machine.ts', import.meta.url)
  const machines = await machinesIn(await readFile(file, 'utf8'))
  expect(machines).toHaveLength(1)
  const [machine = {}] = machines
  const { states, transitions } = toChartModel(videoMachine)
  expect(names(machine)).toEqual(states.slice(1).map(({ key }) => key))
  // An event that a state keeps from the states around it is no arrow.
  const isArrow = ({ targets, actions }: (typeof transitions)[number]) => targets.length + actions.length > 0
  expect(arrows(machine)).toBe(transitions.filter(isArrow).length)
})
