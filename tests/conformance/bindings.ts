import type { Binding } from './binding.js'
import { reactBinding } from './react-binding.js'
import { svelteBinding } from './svelte-binding.js'
import { vueBinding } from './vue-binding.js'

export const BINDINGS: Record<'react' | 'vue' | 'svelte', Binding> = {
  react: reactBinding(),
  vue: vueBinding(),
  svelte: svelteBinding(),
}
