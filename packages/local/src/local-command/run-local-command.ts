import { type Command, WrongArguments } from './command.js'
import { mcpCommand } from './mcp-command.js'
import { serveCommand } from './serve-command.js'

const COMMANDS: readonly Command[] = [serveCommand, mcpCommand]

const USAGE = `Usage: reelstate-local <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

reelstate-local <command> --help shows the options of one.`

/** What `reelstate-local` does with its arguments. Says why, and exits with 1 or 2, where it cannot. */
export async function runLocalCommand(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args
  const command = COMMANDS.find((known) => known.name === name)
  const usage = command?.usage ?? USAGE
  const wantsHelp = args.includes('--help') || args.includes('-h')
  try {
    if (wantsHelp) console.log(usage)
    else if (command) await command.run(rest)
    else throw new WrongArguments(name === undefined ? 'Which command?' : unknownCommand(name))
  } catch (thrown) {
    const isUsage = thrown instanceof WrongArguments
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    console.error(`reelstate-local: ${isUsage ? `${reason}\n\n${usage}` : reason}`)
    process.exitCode = isUsage ? 2 : 1
  }
}

const unknownCommand = (name: string) => `There is no command ${JSON.stringify(name)}.`
