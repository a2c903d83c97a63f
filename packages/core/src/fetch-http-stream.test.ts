import { describe, expect, it, vi } from 'vitest'
import { createVideoClient, fetchHttpStream } from './index.js'
import { jobCreated, jobResult, jobStatus } from './protocol.js'
import { answer, startWireServer } from './support/wire-server.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const events = [
  jobCreated({ jobId: 'job-1', resume: true }),
  jobStatus({ jobId: 'job-1', status: 'processing', progress: 50 }),
  jobResult(video),
]
const lines = (...given: object[]) => given.map((event) => `${JSON.stringify(event)}\n`).join('')

describe('fetchHttpStream', () => {
  it.each([
    ['one event a line', lines(...events)],
    ['CRLF line ends', lines(...events).replaceAll('\n', '\r\n')],
    ['empty lines and lines that are not JSON', `\n{"hb":1}\noops\n${lines(...events)}`],
    ['events in an envelope with an id', lines(...events.map((chunk, id) => ({ id: `${id}`, chunk })))],
  ])('reads %s', async (_name, body) => {
    await using server = await startWireServer(answer('application/x-ndjson', body))
    const statuses: unknown[] = []
    const client = createVideoClient({
      connection: fetchHttpStream(server.url),
      onStatusUpdate: (status) => statuses.push(status.progress),
    })
    expect(await client.generate({ prompt: 'a dog' })).toEqual({ outcome: 'success', result: video })
    expect(statuses).toEqual([50])
    expect(server.requests[0]?.headers.accept).toBe('application/x-ndjson')
  })

  it('resumes behind the id of the last envelope', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    await using server = await startWireServer(
      answer('application/x-ndjson', lines({ id: '5', chunk: events[0] })),
      answer('application/x-ndjson', lines(...events)),
    )
    const client = createVideoClient({ connection: fetchHttpStream(server.url) })
    expect(await client.generate({ prompt: 'a dog' })).toMatchObject({ outcome: 'success' })
    expect(server.requests[1]?.url).toBe('/api/video?ref=job-1&after=5')
    vi.restoreAllMocks()
  })

  it('bounds a line without end', async () => {
    await using server = await startWireServer(answer('application/x-ndjson', `"${'x'.repeat(5_000)}`))
    const client = createVideoClient({ connection: fetchHttpStream(server.url, { maxFrameSize: 1_000 }) })
    expect(await client.generate({ prompt: 'a dog' })).toMatchObject({ error: { code: 'ambiguous_create' } })
  })
})
