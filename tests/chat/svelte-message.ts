import type { VideoMessageOptions } from '@reelstate/core/chat'
import { mount, tick, unmount } from 'svelte'
import type { MountMessage } from './binding.js'
import SvelteMessage from './svelte-message.svelte'

export const mountSvelteMessage: MountMessage = async (target, options) => {
  let current = options
  const take = (state: VideoMessageOptions) => {
    current = state
  }
  const app = mount(SvelteMessage, { target, props: { options, take } })
  await tick()
  return {
    async set(more) {
      Object.assign(current, more)
      await tick()
    },
    async change(fields) {
      Object.assign((current.part as { data: object }).data, fields)
      await tick()
    },
    unmount: () => unmount(app),
  }
}
