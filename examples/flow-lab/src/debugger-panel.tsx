import '@reelstate/devtools'
import type { VideoClient } from '@reelstate/core'
import type { ReelstateDevtools } from '@reelstate/devtools'
import { type ClassAttributes, useEffect, useRef } from 'react'
import type { Stage } from './lab/stage.js'

type Properties = Partial<Pick<ReelstateDevtools, 'client' | 'faults' | 'recorder'>>

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'reelstate-devtools': ClassAttributes<ReelstateDevtools> & Properties
    }
  }
}

interface DebuggerPanelProps {
  client: VideoClient
  stage: Stage
  /** The panel's own Reload was pressed. */
  onReload: () => void
}

/** The machine with its current state lit, what happened to it, and switches for trouble. */
export function DebuggerPanel({ client, stage, onReload }: DebuggerPanelProps) {
  const element = useRef<ReelstateDevtools>(null)
  useEffect(() => {
    const panel = element.current
    const reload = (event: Event) => {
      // The page of the stage is meant, not this one.
      event.preventDefault()
      onReload()
    }
    panel?.addEventListener('reelstate-reload', reload)
    return () => panel?.removeEventListener('reelstate-reload', reload)
  }, [onReload])
  return (
    <section className="card machine" aria-labelledby="machine-title">
      <h2 id="machine-title" className="visually-hidden">
        State machine
      </h2>
      <reelstate-devtools ref={element} client={client} faults={stage.faults} recorder={stage.recorder} />
    </section>
  )
}
