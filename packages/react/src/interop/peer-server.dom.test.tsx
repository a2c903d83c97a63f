// @vitest-environment node
import './support/open-window.js'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  cutOnceAfter,
  PeerProvider,
  type PeerServerOptions,
  startPeerServer,
  VIDEO_URL,
} from '../../../core/src/interop/support/peer-server.js'
import {
  fetchHttpStream,
  fetchServerSentEvents,
  type UseGenerateVideoOptions,
  useGenerateVideo,
} from '../index.js'

// Our hook against the published server of TanStack AI, as it is, over real HTTP.

const input = { prompt: 'A red kite over the sea' }
const PATIENT = { timeout: 10_000 }

let provider: PeerProvider

beforeEach(() => {
  provider = new PeerProvider()
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

function mount(options: UseGenerateVideoOptions) {
  const hook = renderHook(() => useGenerateVideo(options), { wrapper: StrictMode })
  const generate = () => act(async () => void hook.result.current.generate(input))
  const shows = (expected: object) =>
    waitFor(() => expect({ ...hook.result.current }).toMatchObject(expected), PATIENT)
  return { ...hook, generate, shows }
}

describe.each([
  { format: 'server-sent events', connect: fetchServerSentEvents },
  { format: 'NDJSON', connect: fetchHttpStream },
] as const)("our hook on TanStack AI's server, over $format", ({ format, connect }) => {
  const serve = (more: Partial<PeerServerOptions> = {}) => startPeerServer({ format, provider, ...more })

  it.each([
    ['plain', false],
    ['durable', true],
  ])('shows the job, its progress and the video of a %s stream', async (_name, isDurable) => {
    await using server = await serve({ isDurable })
    const { generate, shows } = mount({ connection: connect(server.url) })
    await generate()
    await shows({ status: 'generating', phase: 'polling', jobId: 'peer-job', progress: 10 })
    provider.job = { status: 'processing', progress: 60 }
    await shows({ progress: 60, videoStatus: { status: 'processing' } })
    provider.job = { status: 'completed' }
    await shows({ status: 'success', isLoading: false, progress: 100, result: { url: VIDEO_URL } })
    expect(provider.created).toBe(1)
  })

  it("shows the provider's verdict, and makes another video after it", async () => {
    await using server = await serve()
    const { generate, shows } = mount({ connection: connect(server.url) })
    provider.job = { status: 'failed', error: 'Too violent.' }
    await generate()
    await shows({ status: 'error', isLoading: false, error: { message: 'Too violent.', jobId: 'peer-job' } })
    provider.job = { status: 'completed' }
    await generate()
    await shows({ status: 'success', error: undefined, result: { url: VIDEO_URL } })
  })

  it('is idle at once when it is stopped, and says that nobody could be asked', async () => {
    await using server = await serve()
    const { generate, shows, result } = mount({ connection: connect(server.url) })
    await generate()
    await shows({ progress: 10 })
    act(() => result.current.stop())
    expect(result.current).toMatchObject({
      status: 'idle',
      isLoading: false,
      videoStatus: null,
      progress: null,
    })
    await shows({ phase: 'idle', canceled: { outcome: 'unsupported', jobId: 'peer-job' } })
  })

  it('says after a drop which job went on without it', async () => {
    await using server = await serve({ isDurable: true, proxy: cutOnceAfter('video:status') })
    const { generate, shows } = mount({ connection: connect(server.url) })
    await generate()
    await shows({ status: 'error', error: { code: 'connection_lost', jobId: 'peer-job' } })
    expect(provider.created).toBe(1)
    provider.job = { status: 'completed' }
  })
})
