import * as ours from '@reelstate/react'
import { VideoGenerationClient } from '@tanstack/ai-client'
import * as peer from '@tanstack/ai-react'
import { createElement, useEffect } from 'react'
import { cpuTime, goal, inOwnProcess, median } from '../../core/bench/own-process.js'
import { runOf, serveStream } from '../../core/bench/serve-stream.js'
import { showPage } from './page.js'

// What 50,000 status events cost on their way through a hook to the page: over SSE, in reads of 64 KiB, from the click
// until the page shows the video. Each repetition is a process of its own, all take turns, and the median counts.
const STATUSES = 50_000
const REPETITIONS = 5

/** What a page reads of either hook. */
interface Video {
  generate(input: { prompt: string }): Promise<unknown>
  status: string
  videoStatus: { progress?: number | undefined } | null
  result: { url: string } | null
}
type OnStatusUpdate = (status: { progress?: number | undefined }) => void

const paths: Record<string, (onStatusUpdate: OnStatusUpdate) => Promise<unknown>> = {
  'reelstate, its hook': (onStatusUpdate) =>
    generateOnPage(() =>
      ours.useGenerateVideo({ connection: ours.fetchServerSentEvents('/video'), onStatusUpdate }),
    ),
  '@tanstack/ai-react, its hook': (onStatusUpdate) =>
    generateOnPage(() =>
      peer.useGenerateVideo({ connection: peer.fetchServerSentEvents('/video'), onStatusUpdate }),
    ),
  '@tanstack/ai-client, no hook': async (onStatusUpdate) => {
    const connection = peer.fetchServerSentEvents('/video')
    const client = new VideoGenerationClient({ connection, onStatusUpdate })
    await client.generate({ prompt: 'A fox' })
    return client.getResult()
  },
}

const [only] = process.argv.slice(2)
if (only) console.log(await timeOnce(only))
else compare()

function compare() {
  const times = Object.keys(paths).map((name) => ({ name, ms: [] as number[] }))
  for (let repetition = 0; repetition < REPETITIONS; repetition++)
    for (const { name, ms } of times) ms.push(inOwnProcess(name))

  const [our = 0, theirHook = 0, theirClient = 0] = times.map(({ ms }) => median(ms))
  console.log(
    `${STATUSES.toLocaleString('en-US')} status events to the page, median of ${REPETITIONS} processes`,
  )
  for (const { name, ms } of times)
    console.log(
      `${name.padEnd(30)} ${Math.round(median(ms)).toLocaleString('en-US').padStart(6)} ms of processor time`,
    )
  const ratio = theirHook / our
  goal(`at least 10 times as fast as the peer's hook: ${ratio.toFixed(1)} times`, ratio >= 10)
  goal(`not slower than its bare client: ${(theirClient / our).toFixed(2)} times as fast`, our <= theirClient)
}

/** ms of processor time from the click to the video; every report has to arrive, in order. */
async function timeOnce(name: string): Promise<number> {
  const progressOf = (index: number) => (index * 100) / STATUSES
  serveStream(runOf(Array.from({ length: STATUSES }, (_, index) => progressOf(index))))
  let inOrder = 0
  let result: unknown
  const ms = await cpuTime(async () => {
    result = await paths[name]?.(({ progress }) => {
      if (progress === progressOf(inOrder)) inOrder += 1
    })
  })
  if (!result || inOrder < STATUSES)
    throw new Error(`${name} told ${inOrder} of ${STATUSES} reports in order.`)
  return ms
}

/** One page that shows what the hook returns, and clicks as soon as it stands. */
async function generateOnPage(useVideo: () => Video): Promise<string> {
  return new Promise((resolve) => {
    // biome-ignore lint/correctness/noComponentHookFactories: shown once.
    function Page() {
      const { generate, status, videoStatus, result } = useVideo()
      // biome-ignore lint/correctness/useExhaustiveDependencies: one click.
      useEffect(() => void generate({ prompt: 'A fox' }), [])
      useEffect(() => {
        if (result) resolve(result.url)
      }, [result])
      return createElement('output', null, `${status} ${videoStatus?.progress} ${result?.url}`)
    }
    showPage(createElement(Page))
  })
}
