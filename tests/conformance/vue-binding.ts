import { useGenerateVideo, useVideoSelector } from '@reelstate/vue'
import { createApp, h, nextTick, shallowRef } from 'vue'
import { type Binding, FIELDS, type HookOptions, inWords, METHODS, openStage } from './binding.js'
import { mountVueQueue } from './vue-queue.js'

type Video = ReturnType<typeof useGenerateVideo>

/** `composable` is the one under test. */
export const vueBinding = (composable: typeof useGenerateVideo = useGenerateVideo): Binding => ({
  mountQueue: mountVueQueue,
  async mount({ options, reads = FIELDS, select, onSetup }) {
    const { stage, shown, press } = openStage()
    const latest = shallowRef<HookOptions>(options)
    const page: { video?: Video; renders: number } = { renders: 0 }

    const Selected = {
      setup() {
        const selected = useVideoSelector(page.video as never, select as NonNullable<typeof select>)
        return () => {
          page.renders++
          return h('output', inWords({ selected: selected.value }))
        }
      },
    }
    const app = createApp({
      setup() {
        const video = composable(('client' in options ? options : () => latest.value) as never) as Video
        page.video = video
        onSetup?.(video)
        if (select) return () => h(Selected)
        return () => {
          page.renders++
          const fields = reads.map((field) => [field, video[field].value])
          const buttons = METHODS.map((method) => h('button', { onClick: video[method] }, method))
          return [h('output', inWords(Object.fromEntries(fields))), ...buttons]
        }
      },
    })
    app.mount(stage)
    await nextTick()
    const video = page.video as Video
    return {
      video,
      read: (field) => video[field].value,
      write: (field, value) => void Object.assign(video[field], { value }),
      shown,
      press,
      renders: () => page.renders,
      async setOptions(next) {
        latest.value = next
        await nextTick()
      },
      async unmount() {
        app.unmount()
        await nextTick()
        stage.remove()
      },
    }
  },
})
