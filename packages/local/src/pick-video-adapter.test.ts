import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listVideoProviders, pickVideoAdapter } from './index.js'

const PROVIDERS = listVideoProviders({})
const HOSTED = PROVIDERS.filter(({ name }) => name !== 'local')
/** What its docstring says: the order, the variables and the models. */
const DOCUMENTED = readFileSync(new URL('pick-video-adapter.ts', import.meta.url), 'utf8')
const sampleOf = (variable: string) => (variable.endsWith('_URL') ? 'http://127.0.0.1:9/v1' : 'canary-key')
const setAll = (variables: readonly string[]) => {
  for (const variable of variables) vi.stubEnv(variable, sampleOf(variable))
}

beforeEach(() => {
  for (const { variables } of PROVIDERS) for (const variable of variables) vi.stubEnv(variable, undefined)
  vi.stubEnv('GOOGLE_API_KEY', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('pickVideoAdapter', () => {
  it('picks the embedded provider where there is no key', async () => {
    const adapter = await pickVideoAdapter()
    expect(adapter.name).toBe('local')
    await adapter.close?.()
  })

  it.each(HOSTED)('picks $name by $variables', async ({ name, variables }) => {
    setAll(variables)
    const adapter = await pickVideoAdapter()
    expect(adapter).toMatchObject({ kind: 'video', name })
    expect(DOCUMENTED).toContain(`\`${adapter.model}\` |`)
  })

  it('picks the first of several, or the one that is named', async () => {
    setAll(HOSTED.flatMap(({ variables }) => variables))
    expect((await pickVideoAdapter()).name).toBe('openai')
    expect((await pickVideoAdapter({ provider: 'replicate' })).name).toBe('replicate')
    const embedded = await pickVideoAdapter({ provider: 'local' })
    expect(embedded.name).toBe('local')
    await embedded.close?.()
  })

  it('takes an OpenAI key alone for no server at all', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'canary-key')
    const adapter = await pickVideoAdapter()
    expect(adapter.name).toBe('local')
    await adapter.close?.()
    await expect(pickVideoAdapter({ provider: 'openai' })).rejects.toThrow('OPENAI_BASE_URL')
  })

  it('says which key is missing, and which providers there are', async () => {
    await expect(pickVideoAdapter({ provider: 'fal' })).rejects.toThrow('FAL_KEY')
    await expect(pickVideoAdapter({ provider: 'toString' as 'fal' })).rejects.toThrow(
      'There is no provider "toString". Name one of: openai, fal,',
    )
  })
})

describe('listVideoProviders', () => {
  it('has only the embedded provider available without a key', () => {
    const available = PROVIDERS.filter(({ isAvailable }) => isAvailable)
    expect(available).toEqual([
      { name: 'local', label: 'Embedded renderer', variables: [], isAvailable: true },
    ])
  })

  it('tells what is available by names, never by values', () => {
    setAll(['FAL_KEY', 'OPENAI_API_KEY'])
    const listed = listVideoProviders()
    expect(listed.filter(({ isAvailable }) => isAvailable).map(({ name }) => name)).toEqual(['fal', 'local'])
    expect(JSON.stringify(listed)).toContain('OPENAI_BASE_URL')
    expect(JSON.stringify(listed)).not.toContain('canary')
  })

  it('takes a key by its other name, and none that is empty', () => {
    const available = (env: Record<string, string>) =>
      listVideoProviders(env).flatMap(({ name, isAvailable }) => (isAvailable ? [name] : []))
    expect(available({ GOOGLE_API_KEY: 'x', FAL_KEY: '' })).toEqual(['gemini', 'local'])
  })
})
