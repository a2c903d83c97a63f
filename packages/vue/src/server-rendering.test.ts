import { createVideoClient } from '@reelstate/core'
import { scriptedTransport } from '@reelstate/core/testing'
import { expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { useGenerateVideo } from './index.js'

it('renders on a server, and does nothing there', async () => {
  const connection = scriptedTransport()
  const shared = createVideoClient({ connection })
  const subscribe = vi.spyOn(shared, 'subscribe')
  const attach = vi.spyOn(shared, 'attach')
  const timer = vi.spyOn(globalThis, 'setTimeout')
  const Page = defineComponent(() => {
    const one = useGenerateVideo({ connection })
    const two = useGenerateVideo({ client: shared })
    return () => h('p', `${one.status.value} ${two.phase.value} ${two.progress.value}`)
  })
  expect(await renderToString(createSSRApp(Page))).toBe('<p>idle idle null</p>')
  for (const spy of [subscribe, attach, timer]) expect(spy).not.toHaveBeenCalled()
  expect(connection.requests).toHaveLength(0)
})
