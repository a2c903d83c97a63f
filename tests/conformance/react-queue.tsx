import { useVideoQueue } from '@reelstate/react'
import { createRoot } from 'react-dom/client'
import {
  inWords,
  type MountedQueue,
  openStage,
  QUEUE_FIELDS,
  QUEUE_METHODS,
  type QueueHookOptions,
} from './binding.js'
import { painted } from './painted.js'

interface QueuePageProps {
  options: QueueHookOptions
  onRender: (queue: ReturnType<typeof useVideoQueue>) => void
}

function QueuePage({ options, onRender }: QueuePageProps) {
  const queue = useVideoQueue(options)
  onRender(queue)
  return (
    <>
      <output>{inWords(Object.fromEntries(QUEUE_FIELDS.map((field) => [field, queue[field]])))}</output>
      {QUEUE_METHODS.map((method) => (
        <button key={method} type="button" onClick={queue[method]}>
          {method}
        </button>
      ))}
    </>
  )
}

export async function mountReactQueue(options: QueueHookOptions): Promise<MountedQueue> {
  const { stage, shown, press } = openStage()
  const root = createRoot(stage)
  const page: { queue?: ReturnType<typeof useVideoQueue> } = {}
  const onRender = (queue: ReturnType<typeof useVideoQueue>) => {
    page.queue = queue
  }
  root.render(<QueuePage options={options} onRender={onRender} />)
  await painted()
  const queue = () => page.queue as NonNullable<typeof page.queue>
  return {
    queue: queue(),
    read: (field) => queue()[field],
    write: (field, value) => void Object.assign(queue(), { [field]: value }),
    shown,
    press,
    async unmount() {
      root.unmount()
      await painted()
      stage.remove()
    },
  }
}
