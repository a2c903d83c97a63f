import { createGenerateVideo } from '@reelstate/svelte'
import { mount, tick, unmount } from 'svelte'
import { type Binding, FIELDS, type HookOptions, inWords, openStage } from './binding.js'
import { mountSvelteQueue } from './svelte-queue.js'
import SvelteVideo from './svelte-video.svelte'

type Video = ReturnType<typeof createGenerateVideo>

/** `create` is the one under test. */
export const svelteBinding = (create: typeof createGenerateVideo = createGenerateVideo): Binding => ({
  mountQueue: mountSvelteQueue,
  async mount(component) {
    const { stage, shown, press } = openStage()
    const { options, reads = FIELDS, onSetup } = component
    let latest: HookOptions = options
    let video: Video | undefined
    let renders = 0
    const app = mount(SvelteVideo, {
      target: stage,
      props: {
        component: { ...component, reads },
        create() {
          video = create(('client' in options ? options : () => latest) as never) as Video
          onSetup?.(video as never)
          return video
        },
        show(fields: Record<string, unknown>) {
          renders++
          return inWords(fields)
        },
      },
    })
    await tick()
    const current = video as unknown as Video
    return {
      video: current,
      read: (field) => current[field],
      write: (field, value) => void Object.assign(current, { [field]: value }),
      shown,
      press,
      renders: () => renders,
      async setOptions(next) {
        latest = next
        await tick()
      },
      async unmount() {
        await unmount(app)
        stage.remove()
      },
    }
  },
})
