import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { bundle, repository } from './bundle.js'
import { findEngineCalls } from './engine-calls.js'

describe('every await of the engine on a store or a provider', () => {
  it('has a crash point: it goes through the proxies that processes are killed in', async () => {
    const sources = join(repository, 'packages/server/src/')
    const calls = findEngineCalls(join(sources, 'jobs/create-video-jobs.ts'), sources, compilerOptions())
    expect(calls.length).toBeGreaterThan(100)
    const { walkEngine } = await import(pathToFileURL(await bundle('walk-engine.ts', calls)).href)
    const reached: ReadonlySet<number> = await walkEngine()
    const missing = calls.filter((_, index) => !reached.has(index)).map(({ name }) => name)
    expect(missing).toEqual([])
  }, 120_000)
})

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile)
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, repository).options
}
