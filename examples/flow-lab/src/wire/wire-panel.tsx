import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '../../../playground/src/button.js'
import { groupFrames } from './group-frames.js'
import { WireExchangeView } from './wire-exchange-view.js'
import type { WireLog } from './wire-log.js'

/** Every request of the page and every event of its answers, as they went over the wire. */
export function WirePanel({ log }: { log: WireLog }) {
  const exchanges = useSyncExternalStore(log.subscribe, log.getShown)
  const [isRaw, setIsRaw] = useState(false)
  const lines = useRef<HTMLDivElement>(null)
  const followsEnd = useRef(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines grow with the exchanges.
  useLayoutEffect(() => {
    if (followsEnd.current) lines.current?.scrollTo({ top: lines.current.scrollHeight })
  }, [exchanges])

  return (
    <section className="card wire" aria-labelledby="wire-title">
      <header>
        <h2 id="wire-title">
          Wire <span className="wire-note">{countText(exchanges.length)}</span>
        </h2>
        <button
          type="button"
          className="button"
          data-kind="tool"
          aria-pressed={isRaw}
          onClick={() => setIsRaw(!isRaw)}
        >
          Raw text
        </button>
        <Button kind="tool" isIdle={exchanges.length === 0} onClick={log.clear}>
          Clear
        </Button>
      </header>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a region that scrolls is to be reached with the keyboard. */}
      <div
        ref={lines}
        className="wire-lines"
        role="log"
        aria-labelledby="wire-title"
        aria-live="off"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          followsEnd.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        {exchanges.length === 0 && (
          <p className="wire-empty">Each request and each event of its answer will stand here.</p>
        )}
        {exchanges.map((exchange) => (
          <WireExchangeView
            key={exchange.id}
            exchange={exchange}
            groups={groupFrames(exchange.frames, exchange.answer?.status ?? 0)}
            startedAt={exchanges[0]?.at ?? 0}
            isRaw={isRaw}
          />
        ))}
      </div>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above. */}
    </section>
  )
}

const countText = (count: number) => (count === 0 ? '' : count === 1 ? '1 request' : `${count} requests`)
