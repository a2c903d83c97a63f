import type { MountMessage } from './binding.js'
import { mountReactMessage } from './react-message.js'
import { mountSvelteMessage } from './svelte-message.js'
import { mountVueMessage } from './vue-message.js'

export const BINDINGS: Record<'react' | 'vue' | 'svelte', MountMessage> = {
  react: mountReactMessage,
  vue: mountVueMessage,
  svelte: mountSvelteMessage,
}
