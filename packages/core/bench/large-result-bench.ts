import * as ours from '@reelstate/core'
import * as peer from '@tanstack/ai-client'
import { cpuTime, goal, inOwnProcess, median } from './own-process.js'
import { runOf, serveStream } from './serve-stream.js'

// What one very long line costs: a result whose video is in its URL, in reads of 64 KiB. Twice the line should cost
// twice the time; a parser that goes over its buffer with every read needs four times. Each repetition is a process
// of its own, and the median counts.
const MB = 1024 * 1024
const SIZES = [16, 32]
const REPETITIONS = 5

const clients: Record<string, () => Promise<{ url: string } | null>> = {
  reelstate: async () => {
    const connection = ours.fetchServerSentEvents('/video', { maxFrameSize: 64 * MB })
    const client = ours.createVideoClient({ connection })
    await client.generate({ prompt: 'A fox' })
    return client.getState().result
  },
  '@tanstack/ai-client': async () => {
    const client = new peer.VideoGenerationClient({ connection: peer.fetchServerSentEvents('/video') })
    await client.generate({ prompt: 'A fox' })
    return client.getResult()
  },
}

const [only, size] = process.argv.slice(2)
if (only) console.log(await timeOnce(only, Number(size)))
else compare()

function compare() {
  console.log(`One result line in reads of 64 KiB, median of ${REPETITIONS} processes, processor time`)
  for (const name of Object.keys(clients)) {
    const [half = 0, whole = 0] = SIZES.map((size) =>
      median(Array.from({ length: REPETITIONS }, () => inOwnProcess(name, String(size)))),
    )
    const growth = whole / half
    const times = [half, whole].map((ms, index) => `${SIZES[index]} MB ${Math.round(ms)} ms`).join(', ')
    console.log(`${name.padEnd(20)} ${times}: ${growth.toFixed(2)} times`)
    if (name === 'reelstate') goal('at most 3 times the time for twice the line', growth <= 3)
  }
}

async function timeOnce(name: string, size: number): Promise<number> {
  const url = `data:video/mp4;base64,${'A'.repeat(size * MB)}`
  serveStream(runOf([], url))
  let result: { url: string } | null | undefined
  const ms = await cpuTime(async () => {
    result = await clients[name]?.()
  })
  if (result?.url.length !== url.length) throw new Error(`${name} ended without the video.`)
  return ms
}
