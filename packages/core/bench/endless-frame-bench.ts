import * as ours from '@reelstate/core'
import * as peer from '@tanstack/ai-client'
import { goal, inOwnProcess } from './own-process.js'
import { serveStream } from './serve-stream.js'

// What a line without end costs: 64 MB of it, in reads of 64 KiB. A client should give up at its limit, by default
// 24 Mi characters, and hold no more than that.
const MB = 1024 * 1024
const LIMIT_MB = 24
const READS = (64 * MB) / (64 * 1024)

interface Outcome {
  readMb: number
  grownMb: number
}

const clients: Record<string, () => Promise<unknown>> = {
  reelstate: () =>
    ours
      .createVideoClient({ connection: ours.fetchServerSentEvents('/video') })
      .generate({ prompt: 'A fox' }),
  '@tanstack/ai-client': () =>
    new peer.VideoGenerationClient({ connection: peer.fetchServerSentEvents('/video') }).generate({
      prompt: 'A fox',
    }),
}

const [only] = process.argv.slice(2)
if (only) console.log(JSON.stringify(await feed(only)))
else compare()

function compare() {
  console.log('64 MB without a line break, the most memory over what the process had before')
  for (const name of Object.keys(clients)) {
    const { readMb, grownMb } = inOwnProcess<Outcome>(name)
    console.log(`${name.padEnd(20)} took ${Math.round(readMb)} MB in and grew by ${Math.round(grownMb)} MB`)
    if (name !== 'reelstate') continue
    goal(`ends the read at its limit of ${LIMIT_MB} Mi characters`, readMb < LIMIT_MB + 1)
    goal('grows by at most the limit and 20 MB', grownMb <= LIMIT_MB + 20)
  }
}

async function feed(name: string): Promise<Outcome> {
  const garbage = new Uint8Array(64 * 1024).fill('x'.charCodeAt(0))
  let reads = 0
  let before = 0
  let most = 0
  function* line() {
    for (; reads < READS; reads++) {
      // From the first read on: by then all code that takes part is loaded.
      before ||= process.memoryUsage.rss()
      most = Math.max(most, process.memoryUsage.rss())
      yield garbage
    }
  }
  serveStream(line())
  globalThis.gc?.()
  await clients[name]?.()
  return {
    readMb: (reads * garbage.length) / MB,
    grownMb: (Math.max(most, process.memoryUsage.rss()) - before) / MB,
  }
}
