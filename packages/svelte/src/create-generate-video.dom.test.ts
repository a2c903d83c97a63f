import { createVideoClient } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus, runError } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { cleanup, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { get } from 'svelte/store'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  createGenerateVideo,
  type VideoClientOptions,
  VideoError,
  type VideoGenerateResult,
} from './index.js'
import Generator from './support/generator.svelte'
import Legacy from './support/legacy.svelte'
import Progress from './support/progress.svelte'

const url = 'https://videos.example/1.mp4'
const job = (offers: { resume?: boolean; cancel?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const video = jobResult({ jobId: 'job-1', status: 'completed', url })

const shown = () => screen.getByRole('status').textContent
const shownByStore = () => document.querySelector('p')?.textContent
const send = async (connection: ScriptedTransport, ...events: Parameters<typeof connection.last.send>) => {
  await connection.last.send(...events)
  await tick()
}

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('a run in a component', () => {
  it('shows the job, its progress and the video, as runes and as a store', async () => {
    const connection = scriptedTransport()
    render(Generator, { connection })
    const button = screen.getByText('generate')
    const bothShow = (text: string) => expect([shown(), shownByStore()]).toEqual([text, text])
    bothShow('idle    ')
    button.click()
    button.click()
    await tick()
    bothShow('creating    ')
    expect(button).toHaveProperty('disabled', true)
    await send(connection, job(), progress(40))
    bothShow('polling job-1 40  ')
    await send(connection, video)
    bothShow(`success job-1 100 ${url} `)
    expect(connection.requests).toHaveLength(1)
  })

  it('is stopped by a method that is an event handler as it is', async () => {
    const connection = scriptedTransport()
    render(Generator, { connection })
    screen.getByText('generate').click()
    await send(connection, job({ cancel: true }))
    screen.getByText('stop').click()
    await vi.waitFor(() => expect(shown()).toBe('idle    '))
    expect(connection.canceled).toEqual(['job-1'])
  })

  it('shows an error', async () => {
    const connection = scriptedTransport()
    render(Generator, { connection })
    screen.getByText('generate').click()
    await send(connection, job(), runError(new VideoError('moderated', 'Not this.')))
    expect(shown()).toBe('error job-1   moderated')
  })

  it('uses the connection of its latest props', async () => {
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    const view = render(Generator, { connection: first })
    await view.rerender({ connection: second })
    screen.getByText('generate').click()
    expect([first.requests.length, second.requests.length]).toEqual([0, 1])
  })

  it('works in a component without runes', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const view = render(Legacy, { client })
    client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    expect([shown(), shownByStore()]).toEqual(['polling 10', 'polling 10'])
    view.unmount()
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('runs only the effects whose field changed', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const reads: Record<string, number> = { result: 0, progress: 0 }
    render(Progress, { client, onread: (field: string) => (reads[field] = (reads[field] ?? 0) + 1) })
    client.generate({ prompt: 'a dog' })
    await send(connection, job())
    for (let event = 1; event <= 100; event++) await send(connection, progress(Math.ceil(event / 10)))
    expect(reads).toEqual({ result: 1, progress: 11 })
    await send(connection, video)
    expect(reads).toEqual({ result: 2, progress: 12 })
  })
})

describe('outside a component', () => {
  it('is current at once and without a subscriber', async () => {
    const connection = scriptedTransport()
    const flight = createGenerateVideo({ connection })
    flight.generate({ prompt: 'a dog' })
    expect([flight.status, get(flight).status]).toEqual(['generating', 'generating'])
    await send(connection, job(), progress(40))
    expect([flight.progress, get(flight).progress]).toEqual([40, 40])
    flight.dispose()
  })

  it('is a store that calls back at once, after every change, and no more after it was left', async () => {
    const connection = scriptedTransport()
    const flight = createGenerateVideo({ connection })
    const phases: string[] = []
    const leave = flight.subscribe(({ phase }) => phases.push(phase))
    expect(phases).toEqual(['idle'])
    flight.generate({ prompt: 'a dog' })
    await send(connection, job())
    leave()
    await send(connection, video)
    expect(phases).toEqual(['idle', 'creating', 'polling'])
    expect(get(flight).phase).toBe('success')
    flight.dispose()
  })

  it('stays until it is disposed, and the job goes on after that', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const flight = createGenerateVideo({ client })
    const view = render(Progress, { client })
    const outcome = flight.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    view.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    flight.dispose()
    expect(connection.last.signal.aborted).toBe(true)
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(await flight.generate({ prompt: 'a cat' })).toEqual({ outcome: 'refused', reason: 'disposed' })
    expect(connection.canceled).toEqual([])
  })

  it('may be generated again from a subscriber', async () => {
    const connection = scriptedTransport()
    const flight = createGenerateVideo({ connection })
    let again: Promise<unknown> | undefined
    flight.subscribe(({ status }) => {
      if (status === 'error') again ??= flight.generate({ prompt: 'a cat' })
    })
    let ended: unknown
    flight.generate({ prompt: 'a dog' }).then((outcome) => (ended = outcome))
    await send(connection, job(), runError(new VideoError('unavailable', 'Later.')))
    expect(ended).toMatchObject({ outcome: 'error', error: { code: 'unavailable' } })
    expect(connection.requests).toHaveLength(2)
    await send(connection, job(), video)
    expect(await again).toMatchObject({ outcome: 'success', result: { url } })
    flight.dispose()
  })
})

describe('options', () => {
  it('as a getter are the latest ones at every request and callback', async () => {
    const told: string[] = []
    const named = (name: string, connection: ScriptedTransport): VideoClientOptions => ({
      connection,
      body: { from: name },
      onJobCreated: () => told.push(`${name} created`),
      onResult: () => void told.push(`${name} result`),
    })
    const [first, second] = [scriptedTransport(), scriptedTransport()]
    let current = named('a', first)
    const flight = createGenerateVideo(() => current)
    flight.generate({ prompt: 'a dog' })
    await send(first, job())
    current = named('b', second)
    await send(first, video)
    expect(told).toEqual(['a created', 'b result'])
    flight.generate({ prompt: 'a cat' })
    expect(second.last.context.data).toEqual({ from: 'b', prompt: 'a cat' })
    flight.dispose()
  })

  it('give result what onResult returned, in value and in type', async () => {
    const connection = scriptedTransport()
    const flight = createGenerateVideo({ connection, onResult: (made) => ({ source: made.url }) })
    expectTypeOf(flight.result).toEqualTypeOf<{ source: string } | null>()
    expectTypeOf(get(flight).result).toEqualTypeOf<{ source: string } | null>()
    const byGetter = createGenerateVideo(() => ({
      connection,
      onResult: (made: VideoGenerateResult) => made.url,
    }))
    expectTypeOf(byGetter.result).toEqualTypeOf<string | null>()
    flight.generate({ prompt: 'a dog' })
    await send(connection, job(), video)
    expect(flight.result).toEqual({ source: url })
    flight.dispose()
    byGetter.dispose()
  })

  it('that cannot work end as an error that says what to do', async () => {
    const connection = scriptedTransport()
    const fetcher = async () => ({ jobId: '', url })
    const seen: unknown[] = []
    for (const options of [{}, { connection, fetcher }, { connection }]) {
      const flight = createGenerateVideo(options as never)
      const { outcome } = await flight.generate({ prompt: '' })
      seen.push([outcome, flight.status, flight.error?.code, flight.error?.message])
      flight.dispose()
    }
    expect(seen).toEqual([
      ['error', 'error', 'invalid_options', expect.stringMatching(/neither/)],
      ['error', 'error', 'invalid_options', expect.stringMatching(/both/)],
      ['error', 'error', 'invalid_input', expect.stringMatching(/prompt/)],
    ])
    expect(connection.requests).toHaveLength(0)
  })
})

describe('leaving a component', () => {
  it('closes a stream that can be continued, and the next mount continues it', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const view = render(Progress, { client })
    const outcome = client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    expect(shown()).toBe('polling 10')
    view.unmount()
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(connection.last.signal.aborted).toBe(true)
    expect(connection.canceled).toEqual([])
    render(Progress, { client })
    await tick()
    expect(connection.last.kind).toBe('resume')
    await send(connection, video)
    expect(shown()).toBe('success 100')
  })

  it('leaves a request that could not be continued to finish', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const view = render(Progress, { client })
    client.generate({ prompt: 'a dog' })
    await send(connection, job(), progress(10))
    view.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await send(connection, video)
    expect(client.getState().status).toBe('success')
  })

  it('changes nothing for another one that shares the client', async () => {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    const one = render(Progress, { client })
    render(Progress, { client })
    await tick()
    client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    one.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await send(connection, progress(20))
    expect(shown()).toBe('polling 20')
  })
})
