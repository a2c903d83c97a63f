import type { VideoClient } from '@reelstate/vue'
import { createApp } from 'vue'
import VueIsland from './vue-island.vue'

export function mountIsland(target: HTMLElement, client: VideoClient): () => void {
  const app = createApp(VueIsland, { client })
  app.mount(target)
  return () => app.unmount()
}
