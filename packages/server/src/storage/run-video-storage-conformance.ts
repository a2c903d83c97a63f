import type { StorageConditions } from './conformance/conditions.js'
import { keeping } from './conformance/keeping.js'
import { linking } from './conformance/linking.js'
import { reading } from './conformance/reading.js'
import { refusing } from './conformance/refusing.js'
import type { VideoStorage } from './video-storage.js'

export interface VideoStorageConformanceOptions {
  /** Your test runner's: Vitest, Jest and `node:test` have one that fits. */
  describe(name: string, body: () => void): unknown
  /** Your test runner's `it` or `test`. */
  it(name: string, body: () => Promise<void>): unknown
  /** Whether it has `url`, which is then checked too. */
  links: boolean
}

const topics: Record<string, StorageConditions> = {
  'keeping a video': keeping,
  'refusing a video': refusing,
  'reading a video': reading,
}

/**
 * Checks every promise of `VideoStorage`. Call it at the top of a test file with a function that opens your storage; the
 * checks use keys of their own, so one storage may serve all of them.
 *
 * @example
 * import { describe, it } from 'vitest'
 * runVideoStorageConformance(() => myStorage(), { describe, it, links: false })
 */
export function runVideoStorageConformance(
  open: () => VideoStorage | Promise<VideoStorage>,
  { describe, it, links }: VideoStorageConformanceOptions,
): void {
  const checked = links ? { ...topics, 'linking to a video': linking } : topics
  for (const [topic, conditions] of Object.entries(checked)) {
    describe(topic, () => {
      for (const [condition, check] of Object.entries(conditions)) {
        it(condition, async () => check(await open()))
      }
    })
  }
}
