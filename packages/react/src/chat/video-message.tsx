import { createVideoMessage, type VideoMessageOptions } from '@reelstate/core/chat'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'

/** What `<VideoMessage>` takes. */
export type VideoMessageProps = VideoMessageOptions

/**
 * A video in a chat. One in the making shows how it is and becomes the player, or the reason why there is none, without
 * the LLM: while it is on the screen its job is followed by the reference in the part, so that a reload or scrolling away
 * loses nothing. Throws a `VideoError` `invalid_options` where there is no client.
 */
export function VideoMessage(props: VideoMessageProps): ReactNode {
  const [message] = useState(() => createVideoMessage(props))
  useEffect(() => message.update(props))
  const state = useSyncExternalStore(message.subscribe, message.getState, message.getState)
  const { kind, text, detail, progress, url, preload, name, cancel, lookAgain } = state

  const figure = useRef<HTMLElement>(null)
  const isShown = kind !== 'none'
  useEffect(() => {
    if (isShown && figure.current) return message.show(figure.current)
  }, [message, isShown])
  if (!isShown) return null

  return (
    <figure ref={figure} className="reelstate-video" data-state={kind} tabIndex={-1}>
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: nobody has captions of a video that was just made.
        <video src={url} aria-label={name} controls playsInline preload={preload} onError={message.renew} />
      )}
      {kind === 'pending' && <Panel name={name} progress={progress} />}
      <figcaption className="reelstate-video-note">
        <span role="status">{text}</span>
        {detail && (
          <span className="reelstate-video-detail" aria-live="off">
            {detail}
          </span>
        )}
        {cancel && (
          <button type="button" onClick={message.cancel}>
            {cancel}
          </button>
        )}
        {lookAgain && (
          <button type="button" onClick={message.lookAgain}>
            {lookAgain}
          </button>
        )}
      </figcaption>
    </figure>
  )
}

function Panel({ name, progress }: { name: string; progress: number | null }) {
  return (
    <div className="reelstate-video-panel">
      <div
        className="reelstate-video-bar"
        role="progressbar"
        aria-label={name}
        aria-valuenow={progress ?? undefined}
      >
        <div style={{ width: `${progress ?? 0}%` }} />
      </div>
    </div>
  )
}
