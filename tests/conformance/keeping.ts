import { persistence, queuePersistence } from '@reelstate/core/persist'
import { vi } from 'vitest'

let keys = 0

/** A storage that outlives a page, and what keeps a run or a queue in it. */
export function keeping() {
  const items = new Map<string, string>()
  const storage = {
    getItem: vi.fn((key: string) => items.get(key) ?? null),
    setItem: vi.fn((key: string, value: string) => void items.set(key, value)),
    removeItem: vi.fn((key: string) => void items.delete(key)),
  }
  // Its own name: a browser's locks are for all of its tests.
  const key = `conformance-${++keys}`
  return {
    items,
    storage,
    persist: () => persistence({ key, storage }),
    persistQueue: () => queuePersistence({ key, storage }),
  }
}
