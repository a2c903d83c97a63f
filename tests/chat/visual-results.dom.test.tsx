import { isVisualResult, renderVisualResults, VideoMessage } from '@reelstate/react/chat'
import { isVisualResult as isVisualSvelteResult } from '@reelstate/svelte/chat'
import {
  isVisualResult as isVisualVueResult,
  renderVisualResults as renderVueResults,
  VideoMessage as VueMessage,
} from '@reelstate/vue/chat'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { mount, unmount } from 'svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { VNode } from 'vue'
import SvelteResults from './svelte-results.svelte'

const URL_1 = 'https://videos.example/1.mp4'
const VIDEO = { type: 'CHAT_VIDEO', data: { videoUrl: URL_1 } }
const PENDING = { type: 'VIDEO_PENDING', data: { videoId: 'vid_1', message: 'Poll.', reference: 'ref-1' } }
const OTHERS = [
  ...[
    null,
    undefined,
    '',
    'CHAT_VIDEO',
    0,
    7,
    true,
    [],
    [VIDEO],
    {},
    { type: 'X', data: { videoUrl: URL_1 } },
  ],
  ...[
    { type: 'CHAT_VIDEO' },
    { type: 'CHAT_VIDEO', data: null },
    { type: 'CHAT_VIDEO', data: { videoUrl: '' } },
  ],
  ...[{ error: 'It was refused.' }, { type: 'VIDEO_CANCELED', data: { videoId: 'vid_1' } }],
]
const RESULTS = [OTHERS[0], VIDEO, { error: 'x' }, PENDING, { ...VIDEO, data: { videoUrl: '/2.mp4' } }]

type Result = { type?: string; data?: { videoUrl?: string } | null } | null | undefined

/** The pattern's own code, as it was published. */
const isVisual = (r: Result) => (r?.type === 'CHAT_VIDEO' && r?.data?.videoUrl) || r?.type === 'VIDEO_PENDING'
const render = (item: Result, idx: number) => {
  if (item?.type === 'CHAT_VIDEO' && item?.data?.videoUrl) {
    return (
      <div key={`vid-${idx}`} style={{ flex: '1 1 100%' }}>
        {/* biome-ignore lint/a11y/useMediaCaption: it is the pattern's. */}
        <video src={item.data.videoUrl} controls style={{ width: '100%', maxWidth: 600, borderRadius: 8 }} />
      </div>
    )
  }
}

const options = { client: { fetcher: vi.fn() } }
const shapeOf = ({ type, key, props }: ReactElement) => ({ type, key, props })
const deepShapeOf = (element: unknown) => {
  const { type, key, props } = element as ReactElement<{ children: ReactElement }>
  const { children, ...rest } = props
  return { type, key, props: rest, child: shapeOf(children) }
}

afterEach(() => document.body.replaceChildren())

describe.each(
  Object.entries({ react: isVisualResult, vue: isVisualVueResult, svelte: isVisualSvelteResult }),
)('isVisualResult of %s', (_name, ours) => {
  it('is true of exactly what the pattern shows', () => {
    const numbers = [1, {}, 0, null, Number.NaN].map((videoUrl) => ({
      type: 'CHAT_VIDEO',
      data: { videoUrl },
    }))
    for (const result of [...RESULTS, ...OTHERS, ...numbers, { type: 'VIDEO_PENDING' }])
      expect(ours(result), JSON.stringify(result)).toBe(Boolean(isVisual(result as Result)))
  })
})

describe('renderVisualResults', () => {
  it('makes the elements of the pattern in React, and nothing else', () => {
    const elements = renderVisualResults(RESULTS)
    expect(elements.map((element) => element && deepShapeOf(element))).toEqual(
      (RESULTS as Result[]).map(render).map((element) => element && deepShapeOf(element)),
    )
    expect(elements.map((element) => (element as ReactElement)?.key)).toEqual([
      undefined,
      'vid-1',
      undefined,
      undefined,
      'vid-4',
    ])
    expect(renderToStaticMarkup(elements)).toBe(renderToStaticMarkup((RESULTS as Result[]).map(render)))
    expect(renderVisualResults(OTHERS, options)).toEqual(OTHERS.map(() => undefined))
  })

  it('makes a video in the making a message in React where it is told how to follow it', () => {
    const element = deepShapeOf(renderVisualResults(RESULTS, options)[3])
    const child = { type: VideoMessage, key: null, props: { part: PENDING, ...options } }
    expect(element).toEqual({ type: 'div', key: 'vid-3', props: { style: { flex: '1 1 100%' } }, child })
  })

  it('makes the same nodes in Vue', () => {
    const nodes = renderVueResults(RESULTS)
    const shape = ({ type, key, props, children }: VNode) => ({ type, key, props, children })
    const row = (key: string) => ({ type: 'div', key, props: { key, style: { flex: '1 1 100%' } } })
    const style = { width: '100%', maxWidth: '600px', borderRadius: '8px' }
    const player = (src: string) => ({ type: 'video', props: { src, controls: true, style } })
    expect(nodes.map((node) => node && shape(node))).toMatchObject([
      undefined,
      { ...row('vid-1'), children: [player(URL_1)] },
      undefined,
      undefined,
      { ...row('vid-4'), children: [player('/2.mp4')] },
    ])
    expect(renderVueResults(OTHERS, options)).toEqual(OTHERS.map(() => undefined))
    expect(shape(renderVueResults(RESULTS, options)[3] as VNode)).toMatchObject({
      ...row('vid-3'),
      children: [{ type: VueMessage, props: { part: PENDING, ...options } }],
    })
  })

  it('makes the same HTML in Svelte as in React', async () => {
    const style = 'width: 100%; max-width: 600px; border-radius: 8px'
    const player = (src: string) =>
      `<div style="flex: 1 1 100%"><video src="${src}" controls="" style="${style}"></video></div>`
    const expected = inOneForm(player(URL_1) + player('/2.mp4'))
    expect(inOneForm(renderToStaticMarkup(renderVisualResults(RESULTS)))).toBe(expected)

    const svelte = document.createElement('div')
    const results = mount(SvelteResults, { target: svelte, props: { results: RESULTS } })
    expect(inOneForm(svelte.innerHTML)).toBe(expected)
    await unmount(results)
  })

  it('shows a video in the making as a message in Svelte where it is told how to follow it', async () => {
    const target = document.body.appendChild(document.createElement('div'))
    const results = mount(SvelteResults, { target, props: { results: [...OTHERS, PENDING], options } })
    expect(target.children).toHaveLength(1)
    expect(target.querySelector('div > figure.reelstate-video')?.getAttribute('data-state')).toBe('pending')
    await unmount(results)
  })
})

/** As a browser would write it, without what frameworks leave between elements. */
function inOneForm(html: string): string {
  const place = document.createElement('div')
  place.innerHTML = html.replace(/<!--.*?-->/g, '')
  return [...place.querySelectorAll('*')]
    .map((element) => {
      const style = (element.getAttribute('style') ?? '').replace(/\s/g, '').replace(/;$/, '')
      const attributes = [...element.attributes].filter(({ name }) => name !== 'style')
      const words = attributes.map(({ name, value }) => `${name}=${value}`).sort()
      return [element.parentElement === place ? '' : '>', element.localName, style, ...words].join(' ')
    })
    .join('\n')
    .trim()
}
