import assert from 'node:assert/strict'
import type { SaveOutcome } from '../../jobs/job-store.js'
import { added, answers, assertSame, atOnce, changed, stored } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob, fullJob } from './example-job.js'

export const saving: Conditions = {
  'what is saved takes the place of what was, one revision on': async (open) => {
    const [store, other] = [await open(), await open()]
    const job = await added(store, exampleJob())
    const full = { ...fullJob(), id: job.id, owner: job.owner, key: job.key, revision: job.revision }
    const given = structuredClone(full)
    assert.equal(await store.save(given), 'saved')
    assertSame(given, full)
    assertSame(await stored(other, job), { ...full, revision: job.revision + 1 })
    // Nothing is left of what the next one does not have.
    const bare = { ...job, revision: job.revision + 1 }
    assert.equal(await store.save(bare), 'saved')
    assertSame(await stored(other, job), { ...job, revision: job.revision + 2 })
  },

  'what was saved is not changed by changing the row that was given': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    const given = { ...job, input: { prompt: 'Another kite' } }
    await store.save(given)
    given.input.prompt = 'changed'
    assert.equal((await stored(store, job)).input.prompt, 'Another kite')
  },

  'a save that is based on an older write is a conflict, and stores nothing': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    assert.equal(await store.save({ ...job, state: 'creating' }), 'saved')
    assert.equal(await store.save({ ...job, state: 'failed' }), 'conflict')
    assert.equal(await store.save({ ...job, state: 'failed', revision: job.revision + 2 }), 'conflict')
    assertSame(await stored(store, job), { ...job, state: 'creating', revision: job.revision + 1 })
  },

  'a job that is not stored is a conflict': async (open) => {
    const store = await open()
    const job = exampleJob()
    assert.equal(await store.save(job), 'conflict')
    assertSame(await store.get([job.id]), [])
  },

  'of many saves at once that are based on one write, one is stored': async (open) => {
    const [one, other] = [await open(), await open()]
    const job = await added(one, exampleJob())
    const outcomes = answers(await atOnce([one, other], 40, (store, polls) => store.save({ ...job, polls })))
    assert.equal(outcomes.filter((outcome) => outcome === 'saved').length, 1)
    assert.equal(outcomes.filter((outcome) => outcome === 'conflict').length, 39)
    const after = await stored(other, job)
    assert.equal(after.polls, outcomes.indexOf('saved'))
    assert.equal(after.revision, job.revision + 1)
  },

  'no write is lost when everybody tries again after a conflict': async (open) => {
    const [one, other] = [await open(), await open()]
    const job = await added(one, exampleJob())
    const results = await atOnce([one, other], 20, async (store) => {
      let outcome: SaveOutcome
      do {
        const now = await stored(store, job)
        outcome = await store.save({ ...now, polls: now.polls + 1 })
      } while (outcome === 'conflict')
    })
    answers(results)
    assertSame(await stored(one, job), { ...job, polls: 20, revision: job.revision + 20 })
  },

  'a delivery counts once': async (open) => {
    const [store, other] = [await open(), await open()]
    const first = await added(store, exampleJob())
    const second = await added(store, exampleJob())
    assert.equal(await store.save({ ...first, polls: 1 }, { delivery: 'fal:1' }), 'saved')
    const now = await stored(store, first)
    assert.equal(await other.save({ ...now, polls: 2 }, { delivery: 'fal:1' }), 'duplicate')
    assert.equal(await other.save({ ...second, polls: 2 }, { delivery: 'fal:1' }), 'duplicate')
    assertSame(await stored(store, first), now)
    assertSame(await stored(store, second), second)
    assert.equal(await other.save({ ...now, polls: 3 }, { delivery: 'fal:2' }), 'saved')
  },

  'a delivery that comes many times at once counts once': async (open) => {
    const [one, other] = [await open(), await open()]
    const jobs = Array.from({ length: 20 }, () => exampleJob())
    for (const job of jobs) await added(one, job)
    const results = await atOnce([one, other], 20, async (store, index) =>
      store.save(jobs[index] ?? exampleJob(), { delivery: 'fal:1' }),
    )
    const outcomes = answers(results)
    assert.equal(outcomes.filter((outcome) => outcome === 'saved').length, 1)
    assert.equal(outcomes.filter((outcome) => outcome === 'duplicate').length, 19)
  },

  'a delivery whose save was a conflict still counts': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    await changed(store, job, { polls: 1 })
    assert.equal(await store.save({ ...job, polls: 2 }, { delivery: 'fal:1' }), 'conflict')
    const now = await stored(store, job)
    assert.equal(await store.save({ ...now, polls: 2 }, { delivery: 'fal:1' }), 'saved')
  },
}
