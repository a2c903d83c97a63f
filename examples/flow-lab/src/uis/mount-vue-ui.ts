import { createApp } from 'vue'
import type { UiProps } from './ui-module.js'
import VueUi from './vue-ui.vue'

export function mountUi(target: HTMLElement, props: UiProps): () => void {
  const app = createApp(VueUi, { ...props })
  app.mount(target)
  return () => app.unmount()
}
