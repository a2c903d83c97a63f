/** One of the things that `reelstate-local` does. */
export interface Command {
  /** The word that chooses it. */
  name: string
  /** What it does, in a few words. */
  summary: string
  /** What `reelstate-local <name> --help` prints. */
  usage: string
  /** Throws `WrongArguments`, or what kept it from working. */
  run(args: readonly string[]): Promise<void>
}

/** What is wrong with the arguments, for the person who gave them. */
export class WrongArguments extends Error {}
