import { describeError } from '../security/redact.js'
import { loadOptions, WrongModule } from './load-options.js'
import { readArguments, USAGE, WrongArguments } from './read-arguments.js'
import { startWorker } from './start-worker.js'
import { stopOnSignals } from './stop-on-signals.js'

/** What `reelstate-worker` does with its arguments. Sets the exit code and says why, where it cannot work. */
export async function runWorkerCommand(args: readonly string[]): Promise<void> {
  try {
    const read = readArguments(args)
    if (read === 'help') {
      console.log(USAGE)
      return
    }
    const { module, host, port, graceMs, logLevel } = read
    const options = await loadOptions(module)
    const worker = await startWorker(options, { host, port, logLevel, write: console.log })
    stopOnSignals(worker, { graceMs })
  } catch (thrown) {
    console.error(`reelstate-worker: ${explain(thrown)}`)
    // What the module has opened would keep the process alive.
    process.exit(thrown instanceof WrongArguments ? 2 : 1)
  }
}

function explain(thrown: unknown): string {
  if (thrown instanceof WrongArguments) return `${thrown.message}\n\n${USAGE}`
  if (!(thrown instanceof WrongModule)) return describeError(thrown)
  return thrown.cause === undefined ? thrown.message : `${thrown.message}\n${describeError(thrown.cause)}`
}
