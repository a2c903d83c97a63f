import { useEffect, useRef } from 'react'
import type { ProviderCall } from '../provider-call-log.js'

const LOOK_EVERY_MS = 400

interface WatchedRun {
  /** Whose calls to hear of; undefined for nobody's. */
  adapter: string | undefined
  /** ms since the epoch. */
  startedAt: number | null
  isRunning: boolean
}

/** Calls back once for each request that the server sent to the provider of this run. */
export function useProviderCalls(
  { adapter, startedAt, isRunning }: WatchedRun,
  onCall: (call: ProviderCall) => void,
): void {
  const lastId = useRef(0)

  useEffect(() => {
    if (adapter === undefined || startedAt === null || !isRunning) return
    const look = async () => {
      const calls = await fetch(`/api/provider-calls/${adapter}`).then(
        (response): Promise<ProviderCall[]> => response.json(),
      )
      for (const call of calls) {
        if (call.id <= lastId.current || call.at < startedAt) continue
        lastId.current = call.id
        onCall(call)
      }
    }
    // A look that finds no server is followed by the next one.
    const tryToLook = () => void look().catch(() => {})
    const timer = setInterval(tryToLook, LOOK_EVERY_MS)
    return () => {
      clearInterval(timer)
      // The run ends before its last calls were seen.
      tryToLook()
    }
  }, [adapter, startedAt, isRunning, onCall])
}
