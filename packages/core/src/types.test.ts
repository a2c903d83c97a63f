import { expectTypeOf, it } from 'vitest'
import {
  type ConnectionAdapter,
  createVideoClient,
  fetchHttpStream,
  fetchServerSentEvents,
  pollJob,
  type VideoClientOptions,
  type VideoError,
  type VideoErrorCode,
  type VideoGenerateResult,
} from './index.js'
import { persistence } from './persist.js'

// What compiles, and what must not: the compiler is the test, and each line it must refuse is marked.

const connection = fetchServerSentEvents('/api/video')
const client = createVideoClient({ connection })
/** Compiled, and never called. */
const compile = (_code: () => void) => {}

it('options hold exactly one way to the server, and nothing unknown', () => {
  compile(() => {
    createVideoClient({ connection, maxDuration: 1, whenBusy: 'replace', stallMs: 1, maxAttempts: 3 })
    createVideoClient(() => ({ connection: fetchHttpStream(() => '/api/video') }))
    createVideoClient({
      connection: pollJob({
        create: async () => ({ jobId: 'job' }),
        status: async () => ({ status: 'pending' }),
      }),
    })
    createVideoClient({ fetcher: async ({ prompt }) => ({ jobId: prompt, url: '/a.mp4' }) })
    createVideoClient({ connection, persist: persistence({ key: 'trailer' }) })
    // @ts-expect-error no way to the server
    createVideoClient({})
    // @ts-expect-error two ways to the server
    createVideoClient({ connection, fetcher: async () => ({ jobId: 'j', url: '/a.mp4' }) })
    // @ts-expect-error no such option
    createVideoClient({ connection, onresult: () => {} })
    // @ts-expect-error no such choice
    createVideoClient({ connection, whenBusy: 'queue' })
    // @ts-expect-error a time is a number of ms
    createVideoClient({ connection, maxDuration: '10m' })
    // @ts-expect-error a fetcher gives something that has a video
    createVideoClient({ fetcher: async () => 42 })
    // @ts-expect-error a connection connects
    createVideoClient({ connection: {} })
    // @ts-expect-error a record has a name
    persistence({})
    // @ts-expect-error one needs to know how a job is doing
    pollJob({ create: async () => ({ jobId: 'job' }) })
  })
})

it('transports take their options as a value or a function, at once or later', () => {
  compile(() => {
    fetchServerSentEvents('/api', { headers: { authorization: 'Bearer …' }, credentials: 'include' })
    fetchServerSentEvents('/api', () => ({ body: { model: 'm' } }))
    fetchHttpStream('/api', async () => ({ headers: new Headers(), fetch }))
    // @ts-expect-error the method is the wire's
    fetchServerSentEvents('/api', { method: 'PUT' })
    // @ts-expect-error a URL, or a function that gives one
    fetchServerSentEvents(42)
    const own: ConnectionAdapter = {
      async *connect(_messages, { prompt }, signal, { idempotencyKey }) {
        expectTypeOf(prompt).toBeUnknown()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        expectTypeOf(idempotencyKey).toBeString()
        yield { type: 'CUSTOM' }
      },
    }
    const nameless = async function* () {
      yield { name: 'video:status' }
    }
    // @ts-expect-error an event has a type
    createVideoClient({ connection: { connect: nameless } })
    createVideoClient({ connection: own })
  })
})

it('an order has a prompt, and says nothing it cannot mean', () => {
  compile(() => {
    client.generate({ prompt: 'a dog', size: '1280x720', duration: 8, modelOptions: { seed: 1 } })
    // @ts-expect-error no prompt
    client.generate({})
    // @ts-expect-error a prompt is a text
    client.generate({ prompt: 42 })
    // @ts-expect-error a duration is a number of seconds
    client.generate({ prompt: 'a dog', duration: '8s' })
    // @ts-expect-error no such wish
    client.generate({ prompt: 'a dog', seconds: 8 })
    // @ts-expect-error which one
    client.resume()
  })
})

it('what onResult returns is the type of the result, everywhere', async () => {
  compile(async () => {
    const poster = createVideoClient({ connection, onResult: ({ url }) => ({ poster: url }) })
    expectTypeOf(poster.getState().result).toEqualTypeOf<{ poster: string } | null>()
    const outcome = await poster.generate({ prompt: 'a dog' })
    if (outcome.outcome === 'success') expectTypeOf(outcome.result).toEqualTypeOf<{ poster: string }>()
    // @ts-expect-error the video became something else
    poster.getState().result?.url
    const sometimes = createVideoClient({ connection, onResult: ({ url }) => (url ? { poster: url } : null) })
    expectTypeOf(sometimes.getState().result).toEqualTypeOf<{ poster: string } | VideoGenerateResult | null>()
    const nothing = createVideoClient({ connection, onResult: () => {} })
    expectTypeOf(nothing.getState().result).toEqualTypeOf<VideoGenerateResult | null>()
    const later = createVideoClient({ connection, onResult: async ({ url }) => fetch(url) })
    expectTypeOf(later.getState().result).toEqualTypeOf<VideoGenerateResult | null>()
    // @ts-expect-error the video, and nothing else
    createVideoClient({ connection, onResult: (_video, _second: string) => {} })
  })
})

it('a state is read, never written, and says what may be missing', () => {
  compile(() => {
    const state = client.getState()
    // @ts-expect-error readonly
    state.jobId = 'job'
    // @ts-expect-error there may be no result
    state.result.url
    // @ts-expect-error there may be no progress
    state.progress.toFixed()
    // @ts-expect-error no such status
    state.status === 'loading'
    // @ts-expect-error no such phase
    state.phase === 'queued'
    expectTypeOf(state.result?.expiresAt).toEqualTypeOf<Date | undefined>()
    expectTypeOf(state.error).toEqualTypeOf<VideoError | undefined>()
    expectTypeOf(state.error?.code).toEqualTypeOf<VideoErrorCode | undefined>()
    // @ts-expect-error no such code
    state.error?.code === 'oops'
  })
})

it('an outcome holds what belongs to it, and no more', () => {
  compile(async () => {
    const outcome = await client.generate({ prompt: 'a dog' })
    // @ts-expect-error not every outcome has a result
    outcome.result
    if (outcome.outcome === 'refused') expectTypeOf(outcome.reason).toEqualTypeOf<'busy' | 'disposed'>()
    if (outcome.outcome === 'error') expectTypeOf(outcome.error).toEqualTypeOf<VideoError>()
    // @ts-expect-error no such outcome
    outcome.outcome === 'failed'
  })
})

it('methods are event handlers as they are', () => {
  expectTypeOf(client.stop).toExtend<(event: MouseEvent) => void>()
  expectTypeOf(client.reset).toExtend<(event: MouseEvent) => void>()
  expectTypeOf(client.retry).toExtend<(event: MouseEvent) => void>()
  expectTypeOf(client.refreshResult).toExtend<(event: MouseEvent) => void>()
  expectTypeOf<VideoClientOptions>().toHaveProperty('onStatusUpdate')
})
