import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadOptions, WrongModule } from './load-options.js'

describe('a module of options', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelstate-options-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  let count = 0
  async function moduleOf(text: string): Promise<string> {
    const file = join(folder, `options-${count++}.mjs`)
    await writeFile(file, text)
    return file
  }

  it('exports them, or a promise of them', async () => {
    const options = await loadOptions(await moduleOf("export default { adapter: { name: 'local' } }"))
    expect(options).toEqual({ adapter: { name: 'local' } })
    const promised = await loadOptions(await moduleOf('export default Promise.resolve({ leaseMs: 1000 })'))
    expect(promised).toEqual({ leaseMs: 1_000 })
  })

  it.each([
    [
      'has no default export',
      'export const adapter = {}',
      'is missing. Its default export has to be the object',
    ],
    [
      'exports a function',
      'export default () => ({})',
      'is a function. Its default export has to be the object',
    ],
    ['has jobs that nobody else sees', "export default { store: { name: 'memory' } }", 'postgresStore(…)'],
  ])('that %s is refused', async (_, text, message) => {
    const loading = loadOptions(await moduleOf(text))
    await expect(loading).rejects.toThrow(WrongModule)
    await expect(loading).rejects.toThrow(message)
  })

  it('that fails is refused with the reason', async () => {
    const loading = loadOptions(await moduleOf("throw new Error('DATABASE_URL is not set')"))
    await expect(loading).rejects.toThrow('could not be loaded')
    await expect(loading).rejects.toMatchObject({ cause: { message: 'DATABASE_URL is not set' } })
  })

  it('that is not there is named with its whole path', async () => {
    const loading = loadOptions(join(folder, 'nowhere.js'))
    await expect(loading).rejects.toThrow(`There is no file ${join(folder, 'nowhere.js')}.`)
  })
})
