import { createVideoClient, type VideoClient } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { Activity, StrictMode, useEffect } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { useGenerateVideo } from './index.js'

const job = (offers: { resume?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const video = jobResult({ jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' })

afterEach(cleanup)

function Progress({ client }: { client: VideoClient }) {
  const { phase, progress } = useGenerateVideo({ client })
  return <output>{`${phase} ${progress}`}</output>
}

describe('StrictMode', () => {
  it('makes one create for one click', async () => {
    const connection = scriptedTransport()
    const hook = renderHook(() => useGenerateVideo({ connection }), { wrapper: StrictMode })
    await act(async () => void hook.result.current.generate({ prompt: 'a dog' }))
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create'])
    await act(() => connection.last.send(job(), video))
    expect(hook.result.current.status).toBe('success')
  })

  it('makes one create for a generate in an effect, and the page follows it to the end', async () => {
    const connection = scriptedTransport()
    const hook = renderHook(
      () => {
        const video = useGenerateVideo({ connection })
        const { generate } = video
        useEffect(() => void generate({ prompt: 'a dog' }), [generate])
        return video
      },
      { wrapper: StrictMode },
    )
    await act(() => connection.last.send(job({ resume: true }), progress(10)))
    expect(hook.result.current).toMatchObject({ phase: 'polling', progress: 10 })
    await act(() => connection.last.send(video))
    expect(hook.result.current.status).toBe('success')
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create'])
  })
})

describe('Activity', () => {
  function start() {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const page = (mode: 'visible' | 'hidden') => (
      <Activity mode={mode}>
        <Progress client={client} />
      </Activity>
    )
    const view = render(page('visible'))
    const shown = () => screen.getByText(/\w/, { selector: 'output' }).textContent
    const show = (mode: 'visible' | 'hidden') => act(async () => view.rerender(page(mode)))
    const generate = () => act(async () => void client.generate({ prompt: 'a dog' }))
    return { connection, client, shown, show, generate }
  }

  it('closes the stream when hidden and continues the job when shown', async () => {
    const { connection, shown, show, generate } = start()
    await generate()
    await act(() => connection.last.send(job({ resume: true }), progress(10)))
    expect(shown()).toBe('polling 10')
    const first = connection.last
    await show('hidden')
    expect(first.signal.aborted).toBe(true)
    expect(connection.requests).toHaveLength(1)
    await show('visible')
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
    await act(() => connection.last.send(progress(60)))
    expect(shown()).toBe('polling 60')
    await act(() => connection.last.send(video))
    expect(shown()).toBe('success 100')
    expect(connection.canceled).toEqual([])
  })

  it('hidden before the job is known closes the stream once it is', async () => {
    const { connection, client, shown, show, generate } = start()
    await generate()
    await show('hidden')
    expect(connection.last.signal.aborted).toBe(false)
    await act(() => connection.last.send(job({ resume: true }), progress(10)))
    expect(connection.last.signal.aborted).toBe(true)
    expect(client.getState().jobId).toBe('job-1')
    await show('visible')
    expect(connection.last.kind).toBe('resume')
    await act(() => connection.last.send(video))
    expect(shown()).toBe('success 100')
  })

  it('lets a request finish that could not be continued, and shows its end', async () => {
    const { connection, client, shown, show, generate } = start()
    await generate()
    await act(() => connection.last.send(job(), progress(10)))
    await show('hidden')
    expect(connection.last.signal.aborted).toBe(false)
    await act(() => connection.last.send(progress(50), video))
    expect(client.getState().status).toBe('success')
    await show('visible')
    expect(shown()).toBe('success 100')
    expect(connection.requests).toHaveLength(1)
  })
})

describe('an unmount in flight', () => {
  it('closes a stream that can be continued, and the next mount continues it', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const hook = renderHook(() => useGenerateVideo({ client }))
    let outcome: Promise<unknown> | undefined
    await act(async () => {
      outcome = hook.result.current.generate({ prompt: 'a dog' })
    })
    await act(() => connection.last.send(job({ resume: true }), progress(10)))
    hook.unmount()
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(connection.last.signal.aborted).toBe(true)
    expect(connection.canceled).toEqual([])

    const again = renderHook(() => useGenerateVideo({ client }))
    expect(again.result.current).toMatchObject({ status: 'generating', jobId: 'job-1', progress: 10 })
    expect(connection.last.kind).toBe('resume')
    await act(() => connection.last.send(video))
    expect(again.result.current.status).toBe('success')
  })

  it('leaves a request that could not be continued to finish, and its callbacks are told', async () => {
    const connection = scriptedTransport()
    const urls: string[] = []
    const hook = renderHook(() =>
      useGenerateVideo({ connection, onResult: ({ url }) => void urls.push(url) }),
    )
    await act(async () => void hook.result.current.generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job(), progress(10)))
    hook.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await connection.last.send(video)
    expect(urls).toEqual(['https://videos.example/1.mp4'])
    expect(connection.requests).toHaveLength(1)
  })
})

describe('a shared client', () => {
  it('shows two components the same run and orders it once', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const one = renderHook(() => useGenerateVideo({ client }))
    const two = renderHook(() => useGenerateVideo({ client }))
    await act(async () => void one.result.current.generate({ prompt: 'a dog' }))
    expect(await two.result.current.generate({ prompt: 'a cat' })).toEqual({
      outcome: 'refused',
      reason: 'busy',
    })
    await act(() => connection.last.send(job({ resume: true }), progress(30)))
    for (const { result } of [one, two]) {
      expect(result.current).toMatchObject({ input: { prompt: 'a dog' }, jobId: 'job-1', progress: 30 })
    }
    one.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await act(() => connection.last.send(video))
    expect(two.result.current.status).toBe('success')
    expect(connection.requests).toHaveLength(1)
  })

  it('may be exchanged for another one', async () => {
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    const a = createVideoClient({ connection: first })
    const b = createVideoClient({ connection: second })
    const hook = renderHook((client) => useGenerateVideo({ client }), {
      initialProps: a,
    })
    await act(async () => void hook.result.current.generate({ prompt: 'a dog' }))
    await act(() => first.last.send(job({ resume: true }), progress(30)))
    expect(hook.result.current.progress).toBe(30)
    hook.rerender(b)
    expect(hook.result.current).toMatchObject({ status: 'idle', progress: null })
    expect(first.last.signal.aborted).toBe(true)
    await act(async () => void hook.result.current.generate({ prompt: 'a cat' }))
    await act(() => second.last.send(job(), progress(70)))
    expect(hook.result.current).toMatchObject({ input: { prompt: 'a cat' }, progress: 70 })
  })
})
