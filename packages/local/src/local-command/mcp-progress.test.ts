import type { ServerContext } from '@modelcontextprotocol/server'
import type { VideoPending } from '@reelstate/server/chat'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { progressReporter } from './mcp-progress.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pending = (progress?: number): VideoPending => ({
  type: 'VIDEO_PENDING',
  data: { videoId: 'vid_1', message: 'In the making.', ...(progress !== undefined && { progress }) },
})

/** A reporter of one call, and what its client is told: progress and total. */
function reporter(_meta: ServerContext['mcpReq']['_meta'] = { progressToken: 'a' }) {
  const told: [number, number | undefined][] = []
  const notify = vi.fn(async ({ params }) => {
    told.push([params.progress, params.total])
    throw new Error('The client has left.')
  })
  const { tell, stop } = progressReporter({ _meta, notify } as unknown as ServerContext['mcpReq'])
  return { told, notify, tell, stop }
}

it('counts the seconds, without a total, for as long as there is no percentage', () => {
  const { told, tell, notify } = reporter()
  tell(pending())
  vi.advanceTimersByTime(5_000)
  tell(pending(0))
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual([5, 10, 15].map((seconds) => [seconds, undefined]))
  expect(notify).toHaveBeenLastCalledWith({
    method: 'notifications/progress',
    params: { progressToken: 'a', progress: 15, message: 'The video is being made.' },
  })
})

it('tells a percentage as soon as it is more than the seconds, and counts no more', () => {
  const { told, tell, notify } = reporter()
  vi.advanceTimersByTime(5_000)
  tell(pending(4))
  vi.advanceTimersByTime(5_000)
  tell(pending(12.6))
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([
    [5, undefined],
    [10, undefined],
    [12.6, 100],
  ])
  expect(notify.mock.lastCall?.[0].params.message).toBe('The video is 13 % done.')
})

it('only rises, and leaves the end to the answer', () => {
  const { told, tell } = reporter()
  for (const progress of [30, 20, 30, 40, 100, 100]) tell(pending(progress))
  expect(told).toEqual([30, 40, 99].map((percent) => [percent, 100]))
})

it('is silent once it is stopped, and to a client that asked for nothing', () => {
  const stopped = reporter()
  stopped.stop()
  const unasked = reporter({})
  unasked.tell(pending(30))
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(60_000)
  expect([...stopped.told, ...unasked.told]).toEqual([])
})
