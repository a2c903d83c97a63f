import { createVideoClient } from '@reelstate/core'
import { cleanup, render } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp, createSSRApp, h, nextTick, reactive, shallowRef } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { createFaults } from '../faults.js'
import type { ReelstateDevtools as Panel } from '../reelstate-devtools.js'
import type { DevtoolsProps } from './mount-panel.js'
import { ReelstateDevtools } from './react.js'
import { reelstateDevtools } from './svelte.js'
import { ReelstateDevtools as VueDevtools } from './vue.js'

const newClient = () => createVideoClient({ fetcher: () => new Promise(() => {}) })
const panels = () => [...document.querySelectorAll<Panel>('reelstate-devtools')]
const shown = () => vi.waitFor(() => expect(panels()).toHaveLength(1), { timeout: 20_000 })

/** Each framework, as an app uses it: shows the devtools, shows them with other properties, leaves. */
const frameworks = {
  React() {
    const page = render(<i />)
    return {
      show: (props: DevtoolsProps) =>
        page.rerender(
          <StrictMode>
            <ReelstateDevtools {...props} />
          </StrictMode>,
        ),
      leave: () => page.unmount(),
    }
  },
  Vue() {
    const props = shallowRef<DevtoolsProps>({})
    const app = createApp(() => h(VueDevtools, reactive(props.value)))
    let isMounted = false
    return {
      show(next: DevtoolsProps) {
        props.value = next
        if (!isMounted) app.mount(document.body.appendChild(document.createElement('main')))
        isMounted = true
        return nextTick()
      },
      leave: () => app.unmount(),
    }
  },
  Svelte() {
    const node = document.body.appendChild(document.createElement('div'))
    let action: ReturnType<typeof reelstateDevtools>
    return {
      show(props: DevtoolsProps) {
        if (action) action.update(props)
        else action = reelstateDevtools(node, props)
      },
      leave: () => action?.destroy(),
    }
  },
}

afterEach(() => {
  cleanup()
  document.body.replaceChildren()
})

describe.each(Object.entries(frameworks))('the devtools in %s', (_, start) => {
  it('show a client in one panel, take what changes, and leave with their page', async () => {
    const [client, other, faults] = [newClient(), newClient(), createFaults()]
    const page = start()
    await page.show({ client, faults, theme: 'dark' })
    await shown()
    const [panel] = panels()
    expect([panel?.client, panel?.faults, panel?.getAttribute('theme')]).toEqual([client, faults, 'dark'])
    expect(panel?.client).toBe(client)

    await page.show({ client: other, view: 'chart' })
    await vi.waitFor(() => expect(panel?.client).toBe(other))
    expect(panels()).toEqual([panel])
    expect([panel?.faults, panel?.hasAttribute('theme'), panel?.getAttribute('view')]).toEqual([
      null,
      false,
      'chart',
    ])

    page.leave()
    expect(panels()).toEqual([])
  })

  it('keep what was recorded while they are shown again with a client and its actor', async () => {
    const client = newClient()
    const page = start()
    await page.show({ client, actor: client.actor })
    await shown()
    const [panel] = panels()
    await page.show({ client, actor: client.actor, theme: 'dark' })
    await vi.waitFor(() => expect(panel?.getAttribute('theme')).toBe('dark'))
    expect([panel?.client, panel?.actor]).toEqual([client, null])
    page.leave()
  })

  it('show nothing where their page is left before they are loaded', async () => {
    const page = start()
    await page.show({ client: newClient() })
    // The page may take its place away, and the panel in it.
    const hosts = [...document.body.querySelectorAll('*')]
    page.leave()
    await import('../define-devtools.js')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(hosts.length).toBeGreaterThan(0)
    expect(hosts.flatMap((host) => [...host.querySelectorAll('reelstate-devtools')])).toEqual([])
    expect(panels()).toEqual([])
  })
})

describe('the devtools on a server', () => {
  it('leave a place, and load nothing', async () => {
    const html = '<div style="display:contents"></div>'
    expect(renderToString(<ReelstateDevtools client={newClient()} />)).toBe(html)
    expect(await renderVue(createSSRApp(() => h(VueDevtools, { client: newClient() })))).toContain(
      'display:contents',
    )
  })
})

describe('in production', () => {
  it('nothing is shown, unless it is asked for', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    vi.resetModules()
    const [react, vue, svelte, asked] = await Promise.all([
      import('./react.js'),
      import('./vue.js'),
      import('./svelte.js'),
      import('./react-production.js'),
    ])
    vi.unstubAllEnvs()
    expect(react.ReelstateDevtools({})).toBeNull()
    expect((vue.ReelstateDevtools as unknown as () => null)()).toBeNull()
    expect(svelte.reelstateDevtools(document.createElement('div'), {})).toBeUndefined()
    expect(asked.ReelstateDevtools).not.toBe(react.ReelstateDevtools)
  })
})
