import * as ours from '@reelstate/core'
import * as peer from '@tanstack/ai-client'
import { createVideoDevtoolsBridge } from '@tanstack/ai-client/devtools'
import { cpuTime, goal, inOwnProcess, median } from './own-process.js'
import { runOf, serveStream } from './serve-stream.js'

// How many status events a client takes in per second of processor time: 50,000 of them over SSE, in reads of 64 KiB,
// from the request to the result. Each repetition is a process of its own, the clients take turns, and the median counts.
const STATUSES = 50_000
const REPETITIONS = 5

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
    for (const { name, ms } of times) ms.push(inOwnProcess(name))

  console.log(
    `${STATUSES.toLocaleString('en-US')} status events over SSE, median of ${REPETITIONS} processes`,
  )
  const rates = times.map(({ name, ms }) => ({ name, rate: STATUSES / (median(ms) / 1000) }))
  const our = rates[0]?.rate ?? 0
  for (const { name, rate } of rates) {
    const times = rate === our ? '' : `  (reelstate takes in ${(our / rate).toFixed(2)} times as many)`
    console.log(`${name.padEnd(26)} ${Math.round(rate).toLocaleString('en-US').padStart(8)} events/s${times}`)
  }
  goal("not fewer than the peer's bare client", our >= (rates[1]?.rate ?? 0))
}

/** ms of processor time from the request to the result. */
async function timeOnce(name: string): Promise<number> {
  serveStream(runOf(Array.from({ length: STATUSES }, (_, index) => (index * 100) / STATUSES)))
  let seen = 0
  let result: unknown
  const ms = await cpuTime(async () => {
    result = await clients[name]?.(() => {
      seen += 1
    })
  })
  if (!result || seen < STATUSES)
    throw new Error(`${name} saw ${seen} of ${STATUSES} and ended without the video.`)
  return ms
}
