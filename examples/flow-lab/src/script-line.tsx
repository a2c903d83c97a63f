import { useEffect, useState } from 'react'
import type { LabState } from './lab/lab.js'

/** How often the line moves, in ms. */
const STEP = 100

/** How far the scenario is, with a mark where each act comes. The status line says the same in words. */
export function ScriptLine({ state: { scenario, stage, beganAt, isPlaying } }: { state: LabState }) {
  const [now, setNow] = useState(beganAt ?? 0)
  useEffect(() => {
    if (!isPlaying) return
    const look = () => setNow(stage.clock.now())
    const timer = setInterval(look, STEP)
    return () => {
      clearInterval(timer)
      look()
    }
  }, [isPlaying, stage])
  const { acts, lastsMs } = scenario
  const place = (at: number) => `${Math.min(100, Math.max(0, (100 * at) / lastsMs))}%`
  const played = beganAt === null ? 0 : now - beganAt
  return (
    <div className="script-line" aria-hidden="true">
      <div className="script-played" style={{ inlineSize: place(played) }} />
      {acts
        .filter(({ at }) => at > 0)
        .map(({ at, does }) => (
          <div key={`${at} ${does}`} className="script-act" style={{ insetInlineStart: place(at) }} />
        ))}
    </div>
  )
}
