import { parseArgs } from 'node:util'
import { stopOnSignals } from '@reelstate/server'
import { SIDE } from '../check-render-input.js'
import { isScenarioName, type ScenarioName, unknownScenario } from '../emulator/scenarios.js'
import { type Emulator, startEmulator } from '../emulator/start-emulator.js'
import { type Command, WrongArguments } from './command.js'

export interface ServeArguments {
  port: number
  host: string
  scenario: ScenarioName
  /** Undefined for the emulator's own limit. */
  maxSide: number | undefined
}

/** `reelstate-local serve`: the emulator, until Ctrl-C. */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'emulates video APIs: real videos, and every fault on demand',
  usage: `Usage: reelstate-local serve [options]

Emulates the video APIs of several providers: renders real videos, offline, for any key, and goes wrong on demand.

  --port <number>    where it listens; 0 for any free port (default: 4010)
  --host <address>   on which address; 0.0.0.0 lets other machines in (default: 127.0.0.1)
  --scenario <name>  what plays where no prompt names a scenario with #fault:<name> (default: happy)
  --max-side <px>    the longest side of a video, ${SIDE.min}-${SIDE.max} (default: 1280)
  --help             shows this`,

  async run(args) {
    const { maxSide, ...options } = readServeArguments(args)
    const emulator = await startEmulator({
      ...options,
      ...(maxSide !== undefined && { maxSide }),
      log: console.log,
    }).catch((thrown: unknown) => {
      throw explainListening(thrown, options)
    })
    stopOnSignals(emulator)
    console.log(greeting(emulator, options.scenario))
  },
}

/** The arguments as they are meant. Throws `WrongArguments`. */
export function readServeArguments(args: readonly string[]): ServeArguments {
  const { port, host, scenario, 'max-side': maxSide } = parse(args)
  if (!isScenarioName(scenario)) throw new WrongArguments(unknownScenario(scenario))
  return {
    port: wholeNumber('--port', port, 0, 65_535),
    host,
    scenario,
    maxSide: maxSide === undefined ? undefined : wholeNumber('--max-side', maxSide, SIDE.min, SIDE.max),
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        scenario: { type: 'string', default: 'happy' },
        'max-side': { type: 'string' },
      },
    })
    return values
  } catch (thrown) {
    throw new WrongArguments((thrown as Error).message, { cause: thrown })
  }
}

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= least && number <= most) return number
  throw new WrongArguments(
    `${name} is ${JSON.stringify(given)}. Give a whole number from ${least} to ${most}.`,
  )
}

/** What the system says of an address that cannot be had, in words that say what to do. */
function explainListening(thrown: unknown, { port, host }: { port: number; host: string }): unknown {
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} on ${host} is taken. Give another with --port, or --port 0 for any free one.`,
      )
    case 'EACCES':
      return new Error(`Port ${port} may not be used by this user. Give one from 1024 with --port.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `--host is ${JSON.stringify(host)}, which is no address of this machine. Leave it out for 127.0.0.1.`,
      )
    default:
      return thrown
  }
}

const greeting = (emulator: Emulator, scenario: ScenarioName) => `Video API emulator: ${emulator.url}
  Scenarios, providers and jobs are on that page. It plays ${scenario}; #fault:poll-502 in a prompt plays another.

Point an app at it:
  OPENAI_BASE_URL=${emulator.baseURL('openai')} OPENAI_API_KEY=any
  The page has the base URLs of the other providers.

Ctrl-C stops it.
`
