import { createVideoClient } from '@reelstate/core'
import { scriptedTransport } from '@reelstate/core/testing'
import { expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { useVideoSelector } from './index.js'

it('renders a selection on a server as it is, and follows nothing there', async () => {
  const client = createVideoClient({ connection: scriptedTransport() })
  const subscribe = vi.spyOn(client, 'subscribe')
  const attach = vi.spyOn(client, 'attach')
  const Page = defineComponent(() => {
    const phase = useVideoSelector(client, ({ phase }) => phase)
    return () => h('p', phase.value)
  })
  expect(await renderToString(createSSRApp(Page))).toBe('<p>idle</p>')
  expect(subscribe).not.toHaveBeenCalled()
  expect(attach).not.toHaveBeenCalled()
})
