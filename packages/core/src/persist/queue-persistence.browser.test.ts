import { afterEach, describe, expect, it, vi } from 'vitest'
import { queuePersistence } from '../persist.js'
import { jobCreated, jobResult, jobStatus, runFinished } from '../protocol.js'
import { createVideoQueue } from '../queue.js'
import { scriptedTransport } from '../testing/scripted-transport.js'

const pages: (() => void)[] = []
let keys = 0
let key = ''

/** Queues in one page share locks, channels and storage just as tabs do. */
function openTab() {
  const connection = scriptedTransport()
  const queue = createVideoQueue({ connection, concurrency: 2, persist: queuePersistence({ key }) })
  const leave = queue.attach()
  pages.push(leave)
  return {
    connection,
    queue,
    leave,
    statuses: () => queue.getState().items.map(({ status }) => status),
    orders: () => connection.requests.filter(({ kind }) => kind === 'create'),
  }
}

const created = (n: number) =>
  jobCreated({ jobId: `job-${n}`, reference: `ref-${n}`, resume: true, cancel: true })
const half = (n: number) => jobStatus({ jobId: `job-${n}`, status: 'processing', progress: 50 })
const finished = (n: number) => [
  jobResult({ jobId: `job-${n}`, status: 'completed', url: `https://videos.example/${n}.mp4` }),
  runFinished('r', 't'),
]
const prompts = (count: number) => Array.from({ length: count }, (_, n) => ({ prompt: `dog ${n}` }))

afterEach(() => {
  for (const leave of pages.splice(0)) leave()
  localStorage.clear()
})

describe('two tabs with one queue', () => {
  it('show the same, one orders, and the other takes over when it closes', async () => {
    key = `queue ${keys++}`
    const [first, second] = [openTab(), openTab()]
    second.queue.add(prompts(4))
    const expected = ['generating', 'generating', 'waiting', 'waiting']
    for (const { statuses } of [first, second]) await vi.waitFor(() => expect(statuses()).toEqual(expected))
    await vi.waitFor(() => expect(first.orders()).toHaveLength(2))
    for (const [n, request] of first.orders().entries()) await request.send(created(n), half(n))
    // The other tab follows the jobs, and sees them itself.
    await vi.waitFor(() => expect(second.connection.requests).toHaveLength(2))
    expect(second.orders()).toEqual([])
    for (const request of second.connection.requests) {
      const n = Number(String(request.context.reference).slice(4))
      await request.send(created(n), half(n))
    }
    expect(second.queue.getState().progress).toBe(25)

    first.leave()
    const [next] = second.connection.requests
    const n = Number(String(next?.context.reference).slice(4))
    await next?.send(...finished(n))
    await vi.waitFor(() => expect(second.orders()).toHaveLength(1))
    expect(second.orders()[0]?.context.data).toEqual({ prompt: 'dog 2' })
    expect(second.statuses().toSorted()).toEqual(['generating', 'generating', 'success', 'waiting'])
    expect(first.orders()).toHaveLength(2)
  })

  it('cancel, pause and retry for each other', async () => {
    key = `queue ${keys++}`
    const [first, second] = [openTab(), openTab()]
    const added = first.queue.add(prompts(4))
    await vi.waitFor(() => expect(second.statuses()).toHaveLength(4))
    await vi.waitFor(() => expect(first.orders()).toHaveLength(2))
    second.queue.pause()
    second.queue.cancel(added[3]?.id ?? '')
    await vi.waitFor(() => expect(first.queue.getState().status).toBe('paused'))
    await vi.waitFor(() =>
      expect(first.statuses()).toEqual(['generating', 'generating', 'waiting', 'canceled']),
    )
    await first.connection.requests[0]?.send(created(0), ...finished(0))
    await vi.waitFor(() => expect(second.statuses()[0]).toBe('success'))
    expect(first.orders()).toHaveLength(2)
    second.queue.resume()
    await vi.waitFor(() => expect(first.orders()).toHaveLength(3))
    await first.connection.requests[1]?.send(created(1), half(1))
    await vi.waitFor(() => expect(second.queue.getState().items[1]?.video.jobId).toBe('job-1'))
    second.queue.cancel(added[1]?.id ?? '')
    expect(await added[1]?.outcome).toEqual({ outcome: 'canceled' })
    expect(second.connection.canceled).toContain('ref-1')
    await vi.waitFor(() => expect(first.queue.getState().counts).toMatchObject({ canceled: 2, success: 1 }))
  })

  it('never order one twice when both take it up at the same moment', async () => {
    key = `queue ${keys++}`
    const before = openTab()
    before.queue.pause()
    before.queue.add(prompts(2))
    before.queue.resume()
    before.queue.pause()
    before.leave()
    const tabs = [openTab(), openTab(), openTab()]
    for (const { queue } of tabs) queue.resume()
    const orders = () => [before, ...tabs].flatMap(({ orders }) => orders())
    await vi.waitFor(() => expect(orders()).toHaveLength(2))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(new Set(orders().map(({ context }) => context.idempotencyKey)).size).toBe(2)
    expect(orders()).toHaveLength(2)
  })
})
