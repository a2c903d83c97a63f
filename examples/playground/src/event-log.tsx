import type { VideoPhase } from '@reelstate/react'
import { useLayoutEffect, useRef } from 'react'
import { Button } from './button.js'
import { PhasePill } from './phase-pill.js'
import type { EventLogModel } from './use-event-log.js'

interface EventLogProps {
  log: EventLogModel
  /** Whether the page that shows the run was left. */
  isAway: boolean
  /** Leaves the page, or comes back to it. */
  onLeave: () => void
}

/** Every phase of the machine, every event of the wire, and in a scenario every request to the provider. Too much to be read aloud: the status line is for that. */
export function EventLog({ log, isAway, onLeave }: EventLogProps) {
  const { entries, clear } = log
  const lines = useRef<HTMLDivElement>(null)
  const followsEnd = useRef(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines grow with its entries.
  useLayoutEffect(() => {
    if (followsEnd.current) lines.current?.scrollTo({ top: lines.current.scrollHeight })
  }, [entries])

  return (
    <section className="card log" aria-labelledby="log-title">
      <header>
        <h2 id="log-title">Event log</h2>
        <Button kind="tool" onClick={onLeave}>
          {isAway ? 'Return to the page' : 'Leave the page'}
        </Button>
        <Button kind="tool" isIdle={entries.length === 0} onClick={clear}>
          Clear
        </Button>
      </header>
      <div
        className="log-lines"
        ref={lines}
        role="log"
        aria-live="off"
        aria-labelledby="log-title"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          followsEnd.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        <ol>
          {entries.map(({ id, at, kind, name, detail }) => (
            <li key={id} data-kind={kind}>
              <time dateTime={at.toISOString()}>{clockTime(at)}</time>
              {kind === 'phase' ? (
                <PhasePill phase={name as VideoPhase} />
              ) : (
                <span className="log-name">{name}</span>
              )}
              <span className="log-detail">{detail}</span>
            </li>
          ))}
        </ol>
      </div>
      {entries.length === 0 && (
        <p className="log-empty">
          Phases, wire events and, in a scenario, requests to the provider appear here.
        </p>
      )}
    </section>
  )
}

const clockTime = (at: Date) =>
  `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`
