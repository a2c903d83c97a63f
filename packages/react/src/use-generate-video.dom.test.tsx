import { jobCreated, jobResult, jobStatus, runError } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  type UseGenerateVideoOptions,
  useGenerateVideo,
  VideoError,
  type VideoGenerateResult,
} from './index.js'

const url = 'https://videos.example/1.mp4'
const job = (offers: { resume?: boolean; cancel?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const video = jobResult({ jobId: 'job-1', status: 'completed', url })

function Generator({ connection }: { connection: ScriptedTransport }) {
  const { generate, result, jobId, videoStatus, isLoading, phase } = useGenerateVideo({ connection })
  return (
    <main>
      <button type="button" disabled={isLoading} onClick={() => generate({ prompt: 'a dog' })}>
        Generate
      </button>
      <output>{[phase, jobId, videoStatus?.progress, result?.url].join(' ')}</output>
    </main>
  )
}

function Controls({ connection, methods }: { connection: ScriptedTransport; methods: Set<unknown> }) {
  const { status, error, generate, stop, reset, retry, refreshResult } = useGenerateVideo({ connection })
  for (const method of [generate, stop, reset, retry, refreshResult]) methods.add(method)
  return (
    <>
      <output>{`${status} ${error?.code ?? ''}`}</output>
      <button type="button" onClick={() => generate({ prompt: 'a dog' })}>
        generate
      </button>
      <button type="button" onClick={stop}>
        stop
      </button>
      <button type="button" onClick={reset}>
        reset
      </button>
      <button type="button" onClick={retry}>
        retry
      </button>
      <button type="button" onClick={refreshResult}>
        refresh
      </button>
    </>
  )
}

function mount<T = void>(options: Partial<UseGenerateVideoOptions<T>> = {}) {
  const connection = scriptedTransport()
  const all = { connection, ...options } as UseGenerateVideoOptions<T>
  const hook = renderHook((props: UseGenerateVideoOptions<T>) => useGenerateVideo(props), {
    initialProps: all,
  })
  return { connection, ...hook, video: () => hook.result.current }
}

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('a run in a component', () => {
  it('shows the job, its progress and the video', async () => {
    const connection = scriptedTransport()
    render(<Generator connection={connection} />)
    const button = screen.getByRole('button')
    const shown = () => screen.getByRole('status').textContent
    expect(shown()).toBe('idle   ')
    act(() => button.click())
    expect(shown()).toBe('creating   ')
    expect(button).toHaveProperty('disabled', true)
    await act(() => connection.last.send(job(), progress(40)))
    expect(shown()).toBe('polling job-1 40 ')
    await act(() => connection.last.send(video))
    expect(shown()).toBe(`success job-1 100 ${url}`)
    expect(button).toHaveProperty('disabled', false)
  })

  it('orders nothing twice, however often the button is pressed', async () => {
    const { connection, video } = mount()
    await act(async () => {
      for (let click = 0; click < 5; click++) video().generate({ prompt: 'a dog' })
    })
    expect(connection.requests).toHaveLength(1)
  })

  it('has methods that are event handlers as they are, and the same ones after every render', async () => {
    const methods = new Set<unknown>()
    const connection = scriptedTransport()
    render(<Controls connection={connection} methods={methods} />)
    const click = (name: string) => act(async () => screen.getByText(name).click())
    const shown = () => screen.getByRole('status').textContent

    await click('generate')
    await act(() => connection.last.send(job({ cancel: true })))
    await click('stop')
    expect(shown()).toBe('idle ')
    expect(connection.canceled).toEqual(['job-1'])

    await click('generate')
    await act(() => connection.last.send(job(), runError(new VideoError('moderated', 'Not this.'))))
    expect(shown()).toBe('error moderated')
    await click('retry')
    expect(shown()).toBe('generating ')
    expect(connection.last.context.data).toEqual({ prompt: 'a dog' })
    await act(() => connection.last.send(job(), video))
    expect(shown()).toBe('success ')
    await click('refresh')
    expect(shown()).toBe('success ')
    await click('reset')
    expect(shown()).toBe('idle ')
    expect(methods.size).toBe(5)
  })

  it('tells what a generate came to', async () => {
    const { connection, video: hook } = mount()
    const run = () => {
      let outcome: ReturnType<ReturnType<typeof hook>['generate']> | undefined
      act(() => {
        outcome = hook().generate({ prompt: 'a dog' })
      })
      return outcome
    }
    const first = run()
    expect(await run()).toEqual({ outcome: 'refused', reason: 'busy' })
    await act(() => connection.last.send(job(), video))
    expect(await first).toMatchObject({ outcome: 'success', result: { url } })

    const second = run()
    await act(() => connection.last.send(job(), runError(new VideoError('moderated', 'Not this.'))))
    expect(await second).toMatchObject({
      outcome: 'error',
      error: { code: 'moderated', message: 'Not this.' },
    })

    const third = run()
    await act(async () => hook().stop())
    expect(await third).toEqual({ outcome: 'canceled' })

    const fourth = run()
    await act(async () => hook().dispose())
    expect(await fourth).toEqual({ outcome: 'detached' })
    expect(await run()).toEqual({ outcome: 'refused', reason: 'disposed' })
  })
})

describe('options that change', () => {
  it('are the latest ones at every request and every callback', async () => {
    const told: string[] = []
    const options = (name: string, connection: ScriptedTransport) => ({
      connection,
      body: { from: name },
      onJobCreated: () => told.push(`${name} created`),
      onProgress: () => told.push(`${name} progress`),
      onStatusUpdate: () => told.push(`${name} status`),
      onResult: () => void told.push(`${name} result`),
      onError: () => told.push(`${name} error`),
    })
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    const hook = renderHook((props) => useGenerateVideo(props), { initialProps: options('a', first) })
    const generate = () => act(async () => void hook.result.current.generate({ prompt: 'a dog' }))
    await generate()
    await act(() => first.last.send(job()))
    hook.rerender(options('b', first))
    await act(() => first.last.send(progress(10)))
    hook.rerender(options('c', second))
    await act(() => first.last.send(video))
    expect(told).toEqual(['a created', 'b progress', 'b status', 'c result'])

    await generate()
    expect(second.last.context.data).toEqual({ from: 'c', prompt: 'a dog' })
    expect(first.requests).toHaveLength(1)
    hook.rerender(options('d', second))
    await act(() => second.last.send(runError(new VideoError('unavailable', 'Later.'))))
    expect(told.at(-1)).toBe('d error')
  })

  it('reach a cancel that was not yet asked for', async () => {
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    const hook = renderHook((connection) => useGenerateVideo({ connection }), { initialProps: first })
    await act(async () => void hook.result.current.generate({ prompt: 'a dog' }))
    await act(() => first.last.send(job({ cancel: true })))
    hook.rerender(second)
    await act(async () => hook.result.current.stop())
    expect([first.canceled, second.canceled]).toEqual([[], ['job-1']])
  })
})

describe('what onResult returns', () => {
  it('is the result, in value and in type', async () => {
    const { connection, video: hook } = mount({ onResult: (made) => ({ source: made.url }) })
    expectTypeOf(hook().result).toEqualTypeOf<{ source: string } | null>()
    await act(async () => void hook().generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job(), video))
    expect(hook().result).toEqual({ source: url })
  })

  it('leaves the video itself when it is nothing', async () => {
    const { connection, video: hook } = mount({ onResult: () => undefined })
    expectTypeOf(hook().result).toEqualTypeOf<VideoGenerateResult | null>()
    await act(async () => void hook().generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job(), video))
    expect(hook().result).toMatchObject({ url, jobId: 'job-1' })
  })
})

describe('callbacks that throw', () => {
  it('are reported and do not decide the run', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fault = () => {
      throw new Error('a fault in the app')
    }
    const { connection, video: hook } = mount<void>({
      onJobCreated: fault,
      onProgress: fault,
      onStatusUpdate: fault,
      onChunk: fault,
      onResult: fault,
    })
    let outcome: unknown
    await act(
      async () =>
        void hook()
          .generate({ prompt: 'a dog' })
          .then((end) => (outcome = end)),
    )
    await act(() => connection.last.send(job(), progress(10)))
    await act(() => connection.last.send(video))
    expect(hook()).toMatchObject({ status: 'success', result: { url } })
    expect(outcome).toMatchObject({ outcome: 'success' })
    const reported = report.mock.calls.map(([message]) => String(message).match(/on\w+/)?.[0])
    expect(new Set(reported)).toEqual(
      new Set(['onJobCreated', 'onProgress', 'onStatusUpdate', 'onChunk', 'onResult']),
    )
  })

  it('leave an error as it is', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { connection, video: hook } = mount({
      onError: () => {
        throw new Error('a fault in the app')
      },
    })
    await act(async () => void hook().generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job(), runError(new VideoError('moderated', 'Not this.'))))
    expect(hook()).toMatchObject({ status: 'error', error: { code: 'moderated', message: 'Not this.' } })
  })
})

describe('what cannot work', () => {
  const connection = scriptedTransport()
  const fetcher = async () => ({ jobId: 'job-1', url })
  it.each([
    ['no transport', {}, 'invalid_options', /connection or a fetcher.*neither/],
    ['both transports', { connection, fetcher }, 'invalid_options', /connection or a fetcher.*both/],
    ['an empty prompt', { connection }, 'invalid_input', /prompt.*""/],
  ])('%s ends as an error that says what to do', async (_name, options, code, message) => {
    const onError = vi.fn()
    const hook = renderHook(() => useGenerateVideo({ ...options, onError } as never))
    const outcome = await act(() =>
      hook.result.current.generate({ prompt: code === 'invalid_input' ? '' : 'a dog' }),
    )
    expect(hook.result.current).toMatchObject({
      status: 'error',
      phase: 'error',
      isLoading: false,
      result: null,
    })
    expect(hook.result.current.error).toBeInstanceOf(VideoError)
    expect(hook.result.current.error?.code).toBe(code)
    expect(hook.result.current.error?.message).toMatch(message)
    expect(outcome).toEqual({ outcome: 'error', error: hook.result.current.error })
    expect(onError).toHaveBeenCalledTimes(1)
    expect(connection.requests).toHaveLength(0)
  })

  it('a prompt that is no text is answered the same way', async () => {
    const { connection, video: hook } = mount()
    for (const input of [{}, undefined, null, { prompt: '   ' }, { prompt: 5 }]) {
      await act(() => hook().generate(input as never))
      expect(hook()).toMatchObject({ status: 'error', error: { code: 'invalid_input' } })
    }
    expect(connection.requests).toHaveLength(0)
  })

  it('is put right by the next generate', async () => {
    const { connection, video: hook } = mount()
    await act(() => hook().generate({ prompt: '' }))
    await act(async () => void hook().generate({ prompt: 'a dog' }))
    expect(hook()).toMatchObject({ status: 'generating', error: undefined })
    await act(() => connection.last.send(job(), video))
    expect(hook()).toMatchObject({ status: 'success', error: undefined })
  })
})

describe('a fetcher', () => {
  it('gives the job with the result', async () => {
    const hook = renderHook(() => useGenerateVideo({ fetcher: async () => ({ jobId: 'job-7', url }) }))
    await act(() => hook.result.current.generate({ prompt: 'a dog' }))
    expect(hook.result.current).toMatchObject({ status: 'success', jobId: 'job-7', result: { url } })
    expect(hook.result.current.videoStatus).toMatchObject({ status: 'completed' })
  })

  it('that rejects ends the run with its own words', async () => {
    const fetcher = async () => Promise.reject(new Error('Your plan has no videos left.'))
    const hook = renderHook(() => useGenerateVideo({ fetcher }))
    await act(() => hook.result.current.generate({ prompt: 'a dog' }))
    expect(hook.result.current.error?.message).toContain('Your plan has no videos left.')
  })
})
