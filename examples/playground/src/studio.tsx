import { useGenerateVideo, type VideoClient } from '@reelstate/react'
import { useRef, useState } from 'react'
import type { ProviderCall } from '../provider-call-log.js'
import type { Choices } from '../server.js'
import { FollowJob } from './follow-job.js'
import { adapterOf } from './playground-input.js'
import { PromptForm } from './prompt-form.js'
import { type RecentVideo, RecentVideos } from './recent-videos.js'
import { RunBar } from './run-bar.js'
import { Stage } from './stage.js'
import { StatusAnnouncer } from './status-announcer.js'
import { useProviderCalls } from './use-provider-calls.js'
import type { FrameProgress } from './video-run.js'

interface StudioProps {
  client: VideoClient
  choices: Choices
  progress: FrameProgress
  /** The videos of this session, the latest first. */
  recent: readonly RecentVideo[]
  /** The latest job that the server announced, by what it takes to follow it. */
  reference: string | undefined
  onProviderCall: (call: ProviderCall) => void
}

/** The page that orders a video and shows it. While it is mounted the run has a page; without it the job goes on alone. */
export function Studio({ client, choices, progress, recent, reference, onProviderCall }: StudioProps) {
  const video = useGenerateVideo({ client })
  const screen = useRef<HTMLElement>(null)
  const [replayed, setReplayed] = useState<RecentVideo | null>(null)
  const scenario = choices.scenarios.find(({ name }) => name === adapterOf(video.input))
  useProviderCalls(
    { adapter: scenario?.name, startedAt: video.startedAt, isRunning: video.isLoading },
    onProviderCall,
  )
  const showScreen = () => {
    // On a phone the buttons are below the screen.
    screen.current?.scrollIntoView({ block: 'nearest' })
    setReplayed(null)
  }

  return (
    <div className="studio">
      <section ref={screen} className="card screen" aria-label="Video">
        <Stage video={video} progress={progress} replayed={replayed} />
        <RunBar video={video} progress={progress} scenario={scenario} />
      </section>
      <PromptForm
        isBusy={video.isLoading}
        choices={choices}
        onGenerate={(input) => {
          showScreen()
          void video.generate(input)
        }}
      />
      <FollowJob
        reference={reference}
        isBusy={video.isLoading}
        onFollow={(given) => {
          showScreen()
          void video.resume(given)
        }}
      />
      <RecentVideos videos={recent} onReplay={setReplayed} />
      <StatusAnnouncer video={video} />
    </div>
  )
}
