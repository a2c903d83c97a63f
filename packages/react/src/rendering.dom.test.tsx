import { createVideoClient, type VideoClient, type VideoState } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type UseGenerateVideoReturn, useGenerateVideo, type VideoGenerateResult } from './index.js'

const job = jobCreated({ jobId: 'job-1' })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const video = jobResult({ jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' })

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

interface ReaderProps {
  client: VideoClient
  read: (video: VideoState) => unknown
  onRender: () => void
}

function Reader({ client, read, onRender }: ReaderProps) {
  onRender()
  return <output>{String(read(useGenerateVideo({ client })))}</output>
}

function PageWithDetails({ client }: { client: VideoClient }) {
  const video = useGenerateVideo({ client })
  return <Details video={video} />
}

function Details({ video }: { video: UseGenerateVideoReturn<VideoGenerateResult> }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <button type="button" onClick={() => setOpen(true)}>
      {isOpen ? `${video.jobId} ${video.progress}` : 'closed'}
    </button>
  )
}

function LookButton({ client, onLook }: { client: VideoClient; onLook: (progress: number | null) => void }) {
  const video = useGenerateVideo({ client })
  return (
    <button type="button" onClick={() => onLook(video.progress)}>
      look
    </button>
  )
}

function Page({ connection }: { connection: ScriptedTransport }) {
  const { status, phase, progress, generate } = useGenerateVideo({ connection })
  return (
    <button
      type="button"
      onClick={() => generate({ prompt: 'a dog' })}
    >{`${status} ${phase} ${progress}`}</button>
  )
}

/** A component that reads some fields, with a run under way and a count of what it rendered. */
async function start(read: (video: VideoState) => unknown) {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection })
  let renders = 0
  render(<Reader client={client} read={read} onRender={() => renders++} />)
  await act(async () => void client.generate({ prompt: 'a dog' }))
  await act(() => connection.last.send(job))
  const before = renders
  return { connection, client, renders: () => renders - before }
}

async function sendHundred(connection: ScriptedTransport, percent: (event: number) => number) {
  for (let event = 1; event <= 100; event++) await act(() => connection.last.send(progress(percent(event))))
}

describe('a component', () => {
  it('that reads only the result renders once for a whole run of a hundred reports', async () => {
    const { connection, renders } = await start(({ result }) => result?.url)
    await sendHundred(connection, (event) => event)
    expect(renders()).toBe(0)
    await act(() => connection.last.send(video))
    expect(renders()).toBe(1)
    expect(screen.getByRole('status').textContent).toBe('https://videos.example/1.mp4')
  })

  it('that reads the progress renders when it moves, and not for the same again', async () => {
    const { connection, renders } = await start(({ progress }) => progress)
    await sendHundred(connection, (event) => Math.ceil(event / 10))
    expect(renders()).toBe(10)
    expect(screen.getByRole('status').textContent).toBe('10')
  })

  it('that reads everything renders once for a hundred reports that say the same', async () => {
    const { connection, renders } = await start((state) => JSON.stringify(state))
    await sendHundred(connection, () => 5)
    expect(renders()).toBe(1)
  })

  it('that reads everything renders once for a hundred reports in one read', async () => {
    const { connection, renders } = await start((state) => JSON.stringify(state))
    await act(() => connection.last.send(...Array.from({ length: 100 }, (_, percent) => progress(percent))))
    expect(renders()).toBe(1)
  })

  it('that reads the status renders for its changes only', async () => {
    const { connection, renders } = await start(({ status }) => status)
    await sendHundred(connection, (event) => event)
    expect(renders()).toBe(0)
    await act(() => connection.last.send(video))
    expect(renders()).toBe(1)
    expect(screen.getByRole('status').textContent).toBe('success')
  })

  it('that reads everything does not render for reports that it knows already', async () => {
    const { connection, renders } = await start((state) => JSON.stringify(state))
    await act(() => connection.last.send(progress(5)))
    const before = renders()
    await sendHundred(connection, () => 5)
    expect(renders()).toBe(before)
  })

  it('that reads a field behind a condition renders for it from then on', async () => {
    const { connection, renders } = await start(({ jobId, progress, queuePosition }) =>
      (progress ?? 0) < 50 ? jobId : queuePosition,
    )
    const inQueue = (position: number) =>
      jobStatus({ jobId: 'job-1', status: 'processing', progress: 50, queuePosition: position })
    await act(() => connection.last.send(inQueue(3)))
    await act(() => connection.last.send(inQueue(2)))
    expect(screen.getByRole('status').textContent).toBe('2')
    expect(renders()).toBe(2)
  })

  it('renders for what it reads alone, beside another with the same client', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const [onResultRender, onProgressRender] = [vi.fn(), vi.fn()]
    render(
      <>
        <Reader client={client} read={({ result }) => result?.url} onRender={onResultRender} />
        <Reader client={client} read={({ progress }) => progress} onRender={onProgressRender} />
      </>,
    )
    await act(async () => void client.generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job))
    await sendHundred(connection, (event) => Math.ceil(event / 10))
    await act(() => connection.last.send(video))
    expect(onResultRender).toHaveBeenCalledTimes(2)
    // The first time, ten steps, and the end.
    expect(onProgressRender).toHaveBeenCalledTimes(12)
  })

  it('in StrictMode renders for what it reads alone', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const onRender = vi.fn()
    render(<Reader client={client} read={({ result }) => result?.url} onRender={onRender} />, {
      wrapper: StrictMode,
    })
    onRender.mockClear()
    await act(async () => void client.generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job))
    await sendHundred(connection, (event) => event)
    expect(onRender).not.toHaveBeenCalled()
    await act(() => connection.last.send(video))
    // StrictMode renders everything twice.
    expect(onRender).toHaveBeenCalledTimes(2)
  })

  it('that begins to read another field sees its current value, and its changes', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    render(<PageWithDetails client={client} />)
    await act(async () => void client.generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job, progress(10)))
    await act(async () => screen.getByRole('button').click())
    expect(screen.getByRole('button').textContent).toBe('job-1 10')
    await act(() => connection.last.send(progress(20)))
    expect(screen.getByRole('button').textContent).toBe('job-1 20')
  })

  it('that reads a field only in an event handler gets its current value', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const seen: unknown[] = []
    render(<LookButton client={client} onLook={(progress) => seen.push(progress)} />)
    await act(async () => void client.generate({ prompt: 'a dog' }))
    await act(() => connection.last.send(job, progress(10)))
    screen.getByRole('button').click()
    expect(seen).toEqual([10])
    await act(() => connection.last.send(progress(20)))
    screen.getByRole('button').click()
    expect(seen).toEqual([10, 20])
  })
})

describe('server rendering', () => {
  it('asks for nothing: no request, no timer, no random number', () => {
    const spies = [
      vi.spyOn(globalThis, 'fetch'),
      vi.spyOn(globalThis, 'setTimeout'),
      vi.spyOn(globalThis, 'setInterval'),
      vi.spyOn(crypto, 'getRandomValues'),
      vi.spyOn(Math, 'random'),
    ]
    const connection = scriptedTransport()
    expect(renderToString(<Page connection={connection} />)).toBe(
      '<button type="button">idle idle null</button>',
    )
    expect(connection.requests).toHaveLength(0)
    for (const spy of spies) expect(spy, spy.getMockName()).not.toHaveBeenCalled()
  })

  it('hydrates without a mismatch, and then flies', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const mismatch = vi.fn()
    const connection = scriptedTransport()
    const root = document.body.appendChild(document.createElement('div'))
    root.innerHTML = renderToString(<Page connection={connection} />)
    const served = root.querySelector('button')
    const page = await act(async () =>
      hydrateRoot(root, <Page connection={connection} />, { onRecoverableError: mismatch }),
    )
    expect(root.querySelector('button')).toBe(served)
    await act(async () => served?.click())
    await act(() => connection.last.send(job, progress(10)))
    expect(served?.textContent).toBe('generating polling 10')
    await act(async () => page.unmount())
    root.remove()
    expect(mismatch).not.toHaveBeenCalled()
    expect(complaints).not.toHaveBeenCalled()
  })
})
