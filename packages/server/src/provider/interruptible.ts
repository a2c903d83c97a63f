import { VideoError } from '@reelstate/core/protocol'

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts, whichever is first. */
export function interruptible<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(signal.reason)
    promise.then(resolve, reject).then(() => signal.removeEventListener('abort', interrupt))
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, { once: true })
  })
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await interruptible(over, signal).finally(() => clearTimeout(timer))
}

/**
 * A call that cannot hang: it gets a signal that aborts after `ms` or with `signal`, and is given up when it does not
 * listen to it. Rejects with a `VideoError` `unavailable` when the time is over, with the signal's reason otherwise.
 */
export async function bounded<T>(
  ms: number,
  signal: AbortSignal | undefined,
  call: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const forward = () => own.abort(signal?.reason)
  const timer = setTimeout(() => {
    own.abort(new VideoError('unavailable', `The provider did not answer within ${ms / 1000} s.`))
  }, ms)
  if (signal?.aborted) forward()
  signal?.addEventListener('abort', forward, { once: true })
  try {
    own.signal.throwIfAborted()
    // A function that is not async throws before there is a promise.
    return await interruptible((async () => call(own.signal))(), own.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', forward)
  }
}
