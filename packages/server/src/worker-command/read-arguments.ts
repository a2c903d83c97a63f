import { parseArgs } from 'node:util'
import { shown } from '../shown.js'
import { LOG_LEVELS, type LogLevel } from '../telemetry/json-log.js'

export interface WorkerArguments {
  /** The file whose default export says what to work on. */
  module: string
  host: string
  port: number
  /** How long orders on their way may take once the process is asked to end, in ms. */
  graceMs: number
  logLevel: LogLevel
}

export const USAGE = `Usage: reelstate-worker [options] <module>

Works on video jobs without serving them. The default export of <module> is the object that createVideoHandler
takes; what only a server needs of it is left unused.

  --port <number>      where GET /health answers; 0 for any free port (default: 8080)
  --host <address>     on which address (default: 127.0.0.1)
  --grace <ms>         how long orders on their way may take after SIGTERM or SIGINT (default: 30000)
  --log-level <level>  ${LOG_LEVELS.join(', ')} (default: info)
  --help               shows this

Logs one JSON object a line. Exits with 0 when it was asked to end, 1 when it could not work, 2 for wrong arguments.`

/** What is wrong with the arguments, for the person who gave them. */
export class WrongArguments extends Error {}

/** The arguments as they are meant, or `help`. Throws `WrongArguments`. */
export function readArguments(args: readonly string[]): WorkerArguments | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const [module, ...more] = positionals
  if (module === undefined) throw new WrongArguments('Which module? None was given.')
  if (more.length > 0) {
    throw new WrongArguments(`One module is enough, and ${positionals.join(', ')} were given.`)
  }
  const logLevel = LOG_LEVELS.find((level) => level === values['log-level'])
  if (!logLevel) {
    throw new WrongArguments(
      `--log-level is ${shown(values['log-level'])}. Give one of ${LOG_LEVELS.join(', ')}.`,
    )
  }
  return {
    module,
    host: values.host,
    port: wholeNumber('--port', values.port, 65_535),
    graceMs: wholeNumber('--grace', values.grace, 2 ** 31 - 1),
    logLevel,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '127.0.0.1' },
        grace: { type: 'string', default: '30000' },
        'log-level': { type: 'string', default: 'info' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (thrown) {
    throw new WrongArguments((thrown as Error).message, { cause: thrown })
  }
}

function wholeNumber(name: string, given: string, most: number): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number <= most) return number
  throw new WrongArguments(`${name} is ${shown(given)}. Give a whole number from 0 to ${most}.`)
}
