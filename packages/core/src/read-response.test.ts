import { afterEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient, fetchServerSentEvents } from './index.js'
import { jobCreated, jobResult } from './protocol.js'
import { sse } from './support/wire-server.js'

const MB = 1024 * 1024
const READ_SIZE = 64 * 1024

/** A client whose server sends these reads, and whether it was told to stop. */
function clientOf(reads: Iterator<Uint8Array>, maxFrameSize: number) {
  const cancel = vi.fn()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value } = reads.next()
      if (value) controller.enqueue(value)
      else controller.close()
    },
    cancel,
  })
  const headers = { 'Content-Type': 'text/event-stream' }
  const fetch = async () => new Response(body, { headers })
  const client = createVideoClient({ connection: fetchServerSentEvents('/video', { fetch, maxFrameSize }) })
  return { client, cancel }
}

afterEach(() => vi.restoreAllMocks())

describe('a line that is very long', () => {
  /** ms of processor time for a result whose URL has this many characters. */
  async function timeToRead(size: number): Promise<number> {
    const url = `data:video/mp4;base64,${'A'.repeat(size)}`
    const stream = sse(
      jobCreated({ jobId: 'job-1' }),
      jobResult({ jobId: 'job-1', status: 'completed', url }),
    )
    const bytes = new TextEncoder().encode(stream)
    const count = Math.ceil(bytes.length / READ_SIZE)
    const reads = Array.from({ length: count }, (_, index) =>
      bytes.subarray(index * READ_SIZE, (index + 1) * READ_SIZE),
    )
    const { client } = clientOf(reads[Symbol.iterator](), 2 * size)
    const before = process.cpuUsage()
    const outcome = await client.generate({ prompt: 'a dog' })
    const { user, system } = process.cpuUsage(before)
    expect(outcome.outcome).toBe('success')
    expect(client.getState().result?.url.length).toBe(url.length)
    return (user + system) / 1000
  }

  it('costs time that grows as it does, not as its square', async () => {
    // What the first one costs is mostly loading.
    await timeToRead(MB)
    const times = { short: [] as number[], long: [] as number[] }
    for (let repetition = 0; repetition < 3; repetition++) {
      times.short.push(await timeToRead(4 * MB))
      times.long.push(await timeToRead(32 * MB))
    }
    // 8 times the length: a parser that goes over its buffer with every read needs 64 times as long.
    expect(Math.min(...times.long) / Math.min(...times.short)).toBeLessThan(24)
  })

  it('without end is read up to the limit and no further', async () => {
    const garbage = new Uint8Array(READ_SIZE).fill('x'.charCodeAt(0))
    let taken = 0
    function* endless() {
      for (; taken < 256 * MB; taken += READ_SIZE) yield garbage
    }
    const { client, cancel } = clientOf(endless(), 8 * MB)
    const outcome = await client.generate({ prompt: 'a dog' })
    expect(outcome.outcome === 'error' && outcome.error.message).toContain(`over ${8 * MB} characters`)
    expect(taken).toBeLessThan(9 * MB)
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledTimes(1))
  })
})
