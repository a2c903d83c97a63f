import { join } from 'node:path'
import { useVideoQueue as useReactQueue, useGenerateVideo as useReactVideo } from '@reelstate/react'
import {
  fetchServerSentEvents,
  useVideoQueue as useVueQueue,
  useGenerateVideo as useVueVideo,
  type VideoClientOptions,
  type VideoQueueOptions,
} from '@reelstate/vue'
import { createElement } from 'react'
import { renderToString as renderReact } from 'react-dom/server'
import type { Component } from 'svelte'
import { render as renderSvelte } from 'svelte/server'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSSRApp, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { loadForServers } from '../support/load-for-servers.js'
import { keeping } from './keeping.js'

interface ServerPageOptions {
  video: VideoClientOptions
  queue: VideoQueueOptions
}

let SveltePage: Component<{ options: ServerPageOptions }>

/** What a server makes of a page that has a video and a queue. */
const PAGES: Record<string, (options: ServerPageOptions) => string | Promise<string>> = {
  react: (options) => renderReact(createElement(ReactPage, options)),
  vue: (options) => renderVue(createSSRApp({ setup: () => useVuePage(options) })),
  svelte: (options) => renderSvelte(SveltePage, { props: { options } }).body,
}

function ReactPage(options: ServerPageOptions) {
  const video = useReactVideo(options.video)
  const queue = useReactQueue(options.queue)
  const shown = [video.status, video.phase, video.progress === null, queue.status, queue.items.length]
  return createElement('p', null, shown.join(' '))
}

function useVuePage(options: ServerPageOptions) {
  const video = useVueVideo(() => options.video)
  const queue = useVueQueue(() => options.queue)
  return () => {
    const run = [video.status.value, video.phase.value, video.progress.value === null]
    return h('p', [...run, queue.status.value, queue.items.value.length].join(' '))
  }
}

beforeAll(async () => {
  SveltePage = await loadForServers(join(import.meta.dirname, 'server-page.svelte'))
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe.each(Object.entries(PAGES))('%s on a server', (_name, render) => {
  it('shows an idle video and an empty queue, and asks, waits for and reads nothing', async () => {
    const fetch = vi.fn()
    const { storage, persist, persistQueue } = keeping()
    const ownStorage = { getItem: vi.fn(), setItem: vi.fn(), removeItem: vi.fn() }
    vi.stubGlobal('localStorage', ownStorage)
    const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]
    const connection = fetchServerSentEvents('/api/video', { fetch })

    const html = await render({
      video: { connection, persist: persist() },
      queue: { connection, persist: persistQueue() },
    })
    // What would begin a moment later.
    await new Promise((resolve) => setImmediate(resolve))
    expect(html.replace(/<!--.*?-->/g, '')).toBe('<p>idle idle true idle 0</p>')
    for (const timer of timers) expect(timer).not.toHaveBeenCalled()
    for (const { getItem, setItem } of [storage, ownStorage]) {
      expect(getItem).not.toHaveBeenCalled()
      expect(setItem).not.toHaveBeenCalled()
    }
    expect(fetch).not.toHaveBeenCalled()
  })
})
