import type { VideoClient } from '@reelstate/svelte'
import { mount, unmount } from 'svelte'
import SvelteIsland from './svelte-island.svelte'

export function mountIsland(target: HTMLElement, client: VideoClient): () => void {
  const island = mount(SvelteIsland, { target, props: { client } })
  return () => void unmount(island)
}
