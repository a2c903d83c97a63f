import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { expect, vi } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import type { MountedQueue } from '../binding.js'
import { keeping } from '../keeping.js'
import { FAST, type ScriptedRequest } from '../scripted-server.js'
import { calm, type Stage, says, shows } from '../stage.js'

const inputs = (...prompts: string[]) => prompts.map((prompt) => ({ prompt }))

/** What a server says of one job of many. */
const saysOf = (job: string) => ({
  created: jobCreated({ jobId: job, reference: job, resume: true, cancel: true }),
  progress: (progress: number) => jobStatus({ jobId: job, status: 'processing', progress }),
  video: jobResult({ jobId: job, status: 'completed', url: `https://videos.example/${job}.mp4` }),
})

/** The request that ordered a prompt. */
async function orderOf({ server }: Stage, prompt: string): Promise<ScriptedRequest> {
  const find = () => server.requests.find(({ body }) => body.data?.prompt === prompt)
  await vi.waitFor(() => expect(find(), `${prompt} was ordered`).toBeDefined(), FAST)
  return find() as ScriptedRequest
}

const ordered = ({ server }: Stage) => server.requests.flatMap(({ body }) => body.data?.prompt ?? [])

/** Waits until a page shows these statuses, in this order. */
const showsItems = (page: MountedQueue, ...statuses: string[]) =>
  shows(page, { items: statuses.map((status) => expect.objectContaining({ status })) })

/** Many videos, some at a time. */
export const QUEUEING: Behaviours = {
  async 'shows the videos of a queue, how many there are of each kind, and how far all of them are'(stage) {
    const page = await stage.mountQueue(stage.queueOptions())
    expect(page.shown()).toMatchObject({ status: 'idle', items: [], progress: null })
    page.queue.add(inputs('a', 'b', 'c', 'd'))
    const { created, progress, video } = saysOf('job-a')
    const order = await orderOf(stage, 'a')
    order.send(created, progress(40))
    await shows(page, {
      status: 'running',
      progress: 10,
      counts: { waiting: 2, generating: 2, success: 0, error: 0, canceled: 0 },
    })
    order.send(video)
    await shows(page, { progress: 25, counts: { waiting: 1, generating: 2, success: 1 } })
    const [first] = page.shown().items as unknown[]
    expect(first).toMatchObject({ input: { prompt: 'a' }, video: { result: { jobId: 'job-a' } } })
    for (const prompt of ['b', 'c', 'd']) (await orderOf(stage, prompt)).send(saysOf(prompt).video)
    await shows(page, { status: 'done', progress: 100, counts: { success: 4 } })
  },

  async 'never has more videos under way than its concurrency'(stage) {
    const prompts = ['a', 'b', 'c', 'd', 'e']
    const page = await stage.mountQueue(stage.queueOptions({ concurrency: 2 }))
    page.queue.add(inputs(...prompts))
    for (const [index, prompt] of prompts.entries()) {
      const order = await orderOf(stage, prompt)
      await calm()
      expect(ordered(stage)).toEqual(prompts.slice(0, index + 2))
      order.send(saysOf(prompt).created, saysOf(prompt).video)
    }
    await shows(page, { status: 'done' })
  },

  async 'starts nothing while it is paused, by buttons whose handlers are the methods'(stage) {
    const page = await stage.mountQueue(stage.queueOptions({ concurrency: 1 }))
    page.queue.add(inputs('a', 'b'))
    const order = await orderOf(stage, 'a')
    page.press('pause')
    expect(page.read('status')).toBe('paused')
    order.send(saysOf('a').created, saysOf('a').video)
    await shows(page, { status: 'paused', counts: { success: 1, waiting: 1 } })
    await calm()
    expect(ordered(stage)).toEqual(['a'])
    page.press('resume')
    await orderOf(stage, 'b')
    await shows(page, { status: 'running', counts: { generating: 1 } })
  },

  async 'cancels one at the provider, and starts the next in its place'(stage) {
    const page = await stage.mountQueue(stage.queueOptions({ concurrency: 1 }))
    const [first] = page.queue.add(inputs('a', 'b'))
    ;(await orderOf(stage, 'a')).send(saysOf('job-a').created)
    await vi.waitFor(() => expect(page.queue.getState().items[0]?.video.jobId).toBe('job-a'), FAST)
    page.queue.cancel(first?.id as string)
    await orderOf(stage, 'b')
    await showsItems(page, 'canceled', 'generating')
    expect(stage.server.methods()).toEqual(['POST', 'DELETE', 'POST'])
    expect(stage.server.requests[1]?.url.searchParams.get('ref')).toBe('job-a')
    expect(await first?.outcome).toEqual({ outcome: 'canceled' })
  },

  async 'cancels all that wait or are under way, and takes off the list what has ended'(stage) {
    const page = await stage.mountQueue(stage.queueOptions({ concurrency: 2 }))
    page.queue.add(inputs('a', 'b', 'c'))
    for (const prompt of ['a', 'b']) (await orderOf(stage, prompt)).send(saysOf(prompt).created)
    await vi.waitFor(() => expect(page.queue.getState().items[1]?.video.jobId).toBe('b'), FAST)
    page.press('cancelAll')
    await showsItems(page, 'canceled', 'canceled', 'canceled')
    await stage.server.request(4)
    await calm()
    expect(stage.server.methods()).toEqual(['POST', 'POST', 'DELETE', 'DELETE'])
    expect(page.read('status')).toBe('done')
    page.press('clear')
    await shows(page, { status: 'idle', items: [], progress: null })
  },

  async 'goes on where one video fails, and tries that again when told'(stage) {
    const page = await stage.mountQueue(stage.queueOptions({ concurrency: 1 }))
    const [first] = page.queue.add(inputs('a', 'b'))
    ;(await orderOf(stage, 'a')).send(says.error('moderated', 'Not this.'))
    ;(await orderOf(stage, 'b')).send(saysOf('b').created, saysOf('b').video)
    await showsItems(page, 'error', 'success')
    expect(page.shown()).toMatchObject({
      status: 'done',
      items: [{ video: { error: { code: 'moderated', message: 'Not this.' } } }, {}],
    })
    page.queue.retry(first?.id as string)
    const again = await stage.server.request(3)
    expect(again.body.data).toMatchObject({ prompt: 'a' })
    again.send(saysOf('a').created, saysOf('a').video)
    await showsItems(page, 'success', 'success')
  },

  async 'gives out the fields of a queue to read, not to write'(stage) {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const page = await stage.mountQueue(stage.queueOptions())
    page.queue.add(inputs('a'))
    for (const field of ['status', 'items', 'progress', 'counts'] as const) {
      const before = page.read(field)
      try {
        page.write(field, 'written')
      } catch {
        // It may also say so.
      }
      expect(page.read(field), field).toBe(before)
    }
    await shows(page, { status: 'running', progress: 0 })
  },

  async 'starts nothing once no page shows the queue, and goes on in the next'(stage) {
    const queue = stage.queue({ concurrency: 1 })
    const first = await stage.mountQueue({ queue })
    const [added] = queue.add(inputs('a', 'b'))
    const order = await orderOf(stage, 'a')
    order.send(saysOf('a').created, saysOf('a').progress(30))
    await shows(first, { progress: 15 })
    await first.unmount()
    await vi.waitFor(() => expect(order.isClosed).toBe(true), FAST)
    expect(await added?.outcome).toEqual({ outcome: 'detached' })
    await calm()
    expect(stage.server.methods()).toEqual(['POST'])
    const second = await stage.mountQueue({ queue })
    const again = await stage.server.request(2)
    expect(again.url.searchParams.get('ref')).toBe('a')
    again.send(saysOf('a').created, saysOf('a').video)
    await orderOf(stage, 'b')
    await showsItems(second, 'success', 'generating')
  },

  async 'shows a queue in two components, and orders each video once'(stage) {
    const queue = stage.queue()
    const [first, second] = [await stage.mountQueue({ queue }), await stage.mountQueue({ queue })]
    first.queue.add(inputs('a'))
    const order = await orderOf(stage, 'a')
    await showsItems(second, 'generating')
    await first.unmount()
    await calm()
    expect(order.isClosed).toBe(false)
    order.send(saysOf('a').created, saysOf('a').video)
    await showsItems(second, 'success')
    expect(stage.server.methods()).toEqual(['POST'])
  },

  async 'goes on with a queue after a reload'(stage) {
    const { persistQueue } = keeping()
    const kept = () => stage.queueOptions({ concurrency: 1, persist: persistQueue() })
    const page = await stage.mountQueue(kept())
    page.queue.add(inputs('a', 'b'))
    ;(await orderOf(stage, 'a')).send(saysOf('a').created, saysOf('a').progress(30))
    await shows(page, { progress: 15 })
    // As long as a write takes.
    await calm()
    await page.unmount()
    page.queue.dispose()
    const later = await stage.mountQueue(kept())
    const again = await stage.server.request(2)
    expect(again.url.searchParams.get('ref')).toBe('a')
    again.send(saysOf('a').created, saysOf('a').video)
    await orderOf(stage, 'b')
    await showsItems(later, 'success', 'generating')
    expect(stage.server.methods()).toEqual(['POST', 'GET', 'POST'])
  },
}
