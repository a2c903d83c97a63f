import { defineComponent, h, onBeforeUnmount, onMounted, ref, toRaw, watch } from 'vue'
import { type DevtoolsProps, type MountedPanel, mountPanel } from './mount-panel.js'

export type { DevtoolsProps } from './mount-panel.js'

/** The devtools of a client, also in production; their code is loaded when they are first shown. */
export const ReelstateDevtools = /* @__PURE__ */ defineComponent<DevtoolsProps>(
  (props) => {
    const host = ref<HTMLElement>()
    let panel: MountedPanel | undefined
    // A client in a reactive object comes as a proxy, which has no private fields.
    const current = (): DevtoolsProps =>
      Object.fromEntries(Object.entries(props).map(([name, value]) => [name, toRaw(value)]))
    onMounted(() => {
      panel = mountPanel(host.value as HTMLElement, current())
    })
    watch(current, (latest) => panel?.update(latest))
    onBeforeUnmount(() => panel?.unmount())
    return () => h('div', { ref: host, style: { display: 'contents' } })
  },
  { name: 'ReelstateDevtools', props: ['client', 'actor', 'recorder', 'faults', 'theme', 'view'] },
)
