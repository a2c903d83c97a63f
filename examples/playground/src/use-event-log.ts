import type { VideoError, VideoPhase, WireEvent } from '@reelstate/react'
import { useMemo, useRef, useState } from 'react'
import type { ProviderCall } from '../provider-call-log.js'
import { describeWireEvent } from './describe-wire-event.js'

export interface LogEntry {
  id: number
  at: Date
  /** `phase`: a state the machine entered. `wire`: an event the server sent. The rest: what the server asked a provider. */
  kind: 'phase' | 'wire' | 'answered' | 'refused'
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
    const add = (kind: LogEntry['kind'], name: string, detail: string, at = new Date()) => {
      const entry = { id: nextId.current++, at, kind, name, detail }
      setEntries((before) => {
        // What the server did is heard of a little later than it happened.
        const later = before.findIndex((other) => other.at > at)
        const entries = later < 0 ? [...before, entry] : before.toSpliced(later, 0, entry)
        return entries.slice(-MAX_ENTRIES)
      })
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
      addProviderCall({ at, method, path, status }: ProviderCall) {
        const isGood = status >= 200 && status < 400
        const name = `${method} ${status || 'cut'}`
        add(isGood ? 'answered' : 'refused', name, shortenIds(path), new Date(at))
      },
      clear: () => setEntries([]),
    }
  }, [])
  return useMemo(() => ({ entries, ...methods }), [entries, methods])
}

const shortenIds = (path: string) => path.replace(/[\w-]{14,}/g, (id) => `${id.slice(0, 10)}…`)

export type EventLogModel = ReturnType<typeof useEventLog>
