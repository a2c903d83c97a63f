import type { VideoMessageOptions } from '@reelstate/core/chat'
import { VideoMessage as ReactMessage } from '@reelstate/react/chat'
import { VideoMessage as VueMessage } from '@reelstate/vue/chat'
import { createElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString as renderReact } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSSRApp, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'

interface Page {
  html: Promise<string> | string
  /** Takes over what a server sent. Returns how to leave. */
  hydrate(place: Element): () => void
}

const PAGES: Record<string, (options: VideoMessageOptions) => Page> = {
  react(options) {
    const element = createElement(ReactMessage, options)
    const report = (error: unknown) => console.error(error)
    return {
      html: renderReact(element),
      hydrate(place) {
        const root = hydrateRoot(place, element, { onRecoverableError: report })
        return () => root.unmount()
      },
    }
  },
  vue(options) {
    const app = () => createSSRApp(() => h(VueMessage, { ...options }))
    return {
      html: renderVue(app()),
      hydrate(place) {
        const hydrated = app()
        hydrated.mount(place)
        return () => hydrated.unmount()
      },
    }
  },
}

const URL_1 = 'https://videos.example/1.mp4'
const PARTS = {
  pending: { type: 'VIDEO_PENDING', data: { videoId: 'vid_1', message: 'Poll.', reference: 'ref-1' } },
  video: { type: 'CHAT_VIDEO', data: { videoUrl: URL_1 } },
  failed: { error: 'It was refused.' },
}

afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

describe.each(Object.entries(PAGES))('%s in a page from a server', (_name, open) => {
  it.each(Object.entries(PARTS))('takes over the very elements of a %s message', async (_state, part) => {
    const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
    const page = open({ part, client: { fetcher: vi.fn() } })
    const place = document.body.appendChild(document.createElement('div'))
    place.innerHTML = await page.html
    const elements = [...place.querySelectorAll('*')]
    const leave = page.hydrate(place)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(elements.filter((element) => !place.contains(element))).toEqual([])
    expect(place.querySelectorAll('figure')).toHaveLength(1)
    leave()
    for (const silent of complaints) expect(silent).not.toHaveBeenCalled()
  })
})
