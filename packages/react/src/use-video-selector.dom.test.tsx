import { createVideoClient, type VideoClient, type VideoState } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus, runError } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, screen } from '@testing-library/react'
import { memo, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  type UseGenerateVideoReturn,
  useGenerateVideo,
  useVideoSelector,
  VideoError,
  type VideoGenerateResult,
} from './index.js'

const job = (offers: { resume?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const url = 'https://videos.example/1.mp4'
const video = jobResult({ jobId: 'job-1', status: 'completed', url })

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

interface SelectionProps {
  video: VideoClient
  select: (state: VideoState) => unknown
  equals?: (a: unknown, b: unknown) => boolean
  onRender?: () => void
}

function Selection({ video, select, equals, onRender }: SelectionProps) {
  onRender?.()
  return <output>{JSON.stringify(useVideoSelector(video, select, equals))}</output>
}

const Progress = memo(function Progress({ video }: { video: UseGenerateVideoReturn<VideoGenerateResult> }) {
  return <output>{useVideoSelector(video, ({ progress }) => progress)}</output>
})

function PageWithProgress(props: { connection: ScriptedTransport; onRender: () => void }) {
  props.onRender()
  const video = useGenerateVideo({ connection: props.connection })
  const { generate } = video
  return (
    <button type="button" onClick={() => generate({ prompt: 'a dog' })}>
      <Progress video={video} />
    </button>
  )
}

function PageWithPoster({ connection }: { connection: ScriptedTransport }) {
  const video = useGenerateVideo({ connection, onResult: ({ url }) => ({ poster: `${url}.jpg` }) })
  const poster = useVideoSelector(video, ({ result }) => result?.poster)
  expectTypeOf(poster).toEqualTypeOf<string | undefined>()
  return (
    <button type="button" onClick={() => video.generate({ prompt: 'a dog' })}>
      {poster}
    </button>
  )
}

const shown = () => screen.getByRole('status').textContent

/** A run under way, with one component that shows a selection of it. */
async function start(props: Omit<SelectionProps, 'video'>) {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection })
  const onRender = vi.fn()
  const view = render(<Selection video={client} onRender={onRender} {...props} />)
  await act(async () => void client.generate({ prompt: 'a dog' }))
  await act(() => connection.last.send(job({ resume: true }), progress(0)))
  onRender.mockClear()
  const rerender = (next: Partial<SelectionProps>) =>
    view.rerender(<Selection video={client} onRender={onRender} {...props} {...next} />)
  return { connection, client, onRender, rerender, unmount: view.unmount }
}

describe('a selection of a client', () => {
  it('renders when it becomes another value, and only then', async () => {
    const { connection, onRender } = await start({ select: ({ progress }) => (progress ?? 0) >= 50 })
    for (let percent = 1; percent <= 100; percent++) await act(() => connection.last.send(progress(percent)))
    expect(onRender).toHaveBeenCalledTimes(1)
    expect(shown()).toBe('true')
  })

  it('that makes an object renders when its own comparison says so', async () => {
    const { connection, onRender } = await start({
      select: ({ phase, progress }) => ({ phase, tens: Math.floor((progress ?? 0) / 10) }),
      equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
    })
    for (let percent = 1; percent < 30; percent++) await act(() => connection.last.send(progress(percent)))
    expect(onRender).toHaveBeenCalledTimes(2)
    expect(shown()).toBe('{"phase":"polling","tens":2}')
  })

  it('follows a selector that is another function with every render', async () => {
    const { connection, rerender } = await start({ select: ({ phase }) => phase })
    rerender({ select: ({ progress }) => progress })
    expect(shown()).toBe('0')
    await act(() => connection.last.send(progress(40)))
    expect(shown()).toBe('40')
  })

  it('shows a video that failed: its error is a value, not one of the page', async () => {
    const { connection } = await start({ select: ({ status, error }) => [status, error?.code] })
    await act(() => connection.last.send(runError(new VideoError('moderated', 'No.'))))
    expect(shown()).toBe('["error","moderated"]')
  })

  it('follows another client once it is given one, and leaves the first', async () => {
    const { connection, client, onRender, rerender } = await start({ select: ({ progress }) => progress })
    const second = scriptedTransport()
    const other = createVideoClient({ connection: second })
    rerender({ video: other })
    expect(shown()).toBe('null')
    // It was the only page of the first, whose stream can be continued.
    expect(connection.last.signal.aborted).toBe(true)
    onRender.mockClear()
    await act(async () => client.reset())
    expect(onRender).not.toHaveBeenCalled()
    await act(async () => void other.generate({ prompt: 'a cat' }))
    await act(() => second.last.send(job(), progress(70)))
    expect(shown()).toBe('70')
  })

  it('keeps a run going while another page of it leaves', async () => {
    const { connection, client } = await start({ select: ({ progress }) => progress })
    client.attach()()
    await act(() => connection.last.send(progress(60)))
    expect(shown()).toBe('60')
    expect(connection.requests).toHaveLength(1)
  })

  it('is over with its component', async () => {
    const select = vi.fn(({ progress }: VideoState) => progress)
    const { connection, client, unmount } = await start({ select })
    unmount()
    select.mockClear()
    expect(connection.last.signal.aborted).toBe(true)
    client.reset()
    expect(client.getState().progress).toBeNull()
    expect(select).not.toHaveBeenCalled()
  })

  it('subscribes once and leaves nothing behind in StrictMode', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const subscriptions = new Set<() => void>()
    const { subscribe } = client
    client.subscribe = (listener) => {
      const unsubscribe = subscribe(listener)
      const entry = () => {
        subscriptions.delete(entry)
        unsubscribe()
      }
      subscriptions.add(entry)
      return entry
    }
    const view = render(<Selection video={client} select={({ phase }) => phase} />, { wrapper: StrictMode })
    expect(subscriptions.size).toBe(1)
    await act(async () => void client.generate({ prompt: 'a dog' }))
    expect(shown()).toBe('"creating"')
    view.unmount()
    expect(subscriptions.size).toBe(0)
  })

  it('is rendered on a server as it is, with no subscription', () => {
    const client = createVideoClient({ connection: scriptedTransport() })
    const subscribe = vi.spyOn(client, 'subscribe')
    const attach = vi.spyOn(client, 'attach')
    const html = renderToString(<Selection video={client} select={({ phase }) => ({ phase })} />)
    expect(html).toBe('<output>{&quot;phase&quot;:&quot;idle&quot;}</output>')
    expect(subscribe).not.toHaveBeenCalled()
    expect(attach).not.toHaveBeenCalled()
  })
})

describe("a selection of the hook's return", () => {
  it('renders its own component, and not the one that has the hook', async () => {
    const connection = scriptedTransport()
    const onRender = vi.fn()
    render(<PageWithProgress connection={connection} onRender={onRender} />)
    await act(async () => screen.getByRole('button').click())
    for (let percent = 0; percent < 100; percent++)
      await act(() => connection.last.send(job({ resume: true }), progress(percent)))
    expect(shown()).toBe('99')
    expect(onRender).toHaveBeenCalledTimes(1)
  })

  it('reads the result as `onResult` made it', async () => {
    const connection = scriptedTransport()
    render(<PageWithPoster connection={connection} />)
    await act(async () => screen.getByRole('button').click())
    await act(() => connection.last.send(job(), video))
    expect(screen.getByRole('button').textContent).toBe(`${url}.jpg`)
  })
})
