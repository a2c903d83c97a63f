import { useEffect, useState } from 'react'

/** The time in ms since the epoch, four times a second while `running`; then it stands still. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = () => setNow(Date.now())
    tick()
    if (!running) return
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [running])
  return now
}
