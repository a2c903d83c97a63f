import type { VideoAdapter } from '@reelstate/server'
import { expect, vi } from 'vitest'

/** The last report on a job, asked for until there is one. */
export function endingOf(adapter: Pick<VideoAdapter, 'getVideoStatus'>, jobId: string) {
  return vi.waitFor(
    async () => {
      const report = await adapter.getVideoStatus(jobId)
      expect(['completed', 'failed']).toContain(report.status)
      return report
    },
    { timeout: 25_000, interval: 20 },
  )
}
