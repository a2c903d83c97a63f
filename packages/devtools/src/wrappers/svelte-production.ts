import { type DevtoolsProps, mountPanel } from './mount-panel.js'

export type { DevtoolsProps } from './mount-panel.js'

/** The devtools of a client, also in production; their code is loaded when they are first shown. */
export function reelstateDevtools(
  node: HTMLElement,
  props: DevtoolsProps,
): { update(props: DevtoolsProps): void; destroy(): void } | undefined {
  const { update, unmount } = mountPanel(node, props)
  return { update, destroy: unmount }
}
