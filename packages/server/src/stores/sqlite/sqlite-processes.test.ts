import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import type { JobChange } from '../../jobs/job-store.js'
import { runSource, type SourceProcess } from '../../support/run-source.js'
import { exampleJob } from '../conformance/example-job.js'
import { sqliteStore } from '../sqlite-store.js'

const folder = mkdtempSync(join(tmpdir(), 'reelstate-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let path = ''
const processes: SourceProcess[] = []
afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL')
  await Promise.all(processes.splice(0).map(({ end }) => end))
})

/** Processes that do a task of `store-process.ts` once they are told to begin. */
async function start(task: string, count: number): Promise<SourceProcess[]> {
  path = join(folder, crypto.randomUUID(), 'jobs.db')
  for (let index = 0; index < count; index++)
    processes.push(runSource('stores/sqlite/support/store-process.ts', [path, task]))
  await Promise.all(processes.map(({ line }) => line((printed) => printed === 'ready')))
  return processes
}

const begin = ({ child }: SourceProcess) => child.stdin?.write('begin\n')

/** What it printed after that it is ready; a line that was cut in the middle never was one. */
const printed = <T>({ output }: SourceProcess): T[] =>
  output()
    .stdout.split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line))

describe('several processes on one database', { timeout: 60_000 }, () => {
  it('make it together', async () => {
    const all = await start('open', 3)
    all.forEach(begin)
    expect(await Promise.all(all.map(({ end }) => end))).toEqual([0, 0, 0])
    for (let index = 0; index < 10; index++) {
      const store = sqliteStore({ path: `${path}-${index}` })
      expect(await store.list({ owner: 'ada', limit: 9 })).toHaveLength(3)
      await store.close()
    }
  })

  it('keep to a limit, use a key once, share the jobs and lose no count', async () => {
    const all = await start('compete', 3)
    const due = Array.from({ length: 40 }, (_, index) => exampleJob({ dueAt: Date.now() - index }))
    all.forEach(begin)
    const store = sqliteStore({ path })
    for (const job of due) await store.create(job)
    expect(await Promise.all(all.map(({ end }) => end))).toEqual([0, 0, 0])

    const results = all.flatMap(printed<{ limited: number; created: number; claimed: string[] }>)
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
    expect(sum(results.map(({ limited }) => limited))).toBe(3)
    expect(sum(results.map(({ created }) => created))).toBe(1)
    const rest = await store.claim({ now: Date.now(), limit: 100, leaseMs: 60_000 })
    const claimed = [...results.flatMap((result) => result.claimed), ...rest.map(({ id }) => id)]
    expect(claimed.sort()).toEqual(due.map(({ id }) => id).sort())
    expect(await store.record<number>('count', (value) => value ?? 0)).toBe(90)
    await store.close()
  })

  it('hear of each other’s changes', async () => {
    const others = await start('change', 1)
    const store = sqliteStore({ path })
    const { job } = await store.create(exampleJob())
    const heard: JobChange[] = []
    const stop = await store.subscribe((change) => void heard.push(change))
    others.forEach(begin)
    await Promise.all(others.map(({ end }) => end))
    await vi.waitFor(() => expect(heard).toEqual([{ id: job.id, version: 2 }]), { timeout: 5_000 })
    await stop()
    await store.close()
  })
})

describe('a process that is killed in the middle of its writes', { timeout: 60_000 }, () => {
  it('has stored all that it said, and leaves a database that others go on with', async () => {
    const all = await start('write', 2)
    all.forEach(begin)
    for (const [index, process] of all.entries()) {
      const enough = 100 * (index + 1)
      await vi.waitFor(() => expect(printed(process).length).toBeGreaterThan(enough), { timeout: 30_000 })
      process.child.kill('SIGKILL')
      await process.end
    }
    const store = sqliteStore({ path })
    const said = all.flatMap(printed<{ id: string; version: number }>)
    const versions = new Map<string, number>()
    for (const { id, version } of said) versions.set(id, Math.max(version, versions.get(id) ?? 0))
    const stored = await store.get([...versions.keys()])
    expect(stored).toHaveLength(versions.size)
    for (const { id, version } of stored) expect(version).toBeGreaterThanOrEqual(versions.get(id) ?? 0)
    expect(await store.create(exampleJob())).toMatchObject({ created: true })
    await store.close()
  })
})
