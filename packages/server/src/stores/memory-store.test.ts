import { describe, it } from 'vitest'
import { memoryStore } from './memory-store.js'
import { runJobStoreConformance } from './run-job-store-conformance.js'

describe('memoryStore', () => {
  let store = memoryStore()
  runJobStoreConformance(() => store, {
    describe,
    it,
    reset() {
      store = memoryStore()
    },
  })
})
