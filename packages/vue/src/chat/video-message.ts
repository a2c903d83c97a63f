import { createVideoMessage, type VideoMessageClient, type VideoMessageLabels } from '@reelstate/core/chat'
import {
  defineComponent,
  h,
  onScopeDispose,
  type PropType,
  shallowRef,
  toRaw,
  type VNode,
  watchEffect,
} from 'vue'

/**
 * A video in a chat. One in the making shows how it is and becomes the player, or the reason why there is none, without
 * the LLM: while it is on the screen its job is followed by the reference in the part, so that a reload or scrolling away
 * loses nothing. Throws a `VideoError` `invalid_options` where there is no client.
 */
export const VideoMessage = defineComponent({
  name: 'VideoMessage',
  props: {
    /** A `VideoMessagePart`. Of anything else nothing is shown. */
    part: { type: null as unknown as PropType<unknown>, required: true },
    client: { type: Object as PropType<VideoMessageClient>, required: true },
    /** In place of the English words. */
    labels: { type: Object as PropType<Partial<VideoMessageLabels> | undefined>, default: undefined },
  },
  setup(props) {
    const options = () => ({ part: props.part, client: toRaw(props.client), labels: props.labels })
    const message = createVideoMessage(options())
    const state = shallowRef(message.getState())
    onScopeDispose(
      message.subscribe(() => {
        state.value = message.getState()
      }),
    )
    watchEffect(() => message.update(options()))

    const figure = shallowRef<HTMLElement | null>(null)
    watchEffect((onCleanup) => {
      if (figure.value) onCleanup(message.show(figure.value))
    })

    return () => {
      const { kind, text, detail, progress, url, preload, name, cancel, lookAgain } = state.value
      if (kind === 'none') return null
      const button = (label: string | null, onClick: () => void) =>
        label ? h('button', { key: label, type: 'button', onClick }, label) : null
      return h('figure', { ref: figure, class: 'reelstate-video', 'data-state': kind, tabindex: -1 }, [
        url === null ? null : player({ src: url, preload, 'aria-label': name, onError: message.renew }),
        kind === 'pending' ? panel(name, progress) : null,
        h('figcaption', { class: 'reelstate-video-note' }, [
          h('span', { role: 'status' }, text),
          detail ? h('span', { class: 'reelstate-video-detail', 'aria-live': 'off' }, detail) : null,
          button(cancel, message.cancel),
          button(lookAgain, message.lookAgain),
        ]),
      ])
    }
  },
})

function player(props: object): VNode {
  return h('video', { ...props, controls: true, playsinline: true })
}

function panel(name: string, progress: number | null): VNode {
  const bar = { class: 'reelstate-video-bar', role: 'progressbar', 'aria-label': name }
  return h('div', { class: 'reelstate-video-panel' }, [
    h('div', { ...bar, 'aria-valuenow': progress ?? undefined }, [
      h('div', { style: { width: `${progress ?? 0}%` } }),
    ]),
  ])
}
