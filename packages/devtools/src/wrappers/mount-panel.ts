import type { ActorShape } from '@reelstate/core/chart'
import type { Faults } from '../faults/faults.js'
import type { ActorHolder } from '../recording/recorder.js'
import type { RecordingSource } from '../recording/recording.js'

/** What the panel shows: the properties and attributes of `<reelstate-devtools>`. */
export interface DevtoolsProps {
  /** A video client or a queue. */
  client?: ActorHolder | null | undefined
  /** Any actor of an XState 5 machine, where there is no client. */
  actor?: ActorShape | null | undefined
  /** A recording of several machines, in place of one client or actor. */
  recorder?: RecordingSource | null | undefined
  /** What `createFaults` made for the transport. */
  faults?: Faults | null | undefined
  /** Default: as the system has it. */
  theme?: 'light' | 'dark' | undefined
  /** `chart` leaves the rest of the panel away. */
  view?: 'chart' | undefined
}

const PROPERTIES = ['client', 'actor', 'recorder', 'faults'] as const
const ATTRIBUTES = ['theme', 'view'] as const

export interface MountedPanel {
  update(props: DevtoolsProps): void
  unmount(): void
}

/** Loads the panel, and puts it into `host` until it is unmounted. */
export function mountPanel(host: HTMLElement, props: DevtoolsProps): MountedPanel {
  let latest = props
  let panel: HTMLElement | null = null
  let isOver = false
  const show = () => {
    if (!panel) return
    for (const name of PROPERTIES) {
      // The panel shows what was set last, and a client is more than its actor.
      const value = (name === 'actor' && latest.client ? null : latest[name]) ?? null
      // A property that is set again starts its panel again.
      if ((Reflect.get(panel, name) ?? null) !== value) Reflect.set(panel, name, value)
    }
    for (const name of ATTRIBUTES) {
      const value = latest[name]
      if (value === undefined) panel.removeAttribute(name)
      else if (panel.getAttribute(name) !== value) panel.setAttribute(name, value)
    }
  }
  import('../define-devtools.js').then(
    ({ defineDevtools }) => {
      if (isOver) return
      defineDevtools()
      panel = host.ownerDocument.createElement('reelstate-devtools')
      show()
      host.append(panel)
    },
    (error) => console.error('Reelstate: the devtools could not be loaded.', error),
  )
  return {
    update(props) {
      latest = props
      show()
    },
    unmount() {
      isOver = true
      panel?.remove()
      panel = null
    },
  }
}
