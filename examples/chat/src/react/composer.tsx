import { type FormEvent, useState } from 'react'
import type { ChatState } from '../chat/chat-store.js'
import { sends } from '../chat/sends.js'

export interface ComposerProps {
  status: ChatState['status']
  onSend: (text: string) => void
  onStop: () => void
}

export function Composer({ status, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState('')
  const isBusy = status === 'asked' || status === 'answering'

  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (isBusy || text.trim() === '') return
    onSend(text)
    setText('')
  }

  return (
    <form className="composer" onSubmit={submit}>
      <label className="visually-hidden" htmlFor="message">
        Message
      </label>
      <textarea
        id="message"
        rows={1}
        placeholder="Make a video of…"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (!sends(event.nativeEvent)) return
          event.preventDefault()
          submit()
        }}
      />
      {status !== 'idle' && (
        <button type="button" onClick={onStop}>
          Stop
        </button>
      )}
      {!isBusy && <button type="submit">Send</button>}
    </form>
  )
}
