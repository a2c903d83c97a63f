'use client'

import { persistence } from '@reelstate/core/persist'
import { fetchServerSentEvents, useGenerateVideo } from '@reelstate/react'
import { type FormEvent, useState } from 'react'
import { describePhase, describeWait } from './describe'

const options = {
  connection: fetchServerSentEvents('/api/video'),
  // After a reload, and in another tab, the page goes on with the same video.
  persist: persistence({ key: 'example' }),
}

/** The form, the screen and everything between. */
export function VideoMaker() {
  const video = useGenerateVideo(options)
  const { isLoading, progress, canceled, error } = video
  const [prompt, setPrompt] = useState('A white lighthouse in a storm')
  // What was ready before it could be canceled is paid for, so it is shown, too.
  const made = video.result ?? canceled?.result

  const submit = (event: FormEvent) => {
    event.preventDefault()
    video.generate({ prompt, size: '640x360', duration: 4 })
  }

  return (
    <>
      <div className="screen">
        {made && (
          <video
            className="player"
            src={made.url}
            aria-label={video.input?.prompt}
            controls
            autoPlay
            loop
            muted
            playsInline
          />
        )}
        {isLoading && (
          <>
            <p>{video.input?.prompt}</p>
            <progress aria-label="Progress" max={100} value={progress ?? undefined} />
            <p className="wait">{describeWait(video)}</p>
          </>
        )}
      </div>
      <p className="phase" data-phase={video.phase} role={error ? 'alert' : 'status'}>
        {describePhase(video)}
      </p>
      <form onSubmit={submit}>
        <label htmlFor="prompt">Prompt</label>
        <textarea
          id="prompt"
          rows={2}
          required
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
        />
        <button type="submit" aria-disabled={isLoading}>
          Generate
        </button>
        {isLoading && (
          <button type="button" onClick={video.stop}>
            Cancel
          </button>
        )}
        {error && (
          <button type="button" onClick={video.retry}>
            Try again
          </button>
        )}
        {(made || error) && (
          <button type="button" onClick={video.reset}>
            Reset
          </button>
        )}
      </form>
    </>
  )
}
