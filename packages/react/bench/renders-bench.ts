import { setTimeout as wait } from 'node:timers/promises'
import { jobCreated, jobResult, jobStatus, runFinished, runStarted } from '@reelstate/core/protocol'
import * as ours from '@reelstate/react'
import * as peer from '@tanstack/ai-react'
import { createElement, useEffect } from 'react'
import { goal } from '../../core/bench/own-process.js'
import { serveStream } from '../../core/bench/serve-stream.js'
import { showPage } from './page.js'

// How often a page renders while a run goes on: 100 status reports that come in one at a time, then the result.
const REPORTS = 100
const jobId = 'job-1'

/** What a page reads of either hook. */
interface Video {
  generate(input: { prompt: string }): Promise<unknown>
  videoStatus: { progress?: number | undefined } | null
  result: { url: string } | null
}

const hooks: Record<string, () => Video> = {
  reelstate: () => ours.useGenerateVideo({ connection: ours.fetchServerSentEvents('/video') }),
  '@tanstack/ai-react': () => peer.useGenerateVideo({ connection: peer.fetchServerSentEvents('/video') }),
}
const readStatus = ({ videoStatus, result }: Video) => `${videoStatus?.progress} ${result?.url}`
const readResult = ({ result }: Video) => result?.url

console.log(`Renders for ${REPORTS} reports, and for the result after them`)
for (const [name, useVideo] of Object.entries(hooks)) {
  const rows = {
    'the status, each report another': await countRenders(useVideo, readStatus, (report) => report / 2),
    'the status, all reports the same': await countRenders(useVideo, readStatus, () => 5),
    'only the result': await countRenders(useVideo, readResult, (report) => report / 2),
  }
  for (const [field, { reports, result }] of Object.entries(rows))
    console.log(
      `${name.padEnd(20)} a page that reads ${field.padEnd(34)} ${`${reports}`.padStart(4)} + ${result}`,
    )
  if (name !== 'reelstate') continue
  goal('no render for a report that says the same', rows['the status, all reports the same'].reports === 0)
  goal('no render for what is not read', rows['only the result'].reports === 0)
  goal('one render for the result', rows['only the result'].result === 1)
}
// The peer's devtools keep timers.
process.exit()

async function countRenders(
  useVideo: () => Video,
  read: (video: Video) => unknown,
  progressOf: (report: number) => number,
) {
  let renders = 0
  let before = 0
  let reports = 0
  const status = (progress: number) => jobStatus({ jobId, status: 'processing', progress })
  async function* run() {
    yield line(runStarted('run-1', 'thread-1'), jobCreated({ jobId }), status(progressOf(0)))
    await wait(50)
    before = renders
    for (let report = 1; report <= REPORTS; report++) {
      yield line(status(progressOf(report)))
      await wait(2)
    }
    await wait(50)
    reports = renders - before
    yield line(
      jobResult({ jobId, status: 'completed', url: 'https://example.com/video.mp4' }),
      runFinished('run-1', 'thread-1'),
    )
  }
  serveStream(run())
  await new Promise<void>((resolve) => {
    // biome-ignore lint/correctness/noComponentHookFactories: shown once.
    function Page() {
      renders += 1
      const video = useVideo()
      const { generate, result } = video
      // biome-ignore lint/correctness/useExhaustiveDependencies: one click.
      useEffect(() => void generate({ prompt: 'A fox' }), [])
      useEffect(() => {
        if (result) resolve()
      }, [result])
      return createElement('output', null, String(read(video)))
    }
    showPage(createElement(Page))
  })
  await wait(50)
  return { reports, result: renders - before - reports }
}

function line(...events: object[]): Uint8Array {
  return new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
}
