import { expect, it, vi } from 'vitest'
import { boundedBody } from './bounded-body.js'

const PART = 64 * 1024

/** `count` parts, each new. */
function partsOf(count: number) {
  let sent = 0
  const cancel = vi.fn()
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (sent++ < count) controller.enqueue(new Uint8Array(PART))
    else controller.close()
  }
  return { stream: new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 }), cancel }
}

it('keeps nothing of what was read, however long it is', async () => {
  const before = process.memoryUsage().arrayBuffers
  const controller = new AbortController()
  const bounds = { maxBytes: 2 ** 31, stallMs: 60_000, signal: controller.signal }
  const reader = boundedBody(partsOf(8_000).stream, bounds).getReader()
  let most = 0
  let bytes = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }
  expect(bytes).toBe(8_000 * PART)
  expect(most).toBeLessThan(200 * 1024 * 1024)
})

it('reads no more than it is asked for, and lets the source go once it has enough', async () => {
  const { stream, cancel } = partsOf(10)
  const reader = boundedBody(stream, { maxBytes: 2 * PART }).getReader()
  await reader.read()
  await reader.read()
  expect(cancel).not.toHaveBeenCalled()
  await expect(reader.read()).rejects.toMatchObject({ code: 'bad_result' })
  expect(cancel).toHaveBeenCalledOnce()
})

it('fails as its source does, and ends as it does', async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error('hung up')) })
  await expect(new Response(boundedBody(broken, { maxBytes: 1 })).text()).rejects.toThrow('hung up')
  expect(
    (await new Response(boundedBody(partsOf(3).stream, { maxBytes: 3 * PART })).arrayBuffer()).byteLength,
  ).toBe(3 * PART)
})

it('listens to its signal no longer than it lives', async () => {
  const { signal } = new AbortController()
  const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
  await new Response(boundedBody(partsOf(1).stream, { maxBytes: PART, signal })).arrayBuffer()
  await boundedBody(partsOf(1).stream, { maxBytes: PART, signal }).cancel()
  await expect(
    new Response(boundedBody(partsOf(1).stream, { maxBytes: 1, signal })).arrayBuffer(),
  ).rejects.toThrow()
  expect(add).toHaveBeenCalledTimes(3)
  expect(remove.mock.calls.length).toBeGreaterThanOrEqual(3)
})
