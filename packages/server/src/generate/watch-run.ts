/** Why a run stops being followed while its job goes on: `maxDuration` is over, or nobody listens any more. */
export type StopReason = 'deadline' | 'left'

export interface RunWatch {
  /** Aborts with a `StopReason`. */
  readonly signal: AbortSignal
  /** Must be called at the end of the run: takes down the timer and the listeners. */
  end(): void
}

/** One signal for every reason to stop following a run. `leaving` are signals of those who listen. */
export function watchRun(maxDuration: number, ...leaving: (AbortSignal | undefined)[]): RunWatch {
  const stop = new AbortController()
  const abort = (reason: StopReason) => stop.abort(reason)
  const leave = () => abort('left')
  const timer = setTimeout(abort, maxDuration, 'deadline' satisfies StopReason)
  for (const signal of leaving) {
    if (signal?.aborted) leave()
    signal?.addEventListener('abort', leave, { once: true })
  }
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer)
      for (const signal of leaving) signal?.removeEventListener('abort', leave)
    },
  }
}
