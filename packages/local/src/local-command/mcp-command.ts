import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { listVideoProviders, type VideoProviderName } from '../list-video-providers.js'
import { type Command, WrongArguments } from './command.js'

/** Where videos are written unless it is said. */
const VIDEOS = join(tmpdir(), 'reelstate-videos')

export interface McpArguments {
  /** Undefined for the first whose key is in the environment. */
  provider: VideoProviderName | undefined
  /** Where finished videos are written. */
  directory: string
  /** How many one session may order. */
  videos: number
  /** How long a call waits for its video, in ms. */
  waitMs: number
}

/** `reelstate-local mcp`: videos as tools of an MCP client, until that leaves. */
export const mcpCommand: Command = {
  name: 'mcp',
  summary: 'gives an MCP client the tools to make videos, over stdio',
  usage: `Usage: reelstate-local mcp [options]

An MCP server over stdio, for clients such as desktop assistants and coding agents. It has the tools create_video, check_video
and cancel_video, and ends with its standard input. Videos come from the first provider whose key is in the environment, which
bills for them; without a key they are rendered here. A client starts it as: npx -y @reelstate/local mcp

  --provider <name>   which provider, whatever keys there are; local never bills
  --directory <path>  where finished videos are written (default: ${VIDEOS})
  --videos <number>   how many videos one session may order (default: 10)
  --wait <seconds>    how long create_video and check_video wait for a video, 0-3600; keep it below the time that your
                      client waits for an answer, often 60 (default: 50)
  --help              shows this`,

  async run(args) {
    const read = readMcpArguments(args)
    // Loaded only here: the other commands do without the protocol.
    const { runMcp } = await import('./run-mcp.js')
    await runMcp(read)
  },
}

/** The arguments as they are meant. Throws `WrongArguments`. */
export function readMcpArguments(args: readonly string[]): McpArguments {
  const { provider, directory, videos, wait } = parse(args)
  return {
    provider: provider === undefined ? undefined : readProvider(provider),
    directory: readDirectory(directory),
    videos: readNumber('--videos', videos, 1, 10_000),
    waitMs: readNumber('--wait', wait, 0, 3_600) * 1_000,
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        provider: { type: 'string' },
        directory: { type: 'string', default: VIDEOS },
        videos: { type: 'string', default: '10' },
        wait: { type: 'string', default: '50' },
      },
    })
    return values
  } catch (thrown) {
    throw new WrongArguments((thrown as Error).message, { cause: thrown })
  }
}

function readProvider(given: string): VideoProviderName {
  const providers = listVideoProviders()
  const known = providers.find(({ name }) => name === given)
  if (known) return known.name
  const names = providers.map(({ name }) => name).join(', ')
  throw new WrongArguments(`There is no provider ${JSON.stringify(given)}. Name one of: ${names}.`)
}

function readDirectory(given: string): string {
  if (given.trim() !== '') return resolve(given)
  throw new WrongArguments(
    `--directory is ${JSON.stringify(given)}. Give a folder, or leave it out for ${VIDEOS}.`,
  )
}

function readNumber(name: string, given: string, least: number, most: number): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= least && number <= most) return number
  throw new WrongArguments(
    `${name} is ${JSON.stringify(given)}. Give a whole number from ${least} to ${most}.`,
  )
}
