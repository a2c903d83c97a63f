import type { VideoState } from '@reelstate/core'
import type { FlowScenario } from '@reelstate/core/testing'

type Ends = FlowScenario['ends']

const JOBS = ['no job', 'one job', 'two jobs', 'three jobs']
const jobsText = (jobs: number) => JOBS[jobs] ?? `${jobs} jobs`

/** How a scenario ends, such as `one job, then success`. */
export function describeEnds({ phase, jobs, error, canceled }: Ends): string {
  const detail = phase === 'error' ? error : canceled && `canceled: ${canceled}`
  return `${jobsText(jobs)}, then ${phase}${detail ? ` (${detail})` : ''}`
}

/** How it did end. */
export function endsOf({ phase, error, canceled }: VideoState, jobs: number): Ends {
  return { phase, jobs, ...(error && { error: error.code }), ...(canceled && { canceled: canceled.outcome }) }
}

/** Whether it ended as it should; what is not expected in particular may be anything. */
export function isAsExpected(expected: Ends, actual: Ends): boolean {
  return (Object.keys(expected) as (keyof Ends)[]).every((key) => expected[key] === actual[key])
}
