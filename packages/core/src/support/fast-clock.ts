import { vi } from 'vitest'

/** What one turn of the event loop may add to the clock, in real ms. */
const LONGEST_TURN = 10

/**
 * Lets timers and `Date` run so many times as fast as sockets, which stay what they are: limits of minutes are reached
 * in seconds. `stop()` brings the real clock back.
 */
export function startFastClock(speed: number) {
  const { setInterval, clearInterval } = globalThis
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new DOMException('It took too long.', 'TimeoutError')), ms)
    return controller.signal
  })
  let last = performance.now()
  const turns = setInterval(() => {
    const now = performance.now()
    // A busy machine must not look like a silent server: the clock waits for it.
    vi.advanceTimersByTime(speed * Math.min(now - last, LONGEST_TURN))
    last = now
  }, 1)
  return {
    stop() {
      clearInterval(turns)
      vi.useRealTimers()
      vi.mocked(AbortSignal.timeout).mockRestore()
    },
  }
}

/** Waits until it is so; after the limit, in ms of the clock in force, it goes on all the same. */
export async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  for (const end = Date.now() + limitMs; !isSo() && Date.now() < end; ) await pause(100)
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
