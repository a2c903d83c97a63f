import { reportFault } from '../report-fault.js'

/** What is needed of a `Server` of `node:http`. */
export interface StoppableServer {
  close(callback: () => void): unknown
  closeIdleConnections(): void
}

export interface StopOptions {
  /** The HTTP server that the handler is mounted in: it takes nothing new, and finishes what it has. */
  server?: StoppableServer | undefined
  /** How long orders on their way may take, in ms. Default: 30,000. */
  graceMs?: number | undefined
}

/** npm passes a Ctrl-C on that its child has from the terminal already: within this time it is the same one; ms. */
const SAME_WISH = 1_000
/** For the last bytes to leave once every stream has ended, and for what should not hang and does; ms. */
const LAST_BYTES = 2_000
const PATIENCE = 5_000

/**
 * Ends this process in good order on SIGTERM and SIGINT: no new requests, streams end so that their clients move on to
 * another instance, polls are handed to other workers, orders on their way get `graceMs`. Then it exits with 0, or
 * with 1 when that failed or took longer, or when a second signal came.
 */
export function stopOnSignals(
  handler: { close(graceMs?: number): Promise<void> },
  { server, graceMs = 30_000 }: StopOptions = {},
): void {
  let askedAt: number | undefined
  const onSignal = () => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt > SAME_WISH) process.exit(1)
      return
    }
    askedAt = Date.now()
    setTimeout(() => process.exit(1), graceMs + PATIENCE)
    stop(handler, server, graceMs).then(
      () => process.exit(0),
      (thrown) => {
        reportFault('it did not stop in good order. What it worked on is taken over by others.', thrown)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal)
}

async function stop(
  handler: { close(graceMs?: number): Promise<void> },
  server: StoppableServer | undefined,
  graceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    if (server) server.close(resolve)
    else resolve()
  })
  await handler.close(graceMs)
  // A connection that was kept alive for a next request would hold the server open.
  server?.closeIdleConnections()
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LAST_BYTES))])
}
