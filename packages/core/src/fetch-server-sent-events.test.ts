import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient, type FetchConnectionOptionsSource, fetchServerSentEvents } from './index.js'
import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  runStarted,
  VideoError,
} from './protocol.js'
import { answer, eventStream, sse, startWireServer } from './support/wire-server.js'

const created = jobCreated({ jobId: 'job-1', reference: 'ref 1&2', resume: true, cancel: true })
const plain = jobCreated({ jobId: 'job-1' })
const half = jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const happy = [runStarted('r', 't'), created, half, jobResult(video), runFinished('r', 't')]

const clientOf = (url: string, options?: FetchConnectionOptionsSource) =>
  createVideoClient({ connection: fetchServerSentEvents(url, options), body: { model: 'm' } })

afterEach(() => {
  vi.restoreAllMocks()
})

describe('fetchServerSentEvents', () => {
  it('sends the create request of the wire, and reads the video', async () => {
    await using server = await startWireServer(eventStream(sse(...happy)))
    const client = clientOf(server.url, { headers: { Authorization: 'Bearer t' }, body: { tenant: 7 } })
    const outcome = await client.generate({ prompt: 'a dog', size: '640x360' })
    expect(outcome).toEqual({ outcome: 'success', result: video })
    const [request] = server.requests
    expect(request).toMatchObject({
      method: 'POST',
      url: '/api/video',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: 'Bearer t' },
    })
    expect(request?.headers['idempotency-key']).toMatch(/^\d+-\d+$/)
    const { runId, threadId, ...body } = JSON.parse(request?.body ?? '')
    expect(runId).toBe(request?.headers['x-run-id'])
    expect(threadId).toMatch(/^\d+-\d+$/)
    expect(body).toEqual({
      state: {},
      messages: [],
      tools: [],
      context: [],
      forwardedProps: {},
      data: { tenant: 7, model: 'm', prompt: 'a dog', size: '640x360' },
    })
  })

  it('asks for its options before every request, so that a token may change', async () => {
    await using server = await startWireServer(eventStream(sse(created)), eventStream(sse(...happy)))
    vi.spyOn(Math, 'random').mockReturnValue(0)
    let token = 0
    const client = clientOf(server.url, async () => ({ headers: { Authorization: `Bearer ${++token}` } }))
    await client.generate({ prompt: 'a dog' })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it('resumes an advertised job by its reference after a drop, behind the last event id it saw', async () => {
    const cut = `id: 7\n${sse(created)}`
    await using server = await startWireServer(eventStream(cut), eventStream(sse(...happy)))
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const client = clientOf(`${server.url}?team=a`)
    expect(await client.generate({ prompt: 'a dog' })).toMatchObject({ outcome: 'success' })
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/video?team=a',
      'GET /api/video?team=a&ref=ref+1%262&after=7',
    ])
  })

  it('survives 503, a cut socket and a page of HTML while it resumes', async () => {
    await using server = await startWireServer(
      eventStream(sse(created)),
      answer('text/plain', 'busy', 503),
      (response) => response.destroy(),
      answer('text/html', '<h1>Bad gateway</h1>', 502),
      eventStream(sse(...happy)),
    )
    vi.spyOn(Math, 'random').mockReturnValue(0)
    expect(await clientOf(server.url).generate({ prompt: 'a dog' })).toMatchObject({ outcome: 'success' })
    expect(server.requests).toHaveLength(5)
  })

  it('takes 404 on a resume for the end', async () => {
    await using server = await startWireServer(
      eventStream(sse(created)),
      answer('application/json', '{"error":{"code":"not_found","message":"This job has gone."}}', 404),
    )
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const outcome = await clientOf(server.url).generate({ prompt: 'a dog' })
    expect(outcome).toMatchObject({
      error: { code: 'not_found', message: 'This job has gone.', status: 404 },
    })
  })

  it('keeps a job whose token expired: retry() follows it on, and orders nothing', async () => {
    await using server = await startWireServer(
      eventStream(sse(created)),
      answer('text/plain', 'who are you?', 401),
      answer('text/plain', 'who are you?', 401),
      eventStream(sse(...happy)),
    )
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const client = clientOf(server.url)
    expect(await client.generate({ prompt: 'a dog' })).toMatchObject({
      error: { code: 'unauthorized', resumable: true, jobId: 'job-1' },
    })
    expect(await client.retry()).toMatchObject({ outcome: 'success' })
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET'])
  })

  it('asks for its options anew, and once more, where a token expired on the way', async () => {
    await using server = await startWireServer(
      eventStream(sse(created)),
      answer('text/plain', 'who are you?', 401),
      eventStream(sse(...happy)),
    )
    vi.spyOn(Math, 'random').mockReturnValue(0)
    let tokens = 0
    const connection = fetchServerSentEvents(server.url, () => ({
      headers: { authorization: `Bearer ${++tokens}` },
    }))
    const outcome = await createVideoClient({ connection }).generate({ prompt: 'a dog' })
    expect(outcome).toMatchObject({ outcome: 'success' })
    expect(server.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['POST', 'Bearer 1'],
      ['GET', 'Bearer 2'],
      ['GET', 'Bearer 3'],
    ])
  })

  it('asks the server to cancel, and tells its answer', async () => {
    await using server = await startWireServer(
      (response) =>
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(sse(created, half)),
      answer('application/json', '{"outcome":"canceled"}'),
    )
    const client = clientOf(server.url)
    client.generate({ prompt: 'a dog' })
    await vi.waitFor(() => expect(client.getState().progress).toBe(50))
    client.stop()
    await vi.waitFor(() =>
      expect(client.getState().canceled).toMatchObject({ outcome: 'canceled', jobId: 'job-1' }),
    )
    expect(server.requests[1]).toMatchObject({ method: 'DELETE', url: '/api/video?ref=ref+1%262' })
  })

  it.each([
    ['CRLF line ends', sse(...happy).replaceAll('\n', '\r\n')],
    ['lone CR line ends', sse(...happy).replaceAll('\n', '\r')],
    ['a byte order mark, comments and retry lines', `\uFEFFretry: 1000\n: beat\n\n${sse(...happy)}`],
    ['frames that are not JSON', `data: [DONE]\n\ndata: {oops\n\n${sse(...happy)}`],
    ['events it does not know', sse({ type: 'CUSTOM', name: 'new:thing', value: 1 }, ...happy)],
    ['an event over several data lines', sse(...happy).replace('"CUSTOM",', '"CUSTOM",\ndata: ')],
  ])('reads %s', async (_name, body) => {
    await using server = await startWireServer(eventStream(body))
    expect(await clientOf(server.url).generate({ prompt: 'a dog' })).toEqual({
      outcome: 'success',
      result: video,
    })
  })

  it('reads a stream that arrives byte by byte', async () => {
    await using server = await startWireServer(async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      for (const byte of Buffer.from(sse(...happy)))
        if (!response.write(Buffer.of(byte))) await once(response, 'drain')
      response.end()
    })
    expect(await clientOf(server.url).generate({ prompt: 'a dog' })).toMatchObject({ outcome: 'success' })
  })

  it('does not buffer a frame without end', async () => {
    await using server = await startWireServer(eventStream(`${sse(plain)}data: ${'x'.repeat(200_000)}`))
    const outcome = await clientOf(server.url, { maxFrameSize: 100_000 }).generate({ prompt: 'a dog' })
    expect(outcome).toMatchObject({ error: { code: 'connection_lost', jobId: 'job-1' } })
    expect(JSON.stringify(outcome)).toBeTruthy()
    expect(outcome.outcome === 'error' && outcome.error.message).toContain('over 100000 characters')
  })

  it('reads the plain JSON of a finished video', async () => {
    await using server = await startWireServer(answer('application/json', JSON.stringify(video)))
    expect(await clientOf(server.url).generate({ prompt: 'a dog' })).toEqual({
      outcome: 'success',
      result: video,
    })
  })
})

describe('an answer that is no video is an error that says what to do', () => {
  const refuse = (status: number, code: string, message: string, headers = {}) =>
    answer('application/json', JSON.stringify({ error: { code, message } }), status, headers)

  it.each([
    [
      'a refused input',
      refuse(400, 'invalid_input', 'Size `12x9` is too small.'),
      { code: 'invalid_input', status: 400, message: 'Size `12x9` is too small.' },
    ],
    [
      'another server’s JSON',
      answer('application/json', '{"message":"No credit left."}', 402),
      { code: 'invalid_input', status: 402, message: 'No credit left.' },
    ],
    ['no permission', answer('text/plain', 'no', 403), { code: 'unauthorized', status: 403 }],
    [
      'a route that is not there',
      answer('text/html', '<h1>Not found</h1>', 404),
      { code: 'not_found', status: 404 },
    ],
    [
      'too many requests',
      refuse(429, 'rate_limited', 'rate limit', { 'Retry-After': '7' }),
      { code: 'rate_limited', retryAfterMs: 7000 },
    ],
    [
      'a 500 with a page of HTML',
      answer('text/html', '<h1>Oops</h1>', 500),
      { code: 'ambiguous_create', status: 500 },
    ],
    ['a page instead of a stream', answer('text/html', '<div id=app>'), { code: 'ambiguous_create' }],
    [
      'a stream that ends before the job is known',
      eventStream(sse(runStarted('r', 't'))),
      { code: 'ambiguous_create' },
    ],
    [
      'a stream that ends before the video',
      eventStream(sse(plain, half)),
      { code: 'connection_lost', jobId: 'job-1', resumable: false },
    ],
    [
      'a run that finishes without a video',
      eventStream(sse(plain, runFinished('r', 't'))),
      { code: 'bad_response' },
    ],
    [
      'a URL that is not safe',
      eventStream(sse(plain, jobResult({ ...video, url: 'javascript:alert(1)' }))),
      { code: 'bad_result' },
    ],
    [
      'the provider’s verdict',
      eventStream(sse(plain, runError(new VideoError('moderated', 'Not this.')))),
      { code: 'moderated', message: 'Not this.' },
    ],
    [
      'a verdict of a code it does not know',
      eventStream(sse(plain, { type: 'RUN_ERROR', code: 'E42', message: 'Bad luck.' })),
      { code: 'generation_failed', message: 'Bad luck.' },
    ],
    [
      'a verdict without words',
      eventStream(sse(plain, { type: 'RUN_ERROR' })),
      { code: 'generation_failed', message: 'Video generation failed' },
    ],
    [
      'a server that hangs up',
      (response: { destroy(): void }) => response.destroy(),
      { code: 'ambiguous_create' },
    ],
  ])('%s', async (_name, handler, expected) => {
    await using server = await startWireServer(handler as never)
    const client = clientOf(server.url)
    const outcome = await client.generate({ prompt: 'a dog' })
    expect(outcome).toMatchObject({ outcome: 'error', error: expected })
    const { error, status } = client.getState()
    expect(status).toBe('error')
    expect(error?.message).not.toContain('<')
    expect(error?.message.length).toBeGreaterThan(8)
    expect(server.requests).toHaveLength(1)
  })

  it('a create without an answer says that it may be billed, and retry() repeats it under the same key', async () => {
    await using server = await startWireServer((response) => response.destroy(), eventStream(sse(...happy)))
    const client = clientOf(server.url)
    await client.generate({ prompt: 'a dog' })
    expect(client.getState().error?.message).toMatch(/billed; trying again asks for the same one/)
    expect(await client.retry()).toMatchObject({ outcome: 'success' })
    const keys = server.requests.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toBe(keys[1])
  })

  it('after a refused input a retry is a new order, under a new key', async () => {
    await using server = await startWireServer(
      refuse(400, 'invalid_input', 'No.'),
      eventStream(sse(...happy)),
    )
    const client = clientOf(server.url)
    await client.generate({ prompt: 'a dog' })
    expect(await client.retry()).toMatchObject({ outcome: 'success' })
    const keys = server.requests.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).not.toBe(keys[1])
  })
})
