import { createVideoClient } from '@reelstate/core'
import { createBrowserInspector } from '@statelyai/inspect'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createActor, createMachine } from 'xstate'
import { Recorder } from './recorder.js'

interface Viewer extends Window {
  recorder?: Recorder
}

/** A page of its own with the panel, as an app would have it: of this origin, and served by nobody. */
function viewerPage(): string {
  const address = (file: string) => new URL(file, import.meta.url).href
  // Vitest has every import() of a page go through this.
  const page = `<!doctype html><body><script>
    window.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() }
  </script><script type="module">
    import { Recorder } from ${JSON.stringify(address('./recorder.ts'))}
    import ${JSON.stringify(address('../index.ts'))}
    window.recorder = new Recorder()
    window.recorder.receive()
    const panel = document.body.appendChild(document.createElement('reelstate-devtools'))
    panel.recorder = window.recorder
  </script>`
  return URL.createObjectURL(new Blob([page], { type: 'text/html' }))
}

const light = createMachine({
  id: 'light',
  initial: 'green',
  states: { green: { on: { NEXT: 'red' } }, red: { on: { NEXT: 'green' } } },
})
const soon = { timeout: 20_000, interval: 20 }

afterEach(() => document.body.replaceChildren())

describe('the inspector of @statelyai/inspect', () => {
  it('shows machines of this page in a frame with the panel, with nothing from elsewhere', async () => {
    const iframe = document.body.appendChild(document.createElement('iframe'))
    iframe.style.width = '1000px'
    const inspector = createBrowserInspector({ iframe, url: viewerPage(), serializationDepthLimit: 30 })
    const actor = createActor(light, { inspect: inspector.inspect }).start()
    const client = createVideoClient({
      fetcher: async () => ({ jobId: 'job-1', status: 'completed', url: 'https://example.com/a.mp4' }),
      inspect: (event) => inspector.inspect.next?.(event as never),
    })
    actor.send({ type: 'NEXT' })
    await client.generate({ prompt: 'A fox' })

    const viewer = () => iframe.contentWindow as Viewer | null
    const steps = () => viewer()?.recorder?.steps ?? []
    await vi.waitFor(() => expect(steps().at(-1)?.value).toEqual({ success: 'kept' }), soon)
    const actors = viewer()?.recorder?.actors ?? []
    expect(actors.map(({ name, model }) => [name, model?.id])).toEqual([
      ['light', 'light'],
      ['video', 'video'],
    ])
    expect(steps().map(({ event, value, taken }) => [event.type, value, taken.length])).toContainEqual([
      'NEXT',
      'red',
      1,
    ])
    const panel = () => iframe.contentDocument?.querySelector('reelstate-devtools')?.shadowRoot
    await vi.waitFor(() => expect(panel()?.querySelector('svg .lit')).toBeTruthy(), soon)

    const resources = [performance, (viewer() as unknown as { performance: Performance }).performance]
    const loaded = resources.flatMap((page) =>
      page.getEntriesByType('resource').map(({ name }) => new URL(name).origin),
    )
    expect(loaded.filter((origin) => origin !== location.origin && origin !== 'null')).toEqual([])
  })

  it('is heard only from the origins that are allowed, and what is malformed is ignored with one warning', () => {
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const recorder = new Recorder()
    const stop = recorder.receive({ origins: ['https://app.example.com'] })
    const say = (data: unknown, origin = 'https://app.example.com') =>
      window.dispatchEvent(new MessageEvent('message', { data, origin }))
    const actor = (sessionId: string) => ({
      type: '@xstate.actor',
      sessionId,
      name: 'light',
      createdAt: '1',
      _version: '0.7.2',
      definition: '{"id":"light","states":{}}',
    })
    say(actor('x:1'), location.origin)
    say(actor('x:2'), 'https://evil.example')
    say('a word')
    say(null)
    expect(recorder.actors).toEqual([])
    say({ ...actor('x:3'), definition: '{' })
    say({ ...actor('x:4'), sessionId: 4 })
    expect(warning).toHaveBeenCalledOnce()
    say(actor('x:5'))
    expect(recorder.actors).toMatchObject([{ name: 'light', send: null }])
    stop()
    say(actor('x:6'))
    expect(recorder.actors).toHaveLength(1)
    warning.mockRestore()
  })
})
