import { createVideoClient, type VideoClient } from '@reelstate/core'
import { persistence } from '@reelstate/core/persist'
import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { Activity, StrictMode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useGenerateVideo, type VideoFetcher } from './index.js'

// Where hooks of this kind are known to fail, by the names of what must happen instead.

const job = (offers: { resume?: boolean; cancel?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const result = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const video = jobResult(result)
const input = { prompt: 'a dog' }

function Player({ fetcher }: { fetcher: VideoFetcher }) {
  const { status, progress, generate } = useGenerateVideo({ fetcher })
  return (
    <button type="button" onClick={() => generate(input)}>
      {`${status} ${progress}`}
    </button>
  )
}

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  localStorage.clear()
})

describe('a page that is given another client during a run', () => {
  function exchange() {
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    const clients = [first, second].map((connection) => createVideoClient({ connection }))
    const [a, b] = clients as [VideoClient, VideoClient]
    const hook = renderHook((client) => useGenerateVideo({ client }), { initialProps: a })
    const shown = () => ({ ...hook.result.current })
    return { first, second, a, b, hook, shown }
  }

  it('is not stuck: it shows an idle one, and a stop leaves it idle', async () => {
    const { first, b, hook, shown } = exchange()
    await act(async () => void hook.result.current.generate(input))
    await act(() => first.last.send(job(), progress(40)))
    hook.rerender(b)
    const idle = { status: 'idle', isLoading: false, jobId: null, videoStatus: null, progress: null }
    expect(shown()).toMatchObject(idle)
    act(() => hook.result.current.stop())
    expect(shown()).toMatchObject(idle)
  })

  it('never shows the video of the other one', async () => {
    const { first, a, b, hook, shown } = exchange()
    await act(async () => void hook.result.current.generate(input))
    await act(() => first.last.send(job(), progress(40)))
    hook.rerender(b)
    await act(() => first.last.send(video))
    expect(shown()).toMatchObject({ status: 'idle', result: null })
    hook.rerender(a)
    expect(shown()).toMatchObject({ status: 'success', result })
  })
})

describe('an Activity that is hidden and shown', () => {
  it('does not leave a run of a fetcher generating for ever', async () => {
    const signals: AbortSignal[] = []
    let answer: (made: typeof result) => void = () => {}
    const fetcher: VideoFetcher = (_input, { signal }) => {
      signals.push(signal)
      return new Promise((resolve) => {
        answer = resolve
      })
    }
    const page = (mode: 'visible' | 'hidden') => (
      <Activity mode={mode}>
        <Player fetcher={fetcher} />
      </Activity>
    )
    const view = render(page('visible'))
    const button = screen.getByText(/\w/, { selector: 'button' })
    await act(async () => button.click())
    await act(async () => view.rerender(page('hidden')))
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await act(async () => view.rerender(page('visible')))
    expect(button.textContent).toBe('generating null')
    await act(async () => answer(result))
    expect(button.textContent).toBe('success 100')
    expect(signals).toHaveLength(1)
  })
})

it('a fetcher is the one of the latest render, at the next click', async () => {
  const asked: string[] = []
  const fetcherOf = (plan: string) => async () => {
    asked.push(plan)
    return result
  }
  const hook = renderHook((plan) => useGenerateVideo({ fetcher: fetcherOf(plan) }), { initialProps: 'cheap' })
  hook.rerender('pro')
  await act(() => hook.result.current.generate(input))
  hook.rerender('max')
  await act(() => hook.result.current.generate(input))
  expect(asked).toEqual(['pro', 'max'])
})

describe('what a page shows', () => {
  it('after a stop is nothing of the run that was stopped', async () => {
    const connection = scriptedTransport()
    connection.cancelAnswer = new Promise(() => {})
    const hook = renderHook(() => useGenerateVideo({ connection }))
    await act(async () => void hook.result.current.generate(input))
    await act(() => connection.last.send(job({ cancel: true }), progress(40)))
    act(() => hook.result.current.stop())
    expect({ ...hook.result.current }).toMatchObject({
      status: 'idle',
      isLoading: false,
      jobId: null,
      videoStatus: null,
      progress: null,
    })
    expect(connection.canceled).toEqual(['job-1'])
  })

  it('during a run is never the video of the run before it', async () => {
    const connection = scriptedTransport()
    const hook = renderHook(() => useGenerateVideo({ connection }))
    await act(async () => void hook.result.current.generate(input))
    await act(() => connection.last.send(job(), video))
    expect(hook.result.current.result).toEqual(result)
    await act(async () => void hook.result.current.generate(input))
    expect({ ...hook.result.current }).toMatchObject({
      status: 'generating',
      result: null,
      videoStatus: null,
    })
  })
})

describe('a run that was kept', () => {
  const openPage = (connection: ScriptedTransport) =>
    renderHook(() => useGenerateVideo({ connection, persist: persistence({ key: 'trailer' }) }), {
      wrapper: StrictMode,
    })

  async function leaveRunning() {
    const connection = scriptedTransport()
    const before = openPage(connection)
    await act(async () => void before.result.current.generate(input))
    await vi.waitFor(() => expect(connection.requests).toHaveLength(1))
    await act(() => connection.last.send(job({ resume: true }), progress(40)))
    before.unmount()
    await vi.waitFor(() => expect(localStorage.getItem('reelstate:trailer')).toContain('job-1'))
  }

  it('is asked for once by a page in StrictMode', async () => {
    await leaveRunning()
    const connection = scriptedTransport()
    const after = openPage(connection)
    await vi.waitFor(() => expect(connection.requests).toHaveLength(1))
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)))
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['resume'])
    await act(() => connection.last.send(video))
    expect(after.result.current.result).toEqual(result)
  })

  it('is not taken up by a page that has gone before it was found', async () => {
    await leaveRunning()
    const connection = scriptedTransport()
    openPage(connection).unmount()
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)))
    expect(connection.requests).toHaveLength(0)
  })
})
