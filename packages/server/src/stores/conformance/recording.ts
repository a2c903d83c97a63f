import assert from 'node:assert/strict'
import { answers, assertSame, atOnce } from './checks.js'
import type { Conditions } from './conditions.js'

const increment = (value: number | undefined) => (value ?? 0) + 1

export const recording: Conditions = {
  'a record begins as undefined, and is what was last returned': async (open) => {
    const [store, other] = [await open(), await open()]
    const seen: unknown[] = []
    const change = (value: number[] | undefined) => {
      seen.push(structuredClone(value))
      return [...(value ?? []), seen.length]
    }
    assertSame(await store.record('a', change), [1])
    assertSame(await other.record('a', change), [1, 2])
    assertSame([seen.length, seen[0] === undefined, seen[1]], [2, true, [1]])
  },

  'values that are easily taken for none are values': async (open) => {
    const store = await open()
    for (const value of [0, '', false, null, [], {}]) {
      const name = JSON.stringify(value)
      await store.record(name, () => value)
      let found: unknown
      await store.record(name, (known) => {
        found = known
        return value
      })
      assertSame(found, value)
      assert.notEqual(found, undefined)
    }
  },

  'records of different names know nothing of each other': async (open) => {
    const store = await open()
    const names = [
      'a',
      'A',
      'a ',
      'ä',
      'a\ud800',
      'a\ud801',
      "a'",
      '',
      '__proto__',
      'constructor',
      '👍'.repeat(100),
    ]
    for (const name of names) assert.equal(await store.record(name, increment), 1)
    for (const name of names) assert.equal(await store.record(name, increment), 2)
  },

  'a value is the caller’s to change': async (open) => {
    const store = await open()
    const given = { list: [1] }
    const returned = await store.record('a', () => given)
    given.list.push(2)
    returned.list.push(3)
    await store.record<{ list: number[] }>('a', (value) => {
      const known = value ?? { list: [] }
      known.list.push(4)
      return { list: [5] }
    })
    assertSame(await store.record<{ list: number[] }>('a', (value) => value ?? { list: [] }), { list: [5] })
    await store.record<{ list: number[] }>('b', () => ({ list: [1] }))
    const kept = await store.record<{ list: number[] }>('b', (value) => value ?? { list: [] })
    kept.list.push(6)
    assertSame(await store.record<{ list: number[] }>('b', (value) => value ?? { list: [] }), { list: [1] })
  },

  'no change is lost when many are made at once': async (open) => {
    const [one, other] = [await open(), await open()]
    const results = answers(await atOnce([one, other], 100, (store) => store.record('a', increment)))
    assertSame(
      results.sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    assert.equal(await one.record('a', increment), 101)
  },

  'a change that throws changes nothing, and its error is the answer': async (open) => {
    const store = await open()
    await store.record('a', increment)
    const error = new Error('No')
    const change = () => {
      throw error
    }
    for (const name of ['a', 'b'])
      assert.equal(await store.record(name, change).catch((reason) => reason), error)
    assert.equal(await store.record('a', increment), 2)
    assert.equal(await store.record('b', increment), 1)
  },
}
