import { useVideoQueue } from '@reelstate/vue'
import { createApp, h, nextTick } from 'vue'
import {
  inWords,
  type MountedQueue,
  openStage,
  QUEUE_FIELDS,
  QUEUE_METHODS,
  type QueueHookOptions,
} from './binding.js'

type Queue = ReturnType<typeof useVideoQueue>

function useQueuePage(options: QueueHookOptions, onSetup: (queue: Queue) => void) {
  const queue = useVideoQueue(options)
  onSetup(queue)
  return () => {
    const fields = QUEUE_FIELDS.map((field) => [field, queue[field].value])
    const buttons = QUEUE_METHODS.map((method) => h('button', { onClick: queue[method] }, method))
    return [h('output', inWords(Object.fromEntries(fields))), ...buttons]
  }
}

export async function mountVueQueue(options: QueueHookOptions): Promise<MountedQueue> {
  const { stage, shown, press } = openStage()
  const page: { queue?: Queue } = {}
  const onSetup = (queue: Queue) => {
    page.queue = queue
  }
  const app = createApp({ setup: () => useQueuePage(options, onSetup) })
  app.mount(stage)
  await nextTick()
  const queue = page.queue as Queue
  return {
    queue,
    read: (field) => queue[field].value,
    write: (field, value) => void Object.assign(queue[field], { value }),
    shown,
    press,
    async unmount() {
      app.unmount()
      await nextTick()
      stage.remove()
    },
  }
}
