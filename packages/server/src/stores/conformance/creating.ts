import assert from 'node:assert/strict'
import type { Admit, OwnerUsage } from '../../jobs/job-store.js'
import { added, answers, assertSame, atOnce, changed, stored } from './checks.js'
import type { Conditions } from './conditions.js'
import { exampleJob, fullJob } from './example-job.js'

const refuse: Admit = () => {
  throw new Error('Refused')
}

/** Refuses more than `most` jobs under way. */
const atMost =
  (most: number): Admit =>
  ({ active }) => {
    if (active >= most) refuse({} as OwnerUsage)
  }

export const creating: Conditions = {
  'a job comes back as it went in': async (open) => {
    const store = await open()
    for (const job of [exampleJob(), fullJob()]) {
      const answer = await store.create(job)
      assert.equal(answer.created, true)
      assertSame(answer.job, job)
      assertSame(await store.get([job.id]), [job])
    }
  },

  'a row that was given or returned is the caller’s to change': async (open) => {
    const store = await open()
    const job = fullJob()
    const before = structuredClone(job)
    const answer = await store.create(job)
    assertSame(job, before)
    const [read] = await store.get([job.id])
    const found = await store.find({ owner: job.owner, key: job.key })
    const [listed] = await store.list({ owner: job.owner, limit: 1 })
    const again = await store.create(job)
    for (const row of [job, answer.job, read, found, listed, again.job]) {
      assert.ok(row)
      row.state = 'failed'
      row.input.prompt = 'changed'
      if (row.result) row.result.url = 'changed'
    }
    assertSame(await stored(store, before), before)
  },

  'of 100 calls at once with one key, one adds, and all answer with its job': async (open) => {
    const [one, other] = [await open(), await open()]
    const results = answers(
      await atOnce([one, other], 100, (store) => store.create(exampleJob({ key: 'one' }))),
    )
    assert.equal(results.filter(({ created }) => created).length, 1)
    assert.equal(new Set(results.map(({ job }) => job.id)).size, 1)
    assert.equal((await one.list({ owner: 'ada', limit: 10 })).length, 1)
  },

  'a key that was used answers with the job as it is now, whatever `admit` would say': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob({ key: 'one' }))
    assert.equal(await changed(store, job, { state: 'running', version: 2 }), 'saved')
    const limits = { since: { day: 0, month: 0 }, admit: refuse }
    const again = await store.create(exampleJob({ key: 'one' }), limits)
    assert.equal(again.created, false)
    assertSame(again.job, { ...job, state: 'running', version: 2, revision: job.revision + 1 })
  },

  'the same key of another owner is another job': async (open) => {
    const store = await open()
    const first = await added(store, exampleJob({ key: 'one' }))
    const second = await added(store, exampleJob({ key: 'one', owner: 'bob' }))
    assert.notEqual(first.id, second.id)
    assertSame(await store.find({ owner: 'ada', key: 'one' }), first)
    assertSame(await store.find({ owner: 'bob', key: 'one' }), second)
  },

  'owners and keys that only look alike are told apart': async (open) => {
    const store = await open()
    const alike = [
      'a',
      'A',
      'a ',
      'ä',
      'a\u0308',
      'a\ud800',
      'a\ud801',
      'a\ufffd',
      'a%',
      'a_',
      "a'",
      'a"',
      'a\\',
      '',
    ]
    const jobs = alike.flatMap((owner) => alike.map((key) => exampleJob({ owner, key })))
    for (const job of jobs) await added(store, job)
    for (const job of jobs) assertSame(await store.find({ owner: job.owner, key: job.key }), job)
  },

  'any text is kept as it is': async (open) => {
    const store = await open()
    const texts = [
      '👩‍👩‍👧‍👦 Ωß漢字 \u202eright to left',
      'half a pair: \ud83d, and the other: \ude00',
      `quotes: ' " \` \\ ; -- $1 ? :a @a %s {} </script>`,
      '\t\r\n\u2028\u2029\ufeff\u007f',
      'x'.repeat(100_000),
      '漢👍'.repeat(10_000),
    ]
    for (const prompt of texts) {
      const name = prompt.slice(0, 100)
      const odd = { owner: name, key: `key ${name}`, runId: `run ${name}`, threadId: `thread ${name}` }
      const job = await added(
        store,
        exampleJob({ ...odd, input: { prompt, modelOptions: { [name]: prompt } } }),
      )
      assert.equal((await stored(store, job)).input.prompt, prompt)
      for (const query of [{ key: odd.key }, { runId: odd.runId }, { threadId: odd.threadId }])
        assertSame(await store.find({ owner: name, ...query }), job)
    }
  },

  'names that mean something to JavaScript are names like others': async (open) => {
    const store = await open()
    const modelOptions = JSON.parse(
      '{"__proto__":{"admin":true},"constructor":1,"toString":"text","hasOwnProperty":[]}',
    )
    const job = await added(
      store,
      exampleJob({ owner: '__proto__', key: 'constructor', input: { prompt: '', modelOptions } }),
    )
    const read = (await stored(store, job)).input.modelOptions
    assert.equal(JSON.stringify(read), JSON.stringify(modelOptions))
    assert.equal(read?.admin, undefined)
    assert.equal(({} as { admin?: boolean }).admin, undefined)
    assertSame(await store.find({ owner: '__proto__', key: 'constructor' }), job)
    assert.equal(await store.find({ owner: 'toString', key: 'constructor' }), undefined)
  },

  'an id that is taken is refused, and its job left alone': async (open) => {
    const store = await open()
    const job = await added(store, exampleJob())
    await assert.rejects(store.create(exampleJob({ id: job.id, owner: 'bob' })))
    assertSame(await stored(store, job), job)
    assert.equal((await store.list({ owner: 'bob', limit: 1 })).length, 0)
  },

  'what `admit` is told counts this owner’s jobs': async (open) => {
    const store = await open()
    const [month, day] = [1_000_000, 2_000_000]
    const jobs = [
      { createdAt: month - 1, seconds: 1, cost: 1 },
      { createdAt: month, seconds: 2, cost: 0.25, endedAt: month },
      { createdAt: day - 1, seconds: 4, cost: 0.5 },
      { createdAt: day, seconds: 8, cost: 2, endedAt: day },
      { createdAt: day + 1, seconds: 2.5, cost: 4 },
      { createdAt: day, seconds: 100, cost: 100, owner: 'bob' },
    ]
    for (const job of jobs) await added(store, exampleJob(job))
    const told: OwnerUsage[] = []
    const limits = { since: { day, month }, admit: (usage: OwnerUsage) => void told.push(usage) }
    await store.create(exampleJob({ createdAt: day }), limits)
    await store.create(exampleJob({ createdAt: day, owner: 'eve' }), limits)
    const none = { seconds: 0, cost: 0 }
    assertSame(told[0], { active: 3, day: { seconds: 10.5, cost: 6 }, month: { seconds: 16.5, cost: 6.75 } })
    assertSame(told.at(-1), { active: 0, day: none, month: none })
  },

  'of 100 calls at once under a limit of three, three add': async (open) => {
    const [one, other] = [await open(), await open()]
    const limits = { since: { day: 0, month: 0 }, admit: atMost(3) }
    const results = await atOnce([one, other], 100, (store) => store.create(exampleJob(), limits))
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3)
    for (const result of results)
      if (result.status === 'rejected') assert.equal(result.reason.message, 'Refused')
    assert.equal((await other.list({ owner: 'ada', limit: 100 })).length, 3)
  },

  'a refused job leaves nothing behind, and the error is the one that `admit` threw': async (open) => {
    const store = await open()
    const job = exampleJob({ dueAt: 1 })
    const error = new Error('Too much')
    const admit = () => {
      throw error
    }
    const thrown = await store.create(job, { since: { day: 0, month: 0 }, admit }).catch((reason) => reason)
    assert.equal(thrown, error)
    assertSame(await store.get([job.id]), [])
    assertSame(await store.claim({ now: Date.now(), limit: 1, leaseMs: 1_000 }), [])
    await added(store, job)
  },
}
