import type { Fault } from './model-server.js'

/** An answer in JSON, which breaks off where the fault says so. Aborted, it breaks off as well. */
export function answerJson(
  body: object,
  status: number,
  fault: Fault,
  signal: AbortSignal | null | undefined,
): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  const init = { status, headers: { 'Content-Type': 'application/json' } }
  if (fault.kind !== 'cut' || fault.bytes >= bytes.length) return new Response(bytes, init)
  const cut = new ReadableStream<Uint8Array>({
    start(controller) {
      if (fault.how !== 'end')
        signal?.addEventListener('abort', () => controller.error(new DOMException('Aborted.', 'AbortError')))
      if (fault.bytes > 0) controller.enqueue(bytes.subarray(0, fault.bytes))
      if (fault.how === 'end') controller.close()
    },
    pull(controller) {
      // What was sent is read before it breaks.
      if (fault.how === 'error') controller.error(new TypeError('terminated'))
    },
  })
  return new Response(cut, init)
}
