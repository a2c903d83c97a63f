import { useSyncExternalStore } from 'react'
import { chat } from '../chat/chat.js'
import { focusLog } from '../chat/focus-log.js'
import { keepAtEnd } from '../chat/keep-at-end.js'
import { describeOther, describeStatus, SUGGESTIONS, WAYS } from '../chat/words.js'
import { Composer } from './composer.js'
import { Masthead } from './masthead.js'
import { Message } from './message.js'

/** For buttons that go away when they are pressed. */
function act(action: () => void) {
  action()
  focusLog()
}

export function App() {
  const state = useSyncExternalStore(chat.subscribe, chat.getState)
  const { way, messages, status, problem, turns, llm } = state

  return (
    <>
      <Masthead onNewChat={chat.startAnew} />
      <main>
        <fieldset className="ways">
          <legend className="visually-hidden">How the LLM makes a video</legend>
          {WAYS.map((one) => (
            <label key={one.way}>
              <input
                type="radio"
                name="way"
                checked={one.way === way}
                onChange={() => chat.choose(one.way)}
              />
              {one.name}
            </label>
          ))}
        </fieldset>
        <p className="about">{WAYS.find((one) => one.way === way)?.about}</p>

        <div
          className="log"
          role="log"
          tabIndex={-1}
          aria-label="Conversation"
          aria-busy={status === 'answering'}
          ref={(log) => (log ? keepAtEnd(log) : undefined)}
        >
          {messages.length > 0 && (
            <ol>
              {messages.map((message) => (
                <Message key={message.id} message={message} />
              ))}
            </ol>
          )}
        </div>
        {messages.length === 0 && (
          <div className="welcome">
            <h2>What should we film?</h2>
            <ul>
              {SUGGESTIONS.map((text) => (
                <li key={text}>
                  <button type="button" onClick={() => act(() => chat.send(text))}>
                    {text}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )}
        <p className="activity" role="status">
          {describeStatus(state)}
        </p>
        {problem !== null && (
          <div className="problem" role="alert" data-failure={problem.isFailure}>
            <p>{problem.text}</p>
            <button type="button" onClick={() => act(chat.tryAgain)}>
              Try again
            </button>
          </div>
        )}
      </main>
      <footer>
        <Composer status={status} onSend={chat.send} onStop={() => act(chat.stop)} />
        <p className="facts">
          <strong>LLM turns: {turns}</strong>
          <span>{describeOther(state)}</span>
          <span className="llm">{llm && `You talk to ${llm}.`}</span>
        </p>
      </footer>
    </>
  )
}
