import type { FrameGroup } from './group-frames.js'
import type { WireEnd, WireExchange, WireFrame } from './wire-log.js'

/** The longest text that is shown at once, in characters; a frame may hold a whole video. */
const MAX_SHOWN = 6000

const ENDS: Record<WireEnd, string> = {
  open: '',
  complete: '',
  cut: 'Broken off',
  left: 'Closed by the page',
  failed: 'No answer',
}

interface WireExchangeViewProps {
  exchange: WireExchange
  groups: readonly FrameGroup[]
  /** What times are counted from; ms since the epoch. */
  startedAt: number
  /** Shows every frame as it came, not only those that are opened. */
  isRaw: boolean
}

export function WireExchangeView({ exchange, groups, startedAt, isRaw }: WireExchangeViewProps) {
  const { method, url, headers, body, answer, forgotten, end, problem } = exchange
  const since = (at: number) => `${((at - startedAt) / 1000).toFixed(2)} s`
  return (
    <details className="exchange" open>
      <summary>
        <time>{since(exchange.at)}</time>
        <span className="exchange-method">{method}</span>
        <span className="exchange-url">{url}</span>
        <span className="exchange-status" data-tone={toneOf(exchange)}>
          {answer?.status ?? (end === 'open' ? '…' : '✕')}
        </span>
      </summary>
      <ul className="exchange-headers">
        {headers.map(([name, value]) => (
          <HeaderLine key={name} name={name} value={value} />
        ))}
        {answer?.headers.map(([name, value]) => (
          <HeaderLine key={name} name={name} value={value} isAnswer />
        ))}
      </ul>
      {body && (
        <details className="frame" data-kind="sent" key={`sent ${isRaw}`} open={isRaw}>
          <summary>
            <time />
            <span className="frame-name">body</span>
            <span className="frame-detail">{body}</span>
          </summary>
          <RawText text={body} />
        </details>
      )}
      {forgotten > 0 && <p className="frame-gap">{forgotten} earlier frames are not kept.</p>}
      {groups.map(({ frames, kind, name, detail }) => {
        const [first] = frames as [WireFrame]
        const isCut = frames.some((frame) => frame.isCut)
        return (
          <details
            className="frame"
            data-kind={kind}
            data-cut={isCut || undefined}
            key={`${first.number} ${isRaw}`}
            open={isRaw}
          >
            <summary>
              <time>{since(first.at)}</time>
              <span className="frame-name">
                {name}
                {frames.length > 1 && <span className="frame-count"> × {frames.length}</span>}
              </span>
              <span className="frame-detail">{isCut ? 'cut in the middle of the frame' : detail}</span>
            </summary>
            {frames.map((frame) => (
              <RawText key={frame.number} text={frame.text} isCut={frame.isCut} />
            ))}
          </details>
        )
      })}
      {ENDS[end] && (
        <p className="exchange-end" data-end={end}>
          {ENDS[end]}
          {problem && end !== 'left' ? `: ${problem}` : ''}
        </p>
      )}
    </details>
  )
}

function HeaderLine({ name, value, isAnswer }: { name: string; value: string; isAnswer?: boolean }) {
  return (
    <li data-answer={isAnswer || undefined}>
      {name}: {value}
    </li>
  )
}

function RawText({ text, isCut = false }: { text: string; isCut?: boolean }) {
  const hidden = Math.max(0, text.length - MAX_SHOWN)
  return (
    <pre>
      {text.slice(0, MAX_SHOWN).trimEnd()}
      {hidden > 0 && <span className="frame-cut"> … {hidden} more characters</span>}
      {isCut && <span className="frame-cut"> ✂ cut here</span>}
    </pre>
  )
}

function toneOf({ answer, end }: WireExchange): 'good' | 'bad' | undefined {
  if (answer) return answer.status < 400 ? 'good' : 'bad'
  return end === 'open' ? undefined : 'bad'
}
