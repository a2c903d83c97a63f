import { persistence } from '@reelstate/core/persist'
import { createFaults } from '@reelstate/devtools/faults'
import { createVideoClient, fetchServerSentEvents } from '@reelstate/react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { AwayCard } from './away-card.js'
import { EventLog } from './event-log.js'
import { FrameworkIslands } from './islands/framework-islands.js'
import { referenceOf } from './job-reference.js'
import { MachineChart } from './machine-chart.js'
import { Masthead } from './masthead.js'
import { ProvidersPanel } from './providers-panel.js'
import type { RecentVideo } from './recent-videos.js'
import { Studio } from './studio.js'
import { useChoices } from './use-choices.js'
import { useEventLog } from './use-event-log.js'
import type { FrameProgress } from './video-run.js'

const NO_FRAMES: FrameProgress = { percent: 0, message: '' }
/** Trouble that the panel of the machine makes. */
const faults = createFaults()
const connection = fetchServerSentEvents('/api/video', { fetch: faults.fetch })
const persist = persistence({ key: 'playground' })

export function App() {
  const log = useEventLog()
  const [progress, setProgress] = useState(NO_FRAMES)
  const [recent, setRecent] = useState<RecentVideo[]>([])
  const [reference, setReference] = useState<string>()
  const [isAway, setAway] = useState(false)

  const [client] = useState(() =>
    createVideoClient({
      connection,
      persist,
      onProgress: (percent, message) => message && setProgress({ percent, message }),
      onResult: ({ jobId, url }) => {
        const { input } = client.getState()
        setRecent((videos) => [{ jobId, url, input }, ...videos.filter((known) => known.jobId !== jobId)])
      },
      onChunk: (event) => {
        log.addWireEvent(event)
        setReference((known) => referenceOf(event) ?? known)
      },
    }),
  )
  // Looks on without being a page that shows the run: when the studio is left, nobody does.
  const { phase } = useSyncExternalStore(client.subscribe, client.getState)
  const choices = useChoices()

  const { addPhase } = log
  useEffect(
    () =>
      client.subscribe(({ phase, error }) => {
        addPhase(phase, error)
        if (phase === 'creating') setProgress(NO_FRAMES)
      }),
    [client, addPhase],
  )

  return (
    <>
      <Masthead phase={phase} />
      <main>
        <div className="workspace">
          {isAway ? (
            <AwayCard phase={phase} onReturn={() => setAway(false)} />
          ) : (
            <Studio
              client={client}
              choices={choices}
              progress={progress}
              recent={recent}
              reference={reference}
              onProviderCall={log.addProviderCall}
            />
          )}
          <div className="insight">
            <MachineChart client={client} faults={faults} />
            <EventLog log={log} isAway={isAway} onLeave={() => setAway(!isAway)} />
          </div>
        </div>
        <ProvidersPanel choices={choices} />
        {!isAway && <FrameworkIslands client={client} />}
      </main>
    </>
  )
}
