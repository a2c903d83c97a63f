import type { VideoError, VideoPhase, WireEvent } from '@reelstate/react'
import { useMemo, useRef, useState } from 'react'
import { describeWireEvent } from './describe-wire-event.js'

export interface LogEntry {
  id: number
  at: Date
  /** `phase`: a state the machine entered. `wire`: an event the server sent. */
  kind: 'phase' | 'wire'
  name: string
  detail: string
}

const MAX_ENTRIES = 400

/** The latest events, oldest first. Its methods never change. */
export function useEventLog() {
  const [entries, setEntries] = useState<readonly LogEntry[]>([])
  const lastPhase = useRef<VideoPhase>('idle')
  const nextId = useRef(0)

  const methods = useMemo(() => {
    const add = (kind: LogEntry['kind'], name: string, detail: string) => {
      const entry = { id: nextId.current++, at: new Date(), kind, name, detail }
      setEntries((before) => [...before.slice(1 - MAX_ENTRIES), entry])
    }
    return {
      /** Adds a line when the phase is a new one. */
      addPhase(phase: VideoPhase, error?: VideoError) {
        if (phase === lastPhase.current) return
        lastPhase.current = phase
        add('phase', phase, error?.code ?? '')
      },
      addWireEvent(event: WireEvent) {
        add('wire', event.name ?? event.type, describeWireEvent(event))
      },
      clear: () => setEntries([]),
    }
  }, [])
  return useMemo(() => ({ entries, ...methods }), [entries, methods])
}

export type EventLogModel = ReturnType<typeof useEventLog>
