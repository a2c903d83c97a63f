import type { ReelstateDevtools } from '@reelstate/devtools'
import '@reelstate/devtools'
import type { VideoActor } from '@reelstate/react'
import type { ClassAttributes } from 'react'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'reelstate-devtools': ClassAttributes<ReelstateDevtools> & Partial<Pick<ReelstateDevtools, 'actor'>>
    }
  }
}

/** The machine itself, drawn, with its current state lit. */
export function MachineChart({ actor }: { actor: VideoActor }) {
  return (
    <section className="card machine" aria-labelledby="machine-title">
      <header>
        <h2 id="machine-title">State machine</h2>
      </header>
      <reelstate-devtools actor={actor} />
    </section>
  )
}
