import type { ServerContext } from '@modelcontextprotocol/server'
import type { VideoPending } from '@reelstate/server/chat'

/** How often a client hears something of a video whose provider reports no progress, in ms. */
const SILENCE = 5_000

export interface ProgressReporter {
  tell(pending: VideoPending): void
  /** Nothing more comes; `isReady` for a call whose video is there. */
  end(isReady: boolean): void
}

/**
 * Tells a client that gave a progress token how far its call is: in percent where the provider says so, and until then in
 * seconds without a total. What is told only rises, as the protocol wants it.
 */
export function progressReporter({ _meta, notify }: ServerContext['mcpReq']): ProgressReporter {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return { tell() {}, end() {} }
  const startedAt = performance.now()
  let last = 0

  function report(progress: number, more: { total?: number; message: string }): void {
    if (progress <= last) return
    last = progress
    // A client that has left does not want to know.
    notify({ method: 'notifications/progress', params: { progressToken, progress, ...more } }).catch(() => {})
  }

  const timer = setInterval(() => {
    report(Math.round((performance.now() - startedAt) / 1_000), { message: 'The video is being made.' })
  }, SILENCE)
  return {
    tell({ data: { progress, message } }) {
      if (progress === undefined) return
      clearInterval(timer)
      report(progress, { total: 100, message })
    },
    end(isReady) {
      clearInterval(timer)
      if (isReady) report(100, { total: 100, message: 'The video is ready.' })
    },
  }
}
