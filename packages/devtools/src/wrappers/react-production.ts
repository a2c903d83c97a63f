import { createElement, type ReactElement, useEffect, useRef } from 'react'
import { type DevtoolsProps, type MountedPanel, mountPanel } from './mount-panel.js'

export type { DevtoolsProps } from './mount-panel.js'

/** The devtools of a client, also in production; their code is loaded when they are first shown. */
export function ReelstateDevtools(props: DevtoolsProps): ReactElement | null {
  const host = useRef<HTMLDivElement>(null)
  const panel = useRef<MountedPanel | null>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
    panel.current?.update(props)
  })
  useEffect(() => {
    const mounted = mountPanel(host.current as HTMLDivElement, latest.current)
    panel.current = mounted
    return () => mounted.unmount()
  }, [])
  return createElement('div', { ref: host, style: { display: 'contents' } })
}
