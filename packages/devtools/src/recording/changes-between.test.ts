import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween } from './changes-between.js'

const linesOf = (before: unknown, after: unknown, limits = {}) =>
  changesBetween(before, after, limits).map(({ path, kind, before, after }) => [
    path.join('.'),
    kind,
    before,
    after,
  ])

describe('the changes between two contexts', () => {
  it('are the fields that differ, with what was and what is', () => {
    const before = { facts: { progress: 10, jobId: null, old: 1 }, list: [1, 2], same: {} }
    const after = { facts: { progress: 20, jobId: 'job-1' }, list: [1, 3, 4], same: before.same }
    expect(linesOf(before, after)).toEqual([
      ['facts.progress', 'changed', 10, 20],
      ['facts.jobId', 'changed', null, 'job-1'],
      ['facts.old', 'removed', 1, undefined],
      ['list.1', 'changed', 2, 3],
      ['list.2', 'added', undefined, 4],
    ])
    expect(changesBetween(before, before)).toEqual([])
  })

  it('take errors, dates and controllers as they are, and look into maps and sets', () => {
    const [error, stop] = [new Error('No answer'), new AbortController()]
    const map = new Map<unknown, number>([
      ['a', 1],
      [{}, 1],
    ])
    const before = {
      error: undefined,
      at: new Date(0),
      map,
      same: new Date(5),
      stop: null,
      set: new Set([1]),
    }
    const after = {
      error,
      at: new Date(1),
      map: new Map([['a', 2]]),
      same: new Date(5),
      stop,
      set: new Set([2]),
    }
    expect(linesOf(before, after)).toEqual([
      ['error', 'changed', undefined, error],
      ['at', 'changed', new Date(0), new Date(1)],
      ['map.a', 'changed', 1, 2],
      ['map.[object Object]', 'removed', 1, undefined],
      ['stop', 'changed', null, stop],
      ['set.1', 'removed', 1, undefined],
      ['set.2', 'added', undefined, 2],
    ])
    expect(linesOf([], {})).toEqual([['', 'changed', [], {}]])
  })

  it('end at a value that contains itself, at the depth, and at the number asked for', () => {
    const loop = (value: number) => {
      const made: Record<string, unknown> = { value }
      made.self = made
      return made
    }
    expect(linesOf(loop(1), loop(2))).toEqual([['value', 'changed', 1, 2]])
    expect(linesOf({ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, { depth: 2 })).toEqual([
      ['a.b', 'changed', { c: 1 }, { c: 2 }],
    ])
    expect(
      changesBetween({}, Object.fromEntries([...Array(999).keys()].map((key) => [key, 1])), { count: 5 }),
    ).toHaveLength(5)
  })

  it('are found at once in values that would take forever to walk', () => {
    const wide = (leaf: number) => {
      let value: unknown = leaf
      for (let level = 0; level < 60; level++) value = { left: value, right: value }
      return value
    }
    const begun = performance.now()
    expect(changesBetween(wide(1), wide(2), { depth: 100 }).length).toBeGreaterThan(0)
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('do not fail at what throws when it is read', () => {
    const hostile = () =>
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no')
          },
          get: () => {
            throw new Error('no')
          },
        },
      )
    const getter = {
      get broken(): number {
        throw new Error('no')
      },
    }
    expect(changesBetween(hostile(), hostile())).toHaveLength(1)
    expect(changesBetween({ a: 1 }, getter)).toHaveLength(1)
  })

  it('are none for equal values, and some for values that are written differently', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (one, other) => {
        expect(changesBetween(one, structuredClone(one))).toEqual([])
        if (JSON.stringify(one) !== JSON.stringify(other) && !isReordered(one, other))
          expect(changesBetween(one, other).length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})

/** JSON tells apart what is only in another order; -0 is one of those. */
function isReordered(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : value && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, inner]) => [key, sorted(inner)])
              .sort(),
          )
        : value
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}
