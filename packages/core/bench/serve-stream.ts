import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from '@reelstate/core/protocol'

const READ_SIZE = 64 * 1024
const jobId = 'job-1'

/** Answers the next `fetch` of this process with an event stream of these reads. */
export function serveStream(reads: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): void {
  globalThis.fetch = async () => {
    const source = Symbol.asyncIterator in reads ? reads[Symbol.asyncIterator]() : reads[Symbol.iterator]()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value } = await source.next()
        if (value) controller.enqueue(value)
        else controller.close()
      },
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }
}

/** A whole run with these reports of progress (0-100), as reads of 64 KiB. */
export function runOf(progress: number[], url = 'https://example.com/video.mp4'): Uint8Array[] {
  const events = [
    runStarted('run-1', 'thread-1'),
    jobCreated({ jobId }),
    ...progress.map((percent) => jobStatus({ jobId, status: 'processing', progress: percent })),
    jobResult({ jobId, status: 'completed', url }),
    runFinished('run-1', 'thread-1'),
  ]
  const bytes = new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
  const count = Math.ceil(bytes.length / READ_SIZE)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * READ_SIZE, (index + 1) * READ_SIZE),
  )
}
