import type { VideoMessageOptions } from '@reelstate/core/chat'
import { VideoMessage } from '@reelstate/vue/chat'
import { createApp, h, nextTick, reactive } from 'vue'
import type { MountMessage } from './binding.js'

export const mountVueMessage: MountMessage = async (target, options) => {
  const current = reactive(options) as VideoMessageOptions
  const app = createApp(() => h(VideoMessage, { ...current }))
  app.mount(target)
  await nextTick()
  return {
    async set(more) {
      Object.assign(current, more)
      await nextTick()
    },
    async change(fields) {
      Object.assign((current.part as { data: object }).data, fields)
      await nextTick()
    },
    async unmount() {
      app.unmount()
    },
  }
}
