import { join } from 'node:path'
import { fetchServerSentEvents } from '@reelstate/core'
import type { VideoMessageOptions } from '@reelstate/core/chat'
import {
  VideoMessage as ReactMessage,
  renderVisualResults as renderReactResults,
} from '@reelstate/react/chat'
import { renderVisualResults as renderVueResults, VideoMessage as VueMessage } from '@reelstate/vue/chat'
import { createElement } from 'react'
import { renderToString as renderReact } from 'react-dom/server'
import type { Component } from 'svelte'
import { render as renderSvelte } from 'svelte/server'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSSRApp, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { loadForServers } from '../support/load-for-servers.js'

type Options = Omit<VideoMessageOptions, 'part'>

let SveltePage: Component<{ parts: readonly unknown[]; options: Options }>

/** What a server makes of a page with each part as a message, and of the results of one. */
const PAGES: Record<string, (parts: readonly unknown[], options: Options) => string | Promise<string>> = {
  react: (parts, options) => {
    const messages = parts.map((part, key) => createElement(ReactMessage, { part, key, ...options }))
    return renderReact(createElement('main', null, messages, renderReactResults(parts, options)))
  },
  vue: (parts, options) => {
    const messages = () => parts.map((part) => h(VueMessage, { part, ...options }))
    return renderVue(createSSRApp(() => h('main', [messages(), renderVueResults(parts, options)])))
  },
  svelte: (parts, options) => renderSvelte(SveltePage, { props: { parts, options } }).body,
}

beforeAll(async () => {
  SveltePage = await loadForServers(join(import.meta.dirname, 'svelte-page.svelte'))
})

afterEach(() => {
  vi.restoreAllMocks()
})

const URL_1 = 'https://videos.example/1.mp4'
const PARTS = [
  { type: 'VIDEO_PENDING', data: { videoId: 'vid_1', message: 'Poll.', reference: 'ref-1', progress: 40 } },
  { type: 'VIDEO_PENDING', data: { videoId: 'vid_1', message: 'Poll to see it.' } },
  { type: 'CHAT_VIDEO', data: { videoUrl: URL_1, reference: 'ref-1', expiresAt: Date.now() + 3_600_000 } },
  { type: 'CHAT_VIDEO', data: { videoUrl: URL_1, reference: 'ref-1', expiresAt: 0 } },
  { error: 'Only <5 videos.' },
  'text',
  null,
]

/** Elements with their attributes in one order, without what only frameworks read. */
const inOneForm = (html: string) =>
  html
    .replace(/<!--.*?-->/g, '')
    .replace(/ (data-reactroot|playsInline)=""/g, (_, name) => (name === 'playsInline' ? ' playsinline' : ''))
    .replace(/<(\w+) ([^>]*?)\/?>/g, (_tag, name, attributes: string) => {
      const words = attributes.match(/[\w-]+(="[^"]*")?/g) ?? []
      const inForm = words.map((word) =>
        word
          .replace(/=""$/, '')
          .replace(/:\s+/g, ':')
          .replace(/;(?=\s*")/, ''),
      )
      return `<${[name, ...inForm.map((word) => word.replace(/;\s+/g, ';')).sort()].join(' ')}>`
    })
    .replace(/>\s+</g, '><')

const note = (text: string, more = '') =>
  `<figcaption class="reelstate-video-note"><span role="status">${text}</span>${more}</figcaption>`
const panel = (progress?: number) =>
  `<div class="reelstate-video-panel"><div aria-label="Video" ${progress ? `aria-valuenow="${progress}" ` : ''}class="reelstate-video-bar" role="progressbar"><div style="width:${progress ?? 0}%"></div></div></div>`
const figure = (state: string, content: string) =>
  `<figure class="reelstate-video" data-state="${state}" tabindex="-1">${content}</figure>`
const DETAIL = '<span aria-live="off" class="reelstate-video-detail">40 %</span>'
const PLAYER = `<video aria-label="Video" controls playsinline preload="none" src="${URL_1}"></video>`
const FOLLOWED = figure('pending', panel(40) + note('The video is being made.', DETAIL))
const TEXT = figure('text', note('Poll to see it.'))
const row = (content: string) => `<div style="flex:1 1 100%">${content}</div>`
const RESULT = row(
  `<video controls src="${URL_1}" style="width:100%;max-width:600px;border-radius:8px"></video>`,
)

describe.each(Object.entries(PAGES))('%s on a server', (_name, render) => {
  it('shows every message as it is known, and asks, waits for and reads nothing', async () => {
    const fetch = vi.fn()
    const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]
    const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
    const client = { connection: fetchServerSentEvents('/api/video', { fetch }) }
    const html = await render(PARTS, { client })
    // What would begin a moment later.
    await new Promise((resolve) => setImmediate(resolve))
    expect(inOneForm(html)).toBe(
      [
        '<main>',
        FOLLOWED,
        TEXT,
        figure('video', PLAYER + note('The video is ready.')),
        figure('pending', panel() + note('Getting the video…')),
        figure('failed', note('Only &lt;5 videos.')),
        ...[row(FOLLOWED), row(TEXT), RESULT, RESULT],
        '</main>',
      ].join(''),
    )
    for (const silent of [fetch, ...timers, ...complaints]) expect(silent).not.toHaveBeenCalled()
  })
})
