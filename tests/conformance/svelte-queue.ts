import { createVideoQueue } from '@reelstate/svelte'
import { mount, tick, unmount } from 'svelte'
import { type MountedQueue, openStage, type QueueHookOptions } from './binding.js'
import SvelteQueue from './svelte-queue.svelte'

export async function mountSvelteQueue(options: QueueHookOptions): Promise<MountedQueue> {
  const { stage, shown, press } = openStage()
  const page: { queue?: ReturnType<typeof createVideoQueue> } = {}
  const create = () => {
    page.queue = createVideoQueue(options)
    return page.queue
  }
  const app = mount(SvelteQueue, { target: stage, props: { create } })
  await tick()
  const queue = page.queue as NonNullable<typeof page.queue>
  return {
    queue,
    read: (field) => queue[field],
    write: (field, value) => void Object.assign(queue, { [field]: value }),
    shown,
    press,
    async unmount() {
      await unmount(app)
      stage.remove()
    },
  }
}
