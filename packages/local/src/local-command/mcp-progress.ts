import type { ServerContext } from '@modelcontextprotocol/server'
import type { VideoPending } from '@reelstate/server/chat'

/** How often a client hears something of a video whose provider reports no progress, in ms. */
const SILENCE = 5_000
/** The most that is told: a provider that is done has still to hand its video over. */
const NEARLY = 99

export interface ProgressReporter {
  /** How the video is. */
  tell(pending: VideoPending): void
  /** Nothing more is told: the answer is the end. */
  stop(): void
}

/**
 * Tells a client that gave a progress token how far its call is: in percent where the provider says so, and until then in
 * seconds without a total. What is told only rises, as the protocol wants it. There is no 100: a client that reads the answer
 * right behind it takes it for progress of a call that it does not know.
 */
export function progressReporter({ _meta, notify }: ServerContext['mcpReq']): ProgressReporter {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return { tell() {}, stop() {} }
  const startedAt = performance.now()
  let last = 0

  function report(progress: number, more: { total?: number; message: string }): void {
    last = progress
    // A client that has left does not want to know.
    notify({ method: 'notifications/progress', params: { progressToken, progress, ...more } }).catch(() => {})
  }

  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    if (seconds > last) report(seconds, { message: 'The video is being made.' })
  }, SILENCE)
  return {
    tell({ data: { progress = 0 } }) {
      const percent = Math.min(progress, NEARLY)
      // Until there is a percentage to tell, the seconds go on: a client may give up on a call that it hears nothing of.
      if (percent <= last) return
      clearInterval(timer)
      report(percent, { total: 100, message: `The video is ${Math.round(percent)} % done.` })
    },
    stop() {
      clearInterval(timer)
    },
  }
}
