import { mount, unmount } from 'svelte'
import SvelteUi from './svelte-ui.svelte'
import type { UiProps } from './ui-module.js'

export function mountUi(target: HTMLElement, props: UiProps): () => void {
  const ui = mount(SvelteUi, { target, props })
  return () => void unmount(ui)
}
