import { createVideoClient, type VideoClient, type VideoState } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus, runError } from '@reelstate/core/protocol'
import { scriptedTransport } from '@reelstate/core/testing'
import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type ComputedRef, defineComponent, effectScope, h, KeepAlive, nextTick, ref, shallowRef } from 'vue'
import { useGenerateVideo, useVideoSelector, VideoError } from './index.js'

const job = (offers: { resume?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const url = 'https://videos.example/1.mp4'
const video = jobResult({ jobId: 'job-1', status: 'completed', url })

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const shown = () => screen.getByRole('status').textContent

/** A component that shows a selection, and counts what it rendered. */
const selection = (setup: () => Readonly<{ value: unknown }>, onRender = () => {}) =>
  defineComponent(() => {
    const selected = setup()
    return () => {
      onRender()
      return h('output', JSON.stringify(selected.value))
    }
  })

/** A run under way, with one component that shows a selection of it. */
async function start<T>(
  select: (state: VideoState) => T,
  equals?: (a: T, b: T) => boolean,
  Page = (client: VideoClient, onRender: () => void) =>
    selection(() => useVideoSelector(client, select, equals), onRender),
) {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection })
  const onRender = vi.fn()
  const view = render(Page(client, onRender))
  void client.generate({ prompt: 'a dog' })
  await connection.last.send(job({ resume: true }), progress(0))
  await nextTick()
  onRender.mockClear()
  const send = async (...events: Parameters<typeof connection.last.send>) => {
    await connection.last.send(...events)
    await nextTick()
  }
  return { connection, client, onRender, send, unmount: view.unmount }
}

describe('a selection of a client', () => {
  it('renders when it becomes another value, and only then', async () => {
    const { onRender, send } = await start(({ progress }) => (progress ?? 0) >= 50)
    for (let percent = 1; percent <= 100; percent++) await send(progress(percent))
    expect(onRender).toHaveBeenCalledTimes(1)
    expect(shown()).toBe('true')
  })

  it('that makes an object renders when its own comparison says so', async () => {
    const { onRender, send } = await start(
      ({ phase, progress }) => ({ phase, tens: Math.floor((progress ?? 0) / 10) }),
      (a, b) => a.phase === b.phase && a.tens === b.tens,
    )
    for (let percent = 1; percent < 30; percent++) await send(progress(percent))
    expect(onRender).toHaveBeenCalledTimes(2)
    expect(shown()).toBe('{"phase":"polling","tens":2}')
  })

  it('follows what is reactive in its selector', async () => {
    const field = ref<'phase' | 'progress'>('phase')
    const { send } = await start((state) => state[field.value])
    expect(shown()).toBe('"polling"')
    field.value = 'progress'
    await send(progress(40))
    expect(shown()).toBe('40')
    field.value = 'phase'
    await nextTick()
    expect(shown()).toBe('"polling"')
  })

  it('shows a video that failed', async () => {
    const { send } = await start(({ status, error }) => [status, error?.code])
    await send(runError(new VideoError('moderated', 'No.')))
    expect(shown()).toBe('["error","moderated"]')
  })

  it('cannot be written', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const client = createVideoClient({ connection: scriptedTransport() })
    const selected = effectScope().run(() => useVideoSelector(client, ({ phase }) => phase))
    ;(selected as { value?: string }).value = 'success'
    expect(selected?.value).toBe('idle')
    expect(warn).toHaveBeenCalled()
  })

  it('is over with its component', async () => {
    const select = vi.fn(({ progress }: VideoState) => progress)
    const { connection, client, unmount } = await start(select)
    unmount()
    select.mockClear()
    expect(connection.last.signal.aborted).toBe(true)
    client.reset()
    expect(client.getState().progress).toBeNull()
    expect(select).not.toHaveBeenCalled()
  })

  it('is over with its effect scope, and left where it was', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const scope = effectScope()
    const selected = scope.run(() => useVideoSelector(client, ({ phase }) => phase))
    void client.generate({ prompt: 'a dog' })
    await connection.last.send(job({ resume: true }))
    expect(selected?.value).toBe('polling')
    scope.stop()
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('lets the stream go while `KeepAlive` keeps its page, and continues it afterwards', async () => {
    const isShown = shallowRef(true)
    const { connection } = await start(
      ({ progress }) => progress,
      undefined,
      (client) => {
        const Page = selection(() => useVideoSelector(client, ({ progress }) => progress))
        return defineComponent(() => () => h(KeepAlive, () => (isShown.value ? h(Page) : undefined)))
      },
    )
    isShown.value = false
    await nextTick()
    expect(connection.last.signal.aborted).toBe(true)
    isShown.value = true
    await nextTick()
    expect(connection.last.kind).toBe('resume')
    await connection.last.send(progress(60))
    await nextTick()
    expect(shown()).toBe('60')
  })
})

it("a selection of the composable's return reads the result as `onResult` made it", async () => {
  const connection = scriptedTransport()
  const scope = effectScope()
  const [all, poster] =
    scope.run(() => {
      const all = useGenerateVideo({ connection, onResult: ({ url }) => ({ poster: `${url}.jpg` }) })
      return [all, useVideoSelector(all, ({ result }) => result?.poster)] as const
    }) ?? []
  expectTypeOf(poster).toEqualTypeOf<ComputedRef<string | undefined> | undefined>()
  void all?.generate({ prompt: 'a dog' })
  await connection.last.send(job(), video)
  expect(poster?.value).toBe(`${url}.jpg`)
  scope.stop()
})
