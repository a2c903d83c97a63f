import type { VideoMessageOptions } from '@reelstate/core/chat'
import { VideoMessage } from '@reelstate/react/chat'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { changed, type MountMessage } from './binding.js'

export const mountReactMessage: MountMessage = async (target, options) => {
  let latest = options
  let thrown: unknown
  const root = createRoot(target, {
    onUncaughtError: (error) => {
      thrown = error
    },
  })
  const set = async (more: Partial<VideoMessageOptions>) => {
    latest = { ...latest, ...more }
    flushSync(() => root.render(<VideoMessage {...latest} />))
    if (thrown) throw thrown
  }
  await set({})
  return {
    set,
    change: (fields) => set({ part: changed(latest.part, fields) }),
    unmount: async () => root.unmount(),
  }
}
