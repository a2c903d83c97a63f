import { execFileSync } from 'node:child_process'
import * as peer from '@tanstack/ai-client'
import { createVideoDevtoolsBridge } from '@tanstack/ai-client/devtools'
import * as ours from '../src/index.js'
import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from '../src/protocol.js'

// How many status events a client takes in per second: 50,000 of them over SSE, in reads of 64 KiB, from the
// request to the result. Each repetition is a process of its own, the two clients take turns, and the median counts.
const STATUSES = 50_000
const REPETITIONS = 5
const READ_SIZE = 64 * 1024

const clients: Record<string, (onStatusUpdate: () => void) => Promise<unknown>> = {
  reelstate: async (onStatusUpdate) => {
    const connection = ours.fetchServerSentEvents('/video')
    const client = ours.createVideoClient({ connection, onStatusUpdate })
    await client.generate({ prompt: 'A fox' })
    return client.getState().result
  },
  '@tanstack/ai-client': (onStatusUpdate) => generateWithPeer({ onStatusUpdate }),
  // As its hooks make it.
  '… with its devtools bridge': (onStatusUpdate) =>
    generateWithPeer({ onStatusUpdate, devtoolsBridgeFactory: createVideoDevtoolsBridge }),
}

async function generateWithPeer(
  options: Pick<peer.VideoGenerationClientOptions, 'onStatusUpdate' | 'devtoolsBridgeFactory'>,
) {
  const connection = peer.fetchServerSentEvents('/video')
  const client = new peer.VideoGenerationClient({ ...options, connection })
  await client.generate({ prompt: 'A fox' })
  return client.getResult()
}

const [only] = process.argv.slice(2)
if (only) console.log(await timeOnce(only))
else compare()

function compare() {
  const times = Object.keys(clients).map((name) => ({ name, ms: [] as number[] }))
  for (let repetition = 0; repetition < REPETITIONS; repetition++)
    for (const { name, ms } of times) ms.push(timeInOwnProcess(name))

  console.log(
    `${STATUSES.toLocaleString('en-US')} status events over SSE, median of ${REPETITIONS} processes`,
  )
  const [ours, ...peers] = times.map(({ name, ms }) => ({ name, rate: STATUSES / (median(ms) / 1000) }))
  if (!ours) return
  const row = (name: string, rate: number) =>
    `${name.padEnd(26)} ${Math.round(rate).toLocaleString('en-US').padStart(8)} events/s`
  console.log(row(ours.name, ours.rate))
  for (const { name, rate } of peers)
    console.log(`${row(name, rate)}  (reelstate takes in ${(ours.rate / rate).toFixed(2)} times as many)`)
}

function timeInOwnProcess(name: string): number {
  const [, file = ''] = process.argv
  return Number(execFileSync(process.execPath, [...process.execArgv, file, name], { encoding: 'utf8' }))
}

/** ms from the request to the result. */
async function timeOnce(name: string): Promise<number> {
  const reads = cut(new TextEncoder().encode(stream()))
  globalThis.fetch = async () =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          const read = reads.shift()
          if (read) controller.enqueue(read)
          else controller.close()
        },
      }),
      { headers: { 'Content-Type': 'text/event-stream' } },
    )
  let seen = 0
  const startedAt = performance.now()
  const result = await clients[name]?.(() => {
    seen += 1
  })
  const ms = performance.now() - startedAt
  if (!result || seen < STATUSES)
    throw new Error(`${name} saw ${seen} of ${STATUSES} and ended without the video.`)
  return ms
}

function stream(): string {
  const jobId = 'job-1'
  const progress = (index: number) => Math.floor((index * 1000) / STATUSES) / 10
  const events = [
    runStarted('run-1', 'thread-1'),
    jobCreated({ jobId }),
    ...Array.from({ length: STATUSES }, (_, index) =>
      jobStatus({ jobId, status: 'processing', progress: progress(index) }),
    ),
    jobResult({ jobId, status: 'completed', url: 'https://example.com/video.mp4' }),
    runFinished('run-1', 'thread-1'),
  ]
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
}

function cut(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / READ_SIZE)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * READ_SIZE, (index + 1) * READ_SIZE),
  )
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
