import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { BEHAVIOURS } from './behaviours.js'
import { BINDINGS } from './bindings.js'
import { Stage } from './stage.js'

/** Every behaviour of every binding, where this is called. */
export function describeConformance(): void {
  const held: Record<string, number> = {}

  afterEach(() => {
    vi.restoreAllMocks()
  })

  describe.each(Object.entries(BINDINGS))('%s', (name, binding) => {
    it.each(Object.entries(BEHAVIOURS))('%s', async (_sentence, behaviour) => {
      const stage = new Stage(binding)
      try {
        await behaviour(stage)
      } finally {
        await stage.close()
      }
      held[name] = (held[name] ?? 0) + 1
    })
  })

  afterAll(() => {
    const counts = Object.entries(held).map(([name, count]) => `${name} ${count}`)
    console.log(`Behaviours that hold: ${counts.join(', ')}`)
    expect(new Set(Object.values(held)).size, counts.join(', ')).toBe(1)
  })
}
