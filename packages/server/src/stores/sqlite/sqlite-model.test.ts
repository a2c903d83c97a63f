import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { JobStore } from '../../jobs/job-store.js'
import { exampleJob } from '../conformance/example-job.js'
import { memoryStore } from '../memory-store.js'
import { sqliteStore } from '../sqlite-store.js'

const folder = mkdtempSync(join(tmpdir(), 'reelstate-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Few names and times, so that steps meet. */
const name = fc.constantFrom('a', 'b', 'A')
const time = fc.integer({ min: 0, max: 20 })
const small = fc.integer({ min: 0, max: 3 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const step = fc.oneof(
  fc.record({
    do: fc.constant('create' as const),
    job: fc.record({
      id: fc.uuid(),
      owner: name,
      key: name,
      runId: name,
      threadId: name,
      createdAt: time,
      seconds: small,
      cost: small,
    }),
    dueAt: fc.option(time),
    endedAt: maybe(time),
    most: maybe(small),
  }),
  fc.record({
    do: fc.constant('save' as const),
    nth: small,
    behind: fc.constantFrom(0, 0, 0, 1),
    version: small,
    dueAt: fc.option(time),
    leaseUntil: time,
    endedAt: maybe(time),
    delivery: maybe(name),
  }),
  fc.record({ do: fc.constant('claim' as const), now: time, limit: small, leaseMs: time }),
  fc.record({
    do: fc.constant('find' as const),
    owner: name,
    by: fc.constantFrom('key', 'runId', 'threadId'),
    value: name,
  }),
  fc.record({ do: fc.constant('list' as const), owner: name, limit: small, before: maybe(time) }),
  fc.record({ do: fc.constant('prune' as const), endedBefore: time }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What the store answers to a step. `ids` are those of all jobs that were created, in order. */
async function answer(store: JobStore, step: Step, ids: readonly string[]): Promise<unknown> {
  switch (step.do) {
    case 'create': {
      const { job, dueAt, endedAt, most } = step
      const seen: unknown[] = []
      const limits = {
        since: { day: 10, month: 5 },
        admit(usage: { active: number }) {
          seen.push(usage)
          if (most !== undefined && usage.active >= most) throw new Error('Refused')
        },
      }
      const row = { ...exampleJob({ ...job, dueAt, updatedAt: 0, deadlineAt: 0 }), endedAt }
      const created = await store.create(row, limits).catch(({ message }) => message)
      return [seen, created]
    }
    case 'save': {
      const [job] = await store.get(ids.slice(-1 - step.nth).slice(0, 1))
      if (!job) return undefined
      const { behind, version, dueAt, leaseUntil, endedAt, delivery } = step
      const next = { ...job, revision: job.revision - behind, version, dueAt, leaseUntil, endedAt }
      return store.save(next, { delivery })
    }
    case 'claim':
      return store.claim(step)
    case 'find':
      return store.find({ owner: step.owner, [step.by]: step.value } as { owner: string; key: string })
    case 'list': {
      const { owner, limit, before } = step
      return store.list({
        owner,
        limit,
        before: before === undefined ? undefined : { createdAt: before, id: '8' },
      })
    }
    case 'prune':
      return store.prune(step.endedBefore)
  }
}

/** Jobs that are due since the same moment may be claimed in any order. */
const isFair = (step: Step, dueTimes: readonly (number | null)[]) =>
  step.do !== 'claim' || new Set(dueTimes).size === dueTimes.length

it('answers whatever is done to it as the memory store does', { timeout: 60_000 }, async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 40 })
  const property = fc.asyncProperty(steps, async (sequence) => {
    const path = join(folder, crypto.randomUUID(), 'jobs.db')
    const [memory, sqlite] = [memoryStore(), sqliteStore({ path })]
    const ids: string[] = []
    for (const next of sequence) {
      const due = (await memory.get(ids)).map(({ dueAt }) => dueAt).filter((dueAt) => dueAt !== null)
      if (!isFair(next, due)) continue
      if (next.do === 'create') ids.push(next.job.id)
      const expected = await answer(memory, next, ids)
      expect(await answer(sqlite, next, ids)).toEqual(expected)
    }
    const byId = (rows: { id: string }[]) => rows.sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(byId(await sqlite.get(ids))).toEqual(byId(await memory.get(ids)))
    await Promise.all([memory.close(), sqlite.close()])
    rmSync(path, { force: true })
  })
  await fc.assert(property, { numRuns: 40 })
})
