import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { runSteps } from './run-steps.mjs'
import { bin, packages, root } from './workspace.mjs'

const TEST_EXAMPLES = join(import.meta.dirname, 'test-examples.mjs')
/** Five times as fast as version 6, whose API the checkers of Vue and Svelte and the bundler need. */
const TSC_7 = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')
const SVELTE_CHECK = ['--fail-on-warnings', '--output', 'human', '--no-color']
const script = (name) => () => runCommand(process.execPath, [join(import.meta.dirname, name)])
const tool =
  (name, ...args) =>
  () =>
    runCommand(bin(name), args)

/**
 * Everything that can be checked without running the product. Returns `[{ name, ok }]`.
 *
 * @param frameworks examples of other frameworks to try too, with what was built: `next`
 */
export async function runChecks(frameworks = []) {
  const results = await runSteps([
    { name: 'types', run: () => runCommand(process.execPath, [TSC_7, '-p', '.']) },
    { name: 'build', run: script('build.mjs') },
    { name: 'lint', run: tool('biome', 'ci', '--error-on-warnings', '--colors=off', '.') },
    { name: 'import direction', run: script('check-imports.mjs') },
    { name: 'sizes', run: script('check-sizes.mjs'), verbose: true },
  ])
  const onBuilt = [
    {
      name: 'packages (publint, are-the-types-wrong, installed with npm)',
      run: script('check-packages.mjs'),
    },
    ...frameworks.map((name) => ({
      name: `examples/${name}, installed with npm, in Chromium`,
      run: () => runCommand(process.execPath, ['--import', 'tsx', TEST_EXAMPLES, name, '--built']),
    })),
    ...componentTypes(),
    ...documentedCode(),
    ...appComponents(),
    ...examples(),
  ]
  return [...results, ...(await runSteps(onBuilt))]
}

/** TypeScript reads no `.svelte` files; a package that has some needs a checker of its own for them. */
function componentTypes() {
  const hasComponents = ({ path }) =>
    readdirSync(join(path, 'src'), { recursive: true }).some((file) => file.endsWith('.svelte'))
  const args = [...SVELTE_CHECK, '--tsconfig', 'tsconfig.build.json']
  return packages.filter(hasComponents).map(({ name, path }) => ({
    name: `types of the components of ${name}`,
    run: tool('svelte-check', '--workspace', path, ...args),
  }))
}

/** The components in Vue and Svelte of the apps that TypeScript otherwise reads itself. */
function appComponents() {
  const config = 'tsconfig.components.json'
  return ['flow-lab', 'playground'].flatMap((app) => {
    const folder = join(root, 'examples', app)
    const svelte = [...SVELTE_CHECK, '--workspace', folder, '--tsconfig', `./${config}`]
    return [
      { name: `examples/${app} in Vue`, run: tool('vue-tsc', '-p', join(folder, config)) },
      { name: `examples/${app} in Svelte`, run: tool('svelte-check', ...svelte) },
    ]
  })
}

/** The documented code in Vue's and Svelte's form; what TypeScript reads itself is among `types`. */
function documentedCode() {
  const folder = join(root, 'tests', 'documented-code')
  const svelte = [...SVELTE_CHECK, '--tsconfig', './tsconfig.json']
  return [
    { name: 'documented code in Vue', run: tool('vue-tsc', '-p', folder) },
    { name: 'documented code in Svelte', run: tool('svelte-check', '--workspace', folder, ...svelte) },
  ]
}

/** The examples of this workspace, type-checked against what would be published, and their pages built. */
function examples() {
  const svelteCheck = ['svelte-check', ...SVELTE_CHECK]
  const checkers = {
    chat: [['vue-tsc'], svelteCheck],
    react: [['tsc']],
    vue: [['vue-tsc']],
    svelte: [svelteCheck],
  }
  return Object.entries(checkers).map(([name, commands]) => ({
    name: `examples/${name}`,
    run: async () => {
      const cwd = join(root, 'examples', name)
      for (const [checker, ...args] of commands) {
        const types = await runCommand(bin(checker), args, { cwd })
        if (!types.ok) return types
      }
      return runCommand(bin('vite'), ['build', '--logLevel=warn'], { cwd })
    },
  }))
}
