import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import Libsql from 'libsql'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type JobStore, sqliteStore } from '../sqlite.js'
import { exampleJob } from './conformance/example-job.js'
import { builtInSqlite } from './sqlite/load-sqlite.js'

const folder = mkdtempSync(join(tmpdir(), 'reelstate-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let path: string
const opened: JobStore[] = []
beforeEach(() => {
  path = join(folder, crypto.randomUUID(), 'data', 'jobs.db')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(opened.splice(0).map((store) => store.close()))
})

function open(at = path): JobStore {
  const store = sqliteStore({ path: at })
  opened.push(store)
  return store
}

/** A file at the path that no store has made. */
function makeDatabase(...statements: string[]): void {
  mkdirSync(dirname(path), { recursive: true })
  const database = new Libsql(path)
  for (const statement of statements) database.exec(statement)
  database.close()
}

const failure = (calling: Promise<unknown>) =>
  calling.then(
    () => undefined,
    (thrown) => thrown,
  )

describe('the file of a sqliteStore', () => {
  it('is made when it is first used, with its folders, for its owner only', async () => {
    const store = open()
    expect(() => statSync(dirname(path))).toThrow('ENOENT')
    await store.create(exampleJob())
    const rights = [dirname(path), path, `${path}-wal`, `${path}-shm`].map(
      (file) => statSync(file).mode & 0o777,
    )
    expect(rights).toEqual([0o700, 0o600, 0o600, 0o600])
  })

  it('keeps everything when the store is closed and opened again', async () => {
    const first = open()
    const { job } = await first.create(exampleJob({ key: 'one' }))
    await first.save(job, { delivery: 'fal:1' })
    await first.record('a', () => [1])
    await first.close()

    const second = open()
    const again = await second.create(exampleJob({ key: 'one' }))
    expect(again).toEqual({ created: false, job: { ...job, revision: 2 } })
    expect(await second.save(again.job, { delivery: 'fal:1' })).toBe('duplicate')
    expect(await second.record('a', (value) => value)).toEqual([1])
  })

  it('is one file once the store is closed', async () => {
    const store = open()
    const { job } = await store.create(exampleJob())
    await store.close()
    const copy = join(dirname(path), 'copy.db')
    writeFileSync(copy, readFileSync(path))
    expect(await open(copy).get([job.id])).toEqual([job])
  })

  it('holds what was begun before the store was closed', async () => {
    const store = open()
    await store.get([])
    const creating = store.create(exampleJob())
    await store.close()
    const { job } = await creating
    expect(await open().get([job.id])).toEqual([job])
  })

  it('may hold any character', async () => {
    const text = 'a\0b\ud800c'
    const job = exampleJob({ id: text, owner: text, key: text, runId: text, input: { prompt: text } })
    const store = open()
    await store.create(job)
    await store.create(exampleJob({ id: 'a', owner: 'a', key: 'a' }))
    const heard: string[] = []
    await store.subscribe(({ id }) => void heard.push(id))
    await store.save({ ...job, version: 2 })
    expect(heard).toEqual([text])
    expect(await store.find({ owner: text, key: text })).toEqual({ ...job, version: 2, revision: 2 })
    expect(await store.get([text])).toHaveLength(1)
  })
})

describe('writes of one process at the same time', () => {
  it('fail one by one', async () => {
    const store = open()
    const taken = exampleJob()
    const admit = () => {
      throw new Error('Refused')
    }
    const limits = { since: { day: 0, month: 0 }, admit }
    const results = await Promise.allSettled([
      store.create(taken),
      store.create(exampleJob(), limits),
      store.create(exampleJob({ id: taken.id })),
      store.create(exampleJob()),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await store.list({ owner: 'ada', limit: 9 })).toHaveLength(2)
  })

  it('are undone as a whole', async () => {
    const store = open()
    const { job } = await store.create(exampleJob())
    const [failed, recorded] = await Promise.allSettled([
      store.save({ ...job, seconds: Number.NaN }, { delivery: 'fal:1' }),
      store.record('a', () => 1),
    ])
    expect([failed.status, recorded.status]).toEqual(['rejected', 'fulfilled'])
    expect(await store.save(job, { delivery: 'fal:1' })).toBe('saved')
  })

  it('store rows as they were when they were given', async () => {
    const store = open()
    const job = exampleJob()
    const creating = store.create(job)
    job.input.prompt = 'changed'
    await creating
    const [stored] = await store.get([job.id])
    expect(stored?.input.prompt).toBe(exampleJob().input.prompt)
  })

  it('leave the process its turns', async () => {
    const store = open()
    await store.get([])
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    for (let count = 0; count < 100; count++) await store.record('a', () => count)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(5)
  })
})

describe('a listener that throws', () => {
  it('is reported, and disturbs neither the save nor the others', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const store = open()
    const { job } = await store.create(exampleJob())
    const heard: number[] = []
    await store.subscribe(() => {
      throw new Error('A fault of the listener')
    })
    await store.subscribe(({ version }) => void heard.push(version))
    expect(await store.save({ ...job, version: 2 })).toBe('saved')
    expect(heard).toEqual([2])
    expect(report).toHaveBeenCalledOnce()
  })
})

describe('a database that another process has locked', () => {
  it('is waited for, while everything else goes on', async () => {
    const store = open()
    const { job } = await store.create(exampleJob())
    const other = new Libsql(path)
    other.exec('begin immediate')
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    const saving = store.save({ ...job, polls: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    // Reading needs no lock.
    expect(await store.get([job.id])).toEqual([job])
    other.exec('commit')
    expect(await saving).toBe('saved')
    clearInterval(counting)
    other.close()
    expect(turns).toBeGreaterThan(2)
  })

  it('is not waited for for ever', async () => {
    const store = open()
    await store.create(exampleJob())
    const other = new Libsql(path)
    other.exec('begin immediate')
    const creating = failure(store.create(exampleJob()))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + 11_000)
    expect(await creating).toMatchObject({ name: 'VideoError', code: 'unavailable' })
    other.exec('rollback')
    other.close()
    expect(await store.list({ owner: 'ada', limit: 9 })).toHaveLength(1)
  })
})

describe('a sqliteStore that cannot be opened', () => {
  it.each([[''], [':memory:'], ['a\0b'], [undefined], [7]])('refuses the path %j at once', (wrong) => {
    expect(() => sqliteStore({ path: wrong as string })).toThrow(
      expect.objectContaining({ code: 'invalid_options' }),
    )
  })

  it('leaves a database of something else as it is', async () => {
    makeDatabase('create table users (name text)')
    expect(await failure(open().get([]))).toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('"jobs.db" is not a job database'),
    })
    const tables = new Libsql(path).prepare('select name from sqlite_master').all()
    expect(tables).toEqual([{ name: 'users' }])
  })

  it('leaves a file that is no database as it is', async () => {
    mkdirSync(dirname(path), { recursive: true })
    const text = 'Minutes of the meeting. '.repeat(500)
    writeFileSync(path, text)
    expect(await failure(open().get([]))).toMatchObject({ code: 'invalid_options' })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('says which version is needed when the file was made by a newer one', async () => {
    const store = open()
    await store.create(exampleJob())
    await store.close()
    makeDatabase('pragma user_version = 99')
    expect(await failure(open().create(exampleJob()))).toMatchObject({
      code: 'invalid_options',
      message: expect.stringMatching(
        /newer version of @reelstate\/server: its format is 99, and this one knows 1/,
      ),
    })
  })

  it('says that a file is damaged', async () => {
    const store = open()
    for (let count = 0; count < 50; count++)
      await store.create(exampleJob({ input: { prompt: 'x'.repeat(2_000) } }))
    await store.close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xaa, 4_096))
    expect(await failure(open().list({ owner: 'ada', limit: 50 }))).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('"jobs.db" is damaged'),
    })
  })

  it('says what is in the way without naming folders, and tries again the next time', async () => {
    mkdirSync(path, { recursive: true })
    const store = open()
    const thrown = await failure(store.get([]))
    expect(thrown).toMatchObject({ code: 'invalid_options', message: expect.stringContaining('EISDIR') })
    expect((thrown as Error).message).not.toContain(folder)
    rmSync(path, { recursive: true })
    expect(await store.get([])).toEqual([])
  })

  it('says what to install where there is no SQLite', async () => {
    const outfile = join(folder, 'without-sqlite.mjs')
    await build({
      stdin: {
        contents: `import { sqliteStore } from './sqlite.ts'
          await sqliteStore({ path: ${JSON.stringify(path)} }).get([]).catch(({ code, message }) => console.log(code, message))`,
        resolveDir: join(import.meta.dirname, '..'),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@reelstate/source'],
      external: ['libsql'],
      outfile,
    })
    const flags = builtInSqlite() ? ['--no-experimental-sqlite'] : []
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, outfile])
    expect(stdout).toMatch(/^invalid_options .*npm install libsql/)
  })
})
