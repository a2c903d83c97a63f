import { persistence } from '@reelstate/core/persist'
import { createVideoClient, fetchServerSentEvents, useGenerateVideo } from '@reelstate/react'
import { useEffect, useRef, useState } from 'react'
import { createDroppableFetch } from './droppable-fetch.js'
import { EventLog } from './event-log.js'
import { FrameworkIslands } from './islands/framework-islands.js'
import { MachineChart } from './machine-chart.js'
import { Masthead } from './masthead.js'
import { adapterOf } from './playground-input.js'
import { PromptForm } from './prompt-form.js'
import { ProvidersPanel } from './providers-panel.js'
import { type RecentVideo, RecentVideos } from './recent-videos.js'
import { RunBar } from './run-bar.js'
import { Stage } from './stage.js'
import { StatusAnnouncer } from './status-announcer.js'
import { useChoices } from './use-choices.js'
import { useEventLog } from './use-event-log.js'
import { useProviderCalls } from './use-provider-calls.js'
import type { FrameProgress } from './video-run.js'

const network = createDroppableFetch()
const NO_FRAMES: FrameProgress = { percent: 0, message: '' }
const connection = fetchServerSentEvents('/api/video', { fetch: network.fetch })
const persist = persistence({ key: 'playground' })

export function App() {
  const log = useEventLog()
  const [progress, setProgress] = useState(NO_FRAMES)
  const [recent, setRecent] = useState<RecentVideo[]>([])
  const screen = useRef<HTMLElement>(null)
  const [replayed, setReplayed] = useState<RecentVideo | null>(null)

  const [client] = useState(() =>
    createVideoClient({
      connection,
      persist,
      onProgress: (percent, message) => message && setProgress({ percent, message }),
      onResult: ({ jobId, url }) => {
        const { input } = client.getState()
        setRecent((videos) => [{ jobId, url, input }, ...videos.filter((known) => known.jobId !== jobId)])
      },
      onChunk: log.addWireEvent,
    }),
  )
  const video = useGenerateVideo({ client })
  const choices = useChoices()
  const scenario = choices.scenarios.find(({ name }) => name === adapterOf(video.input))
  useProviderCalls(
    { adapter: scenario?.name, startedAt: video.startedAt, isRunning: video.isLoading },
    log.addProviderCall,
  )

  const { subscribe } = video
  const { addPhase } = log
  useEffect(
    () =>
      subscribe(({ phase, error }) => {
        addPhase(phase, error)
        if (phase === 'creating') setProgress(NO_FRAMES)
      }),
    [subscribe, addPhase],
  )

  return (
    <>
      <Masthead phase={video.phase} />
      <main>
        <div className="workspace">
          <div className="studio">
            <section ref={screen} className="card screen" aria-label="Video">
              <Stage video={video} progress={progress} replayed={replayed} />
              <RunBar video={video} progress={progress} scenario={scenario} />
            </section>
            <PromptForm
              isBusy={video.isLoading}
              choices={choices}
              onGenerate={(input) => {
                // On a phone the button is below the screen.
                screen.current?.scrollIntoView({ block: 'nearest' })
                setReplayed(null)
                void video.generate(input)
              }}
            />
            <RecentVideos videos={recent} onReplay={setReplayed} />
          </div>
          <div className="insight">
            <MachineChart actor={video.actor} />
            <EventLog log={log} phase={video.phase} onDrop={network.drop} />
          </div>
        </div>
        <ProvidersPanel choices={choices} />
        <FrameworkIslands client={client} />
      </main>
      <StatusAnnouncer video={video} />
    </>
  )
}
