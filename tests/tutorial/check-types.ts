import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'tests/tutorial/page')

/**
 * What TypeScript says about files, by name, as if they were in a folder of this repository: as strict as this one, on
 * the sources of our packages. It does not read components of Vue and Svelte.
 */
export function checkTypes(files: ReadonlyMap<string, string>): string {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'))
  // A peer that npm puts beside the package that needs it.
  const dom = join(realpathSync(join(ROOT, 'node_modules/@testing-library/react')), '../dom')
  const given = { ...config.compilerOptions, paths: { '@testing-library/dom': [dom] } }
  const { options } = ts.convertCompilerOptionsFromJson(given, ROOT)
  const codeOf = new Map([...files].map(([name, code]) => [join(FOLDER, name), code]))
  const names = [...codeOf.keys()].filter((name) => /\.tsx?$/.test(name))

  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, directoryExists } = host
  host.fileExists = (name) => codeOf.has(name) || fileExists(name)
  host.readFile = (name) => codeOf.get(name) ?? readFile(name)
  host.directoryExists = (name) => name.startsWith(FOLDER) || (directoryExists?.(name) ?? true)
  const program = ts.createProgram(names, options, host)
  const faults = names.flatMap((name) => {
    const source = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  })
  return ts.formatDiagnostics(faults, host)
}
