import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { createVideoQueue } from '@reelstate/core/queue'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { useVideoQueue, type VideoGenerateResult } from './index.js'
import { Shots } from './use-video-queue-example.js'

const created = (n: number) => jobCreated({ jobId: `job-${n}`, reference: `ref-${n}`, resume: true })
const progress = (n: number, percent: number) =>
  jobStatus({ jobId: `job-${n}`, status: 'processing', progress: percent })
const finished = (n: number) =>
  jobResult({ jobId: `job-${n}`, status: 'completed', url: `https://videos.example/${n}.mp4` })
const prompts = [{ prompt: 'a dog' }, { prompt: 'a cat' }, { prompt: 'a fox' }]

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})

function Batch({ connection }: { connection: ScriptedTransport }) {
  const { add, pause, resume, status, progress, items } = useVideoQueue({ connection, concurrency: 1 })
  return (
    <main>
      <button type="button" onClick={() => add(prompts)}>
        add
      </button>
      <button type="button" onClick={pause}>
        pause
      </button>
      <button type="button" onClick={resume}>
        resume
      </button>
      <output>{[status, progress, ...items.map(({ status }) => status)].join(' ')}</output>
    </main>
  )
}

describe('a queue in a component', () => {
  it('shows its videos as they come, also in strict mode', async () => {
    const connection = scriptedTransport()
    render(
      <StrictMode>
        <Batch connection={connection} />
      </StrictMode>,
    )
    const shown = () => screen.getByRole('status').textContent
    const press = (name: string) => act(() => screen.getByText(name).click())
    expect(shown()).toBe('idle ')
    press('add')
    expect(shown()).toBe('running 0 generating waiting waiting')
    press('pause')
    await act(() => connection.last.send(created(0), progress(0, 50)))
    expect(shown()).toBe('paused 16 generating waiting waiting')
    await act(() => connection.last.send(finished(0)))
    expect(shown()).toBe('paused 33 success waiting waiting')
    press('resume')
    expect(shown()).toBe('running 33 success generating waiting')
    expect(connection.requests).toHaveLength(2)
  })

  it('renders only for the fields it reads', async () => {
    const connection = scriptedTransport()
    const queue = createVideoQueue({ connection, concurrency: 1 })
    let renders = 0
    const { result, unmount } = renderHook(() => {
      renders++
      const { status } = useVideoQueue({ queue })
      return status
    })
    act(() => void queue.add(prompts))
    const before = renders
    for (let percent = 1; percent <= 50; percent++)
      await act(() => connection.last.send(created(0), progress(0, percent)))
    expect(renders).toBe(before)
    expect(result.current).toBe('running')
    unmount()
  })

  it('is left alone by a component that goes, and goes on in the next', async () => {
    const connection = scriptedTransport()
    const queue = createVideoQueue({ connection, concurrency: 1 })
    const first = renderHook(() => useVideoQueue({ queue }))
    act(() => void queue.add(prompts))
    await act(() => connection.last.send(created(0)))
    first.unmount()
    expect(connection.last.signal.aborted).toBe(true)
    const { result } = renderHook(() => useVideoQueue({ queue }))
    expect(connection.last).toMatchObject({ kind: 'resume', context: { reference: 'ref-0' } })
    await act(() => connection.last.send(created(0), finished(0)))
    expect(result.current.counts).toMatchObject({ success: 1, generating: 1, waiting: 1 })
  })

  it('is rendered on a server, where nothing is asked', () => {
    const connection = scriptedTransport()
    expect(renderToString(<Batch connection={connection} />)).toContain('idle')
    expect(connection.requests).toEqual([])
  })

  it('takes the latest callbacks, and knows what onResult returns', async () => {
    const connection = scriptedTransport()
    const { result, rerender } = renderHook(
      ({ suffix }) =>
        useVideoQueue({ connection, onResult: ({ url }: VideoGenerateResult) => `${url}${suffix}` }),
      { initialProps: { suffix: '#1' } },
    )
    expectTypeOf(result.current.items[0]?.video.result).toEqualTypeOf<string | null | undefined>()
    act(() => void result.current.add({ prompt: 'a dog' }))
    rerender({ suffix: '#2' })
    await act(() => connection.last.send(created(0), finished(0)))
    expect(result.current.items[0]?.video.result).toBe('https://videos.example/0.mp4#2')
  })

  it('works as the documentation shows it', async () => {
    const shown = readFileSync(join(import.meta.dirname, 'use-video-queue-example.tsx'), 'utf8')
    expect(readFileSync(join(import.meta.dirname, '../../../docs/queue.md'), 'utf8')).toContain(
      shown.replace('./index.js', '@reelstate/react'),
    )
    const events = [created(0), finished(0)].map((event) => `data: ${JSON.stringify(event)}\n\n`)
    const answer = () => new Response(events.join(''), { headers: { 'Content-Type': 'text/event-stream' } })
    vi.stubGlobal('fetch', async () => answer())
    render(<Shots prompts={['a dog', 'a cat']} />)
    act(() => screen.getByText('Add').click())
    await screen.findByText('a dog: success 100')
    await screen.findByText('a cat: success 100')
    expect(document.querySelectorAll('video')).toHaveLength(2)
    expect(screen.getByRole('progressbar')).toHaveProperty('value', 100)
  })
})
