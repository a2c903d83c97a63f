// @vitest-environment node
import './support/open-window.js'
// biome-ignore lint/style/noRestrictedImports: a binding never meets the server, but its tests do.
import { generateVideo, toServerSentEventsResponse } from '@reelstate/server'
import * as peer from '@tanstack/ai-client'
import { useGenerateVideo } from '@tanstack/ai-react'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cuttableFetch } from '../../../core/src/interop/support/cuttable-fetch.js'
import { steeredAdapter } from '../../../core/src/interop/support/steered-adapter.js'
import { scriptedAdapter, VIDEO_URL } from '../../../server/src/support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../../../server/src/support/serve-handler.js'

// The published React hook of TanStack AI, as it is, against our server, over real HTTP.

const input = { prompt: 'A red kite over the sea' }
const headers = { 'x-user': 'ada' }
const PATIENT = { timeout: 10_000 }
const FORMATS = [
  { format: 'server-sent events', connect: peer.fetchServerSentEvents, query: '' },
  { format: 'NDJSON', connect: peer.fetchHttpStream, query: '?format=ndjson' },
] as const

let steered: ReturnType<typeof steeredAdapter>
let handler: ServedHandler

beforeEach(async () => {
  steered = steeredAdapter()
  handler = await serveHandler({ adapter: steered.adapter })
})

afterEach(async () => {
  cleanup()
  vi.restoreAllMocks()
  await handler.close()
})

type Options = Parameters<typeof useGenerateVideo>[0]

function mount(options: Options, wrapper?: typeof StrictMode) {
  const hook = renderHook(() => useGenerateVideo(options), wrapper && { wrapper })
  const generate = () => act(async () => void hook.result.current.generate(input))
  const shows = (expected: object) =>
    waitFor(() => expect(hook.result.current).toMatchObject(expected), PATIENT)
  return { ...hook, generate, shows }
}

const video = { status: 'completed', url: expect.stringContaining('?video=') }

describe.each(FORMATS)("TanStack AI's hook on our handler, over $format", ({ connect, query }) => {
  const connection = (options = {}) => connect(handler.url + query, { headers, ...options })

  it('shows the job, its progress and the video, also in StrictMode', async () => {
    const { generate, shows } = mount({ connection: connection() }, StrictMode)
    await generate()
    await shows({
      status: 'generating',
      isLoading: true,
      videoStatus: { status: 'processing', progress: 10 },
    })
    steered.state.progress = 60
    await shows({ videoStatus: { progress: 60 } })
    steered.state.isReady = true
    await shows({ status: 'success', isLoading: false, result: video, error: undefined })
    await shows({ videoStatus: { status: 'completed', progress: 100 } })
    expect(steered.adapter.created).toHaveLength(1)
  })

  it("shows the provider's verdict, and makes another video after it", async () => {
    const { adapter } = steered
    const { getVideoStatus } = adapter
    adapter.getVideoStatus = async (jobId) => ({ jobId, status: 'failed', error: 'Too violent.' })
    const { generate, shows } = mount({ connection: connection() })
    await generate()
    await shows({ status: 'error', isLoading: false, error: { message: 'Too violent.' }, result: null })
    adapter.getVideoStatus = getVideoStatus
    steered.state.isReady = true
    await generate()
    await shows({ status: 'success', result: video, error: undefined })
  })

  it('goes on after a drop, without a second order', async () => {
    const { fetchClient, cut } = cuttableFetch()
    const { generate, shows } = mount({ connection: connection({ fetchClient }) })
    await generate()
    await shows({ videoStatus: { progress: 10 } })
    cut()
    steered.state.progress = 60
    await shows({ videoStatus: { progress: 60 } })
    steered.state.isReady = true
    await shows({ status: 'success', result: video })
    expect(steered.adapter.created).toHaveLength(1)
  })

  it('is idle after a stop, and the job goes on', async () => {
    const { generate, shows, result } = mount({ connection: connection() })
    await generate()
    await shows({ videoStatus: { progress: 10 } })
    act(() => result.current.stop())
    await shows({ status: 'idle', isLoading: false })
    expect(steered.adapter.canceled).toEqual([])
    const polls = steered.state.polls
    await vi.waitFor(() => expect(steered.state.polls).toBeGreaterThan(polls), PATIENT)
  })

  it('joins its run again after it was unmounted', async () => {
    const options = { threadId: 'slot-1', persistence: true } as const
    const before = mount({ ...options, connection: connection() })
    await before.generate()
    await before.shows({ videoStatus: { progress: 10 } })
    before.unmount()

    const after = mount({ ...options, connection: connection() })
    await after.shows({ status: 'generating' })
    steered.state.isReady = true
    await after.shows({ status: 'success', result: video })
    expect(steered.adapter.created).toHaveLength(1)
  })
})

it("TanStack AI's hook reads a response of ours that a fetcher returns", async () => {
  const fetcher = async () =>
    toServerSentEventsResponse(
      generateVideo({ adapter: scriptedAdapter(), prompt: 'a dog', stream: true, pollingInterval: 5 }),
    )
  // It warns of lines that server-sent events may have.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { generate, shows } = mount({ fetcher })
  await generate()
  await shows({ status: 'success', jobId: 'job-1', result: { url: VIDEO_URL } })
})
