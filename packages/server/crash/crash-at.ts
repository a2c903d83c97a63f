import type { CallObserver } from './observe-calls.js'

/** A moment in the life of an instance. */
export interface CrashPoint {
  /** As `observeStore` and `observeAdapter` name it, and which of those it is, from 1: `store.claim 2`. */
  call: string
  /** Right before it, while it is on its way, or when its answer has come and nobody has it yet. */
  moment: Moment
}

export type Moment = 'before' | 'during' | 'after'

/** By then a request has arrived at its other end, which answers it later than that. ms */
const ON_ITS_WAY = 40

/**
 * Counts the calls, tells of each, and kills this process at the one that was named: as `kill -9` does, without a chance
 * to put anything right.
 */
export function crashAt(
  point: CrashPoint | undefined,
  tell: (call: string) => void,
): { observer: CallObserver; begin(): void } {
  const counts = new Map<string, number>()
  let isCounting = false
  const die = () => process.kill(process.pid, 'SIGKILL')

  return {
    /** From now on. */
    begin() {
      isCounting = true
    },
    observer(name) {
      if (!isCounting) return () => {}
      const nth = (counts.get(name) ?? 0) + 1
      counts.set(name, nth)
      const call = `${name} ${nth}`
      if (point === undefined) tell(call)
      if (point?.call !== call) return () => {}
      if (point.moment === 'before') die()
      if (point.moment === 'during') setTimeout(die, name.startsWith('provider.') ? ON_ITS_WAY : 0)
      return () => {
        if (point.moment === 'after') die()
      }
    },
  }
}
