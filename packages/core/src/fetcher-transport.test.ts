import { describe, expect, it } from 'vitest'
import { createVideoClient, type VideoFetcher } from './index.js'
import { jobCreated, jobResult, jobStatus } from './protocol.js'
import { sse } from './support/wire-server.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const events = [
  jobCreated({ jobId: 'job-1' }),
  jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 }),
  jobResult(video),
]
const answerWith = (body: string, type: string) => () =>
  new Response(body, { headers: { 'Content-Type': type } })
const generateWith = async (fetcher: VideoFetcher) => {
  const progress: number[] = []
  const client = createVideoClient({ fetcher, onProgress: (percent) => progress.push(percent) })
  return {
    outcome: await client.generate({ prompt: 'a dog', duration: 4 }),
    state: client.getState(),
    progress,
  }
}

describe('a fetcher', () => {
  it('may return the video', async () => {
    let seen: unknown
    const { outcome, state } = await generateWith(async (input, { idempotencyKey }) => {
      seen = { ...input, idempotencyKey }
      return video
    })
    expect(outcome).toEqual({ outcome: 'success', result: video })
    expect(seen).toEqual({ prompt: 'a dog', duration: 4, idempotencyKey: expect.stringMatching(/^\d+-\d+$/) })
    expect(state).toMatchObject({ jobId: 'job-1', videoStatus: { status: 'completed', progress: 100 } })
  })

  it.each<[string, VideoFetcher]>([
    ['a Response of server-sent events', answerWith(sse(...events), 'text/event-stream')],
    [
      'a Response of NDJSON',
      answerWith(
        events
          .map((e) => JSON.stringify(e))
          .join('\n')
          .concat('\n'),
        'application/x-ndjson',
      ),
    ],
    [
      'the events themselves',
      async function* () {
        yield* events
      } as unknown as VideoFetcher,
    ],
  ])('may return %s, with progress', async (_name, fetcher) => {
    const { outcome, progress } = await generateWith(fetcher)
    expect(outcome).toEqual({ outcome: 'success', result: video })
    expect(progress).toEqual([50])
  })

  it('may return a Response of JSON', async () => {
    const { outcome } = await generateWith(answerWith(JSON.stringify(video), 'application/json'))
    expect(outcome).toEqual({ outcome: 'success', result: video })
  })

  it('that throws ends the run in its own words', async () => {
    const { outcome } = await generateWith(() => Promise.reject(new Error('Out of credit')))
    expect(outcome).toMatchObject({ error: { code: 'generation_failed', message: 'Out of credit' } })
  })

  it('that loses the network leaves open whether it was billed', async () => {
    const { outcome } = await generateWith(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(outcome).toMatchObject({ error: { code: 'ambiguous_create' } })
  })

  it.each([undefined, null, 'https://x.example/1.mp4', 7, {}, { url: 'ftp://x' }])(
    'that returns %j is told so',
    async (value) => {
      const { outcome } = await generateWith((() => value) as unknown as VideoFetcher)
      expect(outcome).toMatchObject({ error: { code: 'bad_result' } })
    },
  )
})
