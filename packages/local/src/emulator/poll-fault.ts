import type { ScenarioName } from './scenarios.js'

export type PollFault = 'rate_limited' | 'server_error' | 'bad_gateway' | 'cut' | 'hang' | 'half'

const ON_FIRST_POLL: { readonly [name in ScenarioName]?: PollFault } = {
  'poll-500': 'server_error',
  'poll-502': 'bad_gateway',
  'poll-cut': 'cut',
  'poll-hangs': 'hang',
  'odd-json': 'half',
}

/** What goes wrong with the `poll`-th poll of a job, counted from 1; undefined when nothing does. */
export function pollFault(scenario: ScenarioName, poll: number): PollFault | undefined {
  if (scenario === 'rate-limit-poll') return poll % 3 === 1 ? 'rate_limited' : undefined
  return poll === 1 ? ON_FIRST_POLL[scenario] : undefined
}
