import type { ReelstateDevtools } from '@reelstate/devtools'
import '@reelstate/devtools'
import type { Faults } from '@reelstate/devtools/faults'
import type { VideoClient } from '@reelstate/react'
import type { ClassAttributes } from 'react'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'reelstate-devtools': ClassAttributes<ReelstateDevtools> &
        Partial<Pick<ReelstateDevtools, 'client' | 'faults' | 'recorder'>>
    }
  }
}

interface MachineChartProps {
  client: VideoClient
  /** Trouble to be made from here. */
  faults: Faults
}

/** The machine itself, drawn, with its current state lit, and with what can be done to it. */
export function MachineChart({ client, faults }: MachineChartProps) {
  return (
    <section className="card machine" aria-labelledby="machine-title">
      <header>
        <h2 id="machine-title">State machine</h2>
      </header>
      <reelstate-devtools client={client} faults={faults} />
    </section>
  )
}
