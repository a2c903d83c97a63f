import type { EmulatedFailure, EmulatedJobState } from './emulator-job.js'
import type { ScenarioName } from './scenarios.js'

/** How long jobs take at least, in ms; one that succeeds also takes until its video is rendered. */
export interface Pace {
  queueMs: number
  runMs: number
}

/** What a scenario has in store for a job. */
export interface JobPlan extends Pace {
  end: 'succeeded' | 'failed' | 'expired' | 'aborted'
  failure?: EmulatedFailure
  /** Beyond this the progress does not go before the job has succeeded. */
  maxProgress: number
}

export function planJob(scenario: ScenarioName, { queueMs, runMs }: Pace): JobPlan {
  const happy: JobPlan = { queueMs, runMs, end: 'succeeded', maxProgress: 99 }
  switch (scenario) {
    case 'slow':
      return { ...happy, queueMs: 20 * queueMs, runMs: 10 * runMs }
    case 'stuck-progress':
      return { ...happy, runMs: 10 * runMs, maxProgress: 40 }
    case 'no-progress':
      return { ...happy, maxProgress: 0 }
    case 'queued-long':
      return { ...happy, queueMs: queueMs + 5 * runMs }
    case 'throttled':
    case 'empty-202':
      return { ...happy, queueMs: queueMs + runMs }
    case 'moderated':
    case 'completed-422':
      return { ...happy, end: 'failed', failure: 'moderated' }
    case 'failed':
      return { ...happy, end: 'failed', failure: 'generation_failed' }
    case 'failed-without-text':
      return { ...happy, end: 'failed', failure: 'without_text' }
    case 'expired':
      return { ...happy, end: 'expired' }
    case 'aborted':
      return { ...happy, queueMs: queueMs + runMs, runMs: 0, end: 'aborted' }
    default:
      return happy
  }
}

/** What has happened to a job so far; all times in ms since the epoch. */
export interface JobFacts {
  createdAt: number
  canceledAt?: number
  /** When its video was there, or could not be made; of interest only where the plan ends in success. */
  rendered?: { at: number; isWhole: boolean }
}

export interface JobLife {
  state: EmulatedJobState
  progress: number
  startedAt?: number
  endedAt?: number
  failure?: EmulatedFailure
}

/** How a job is at `now`. */
export function lifeAt(plan: JobPlan, facts: JobFacts, now: number): JobLife {
  if (facts.canceledAt !== undefined && facts.canceledAt <= now)
    return {
      ...lifeAt(plan, { ...facts, canceledAt: Infinity }, facts.canceledAt),
      state: 'canceled',
      endedAt: facts.canceledAt,
    }

  const startsAt = facts.createdAt + plan.queueMs
  const endsAt = startsAt + plan.runMs
  if (now < startsAt) return { state: 'queued', progress: 0 }
  if (plan.end === 'aborted') return { state: 'aborted', progress: 0, endedAt: endsAt }

  const done = plan.runMs === 0 ? 100 : Math.floor((100 * (now - startsAt)) / plan.runMs)
  const running: JobLife = {
    state: 'running',
    progress: Math.min(done, plan.maxProgress),
    startedAt: startsAt,
  }
  if (now < endsAt) return running
  if (plan.end !== 'succeeded') return { ...running, state: plan.end, endedAt: endsAt, ...failureOf(plan) }
  if (facts.rendered === undefined || facts.rendered.at > now) return running
  const endedAt = Math.max(endsAt, facts.rendered.at)
  return facts.rendered.isWhole
    ? { ...running, state: 'succeeded', progress: 100, endedAt }
    : { ...running, state: 'failed', failure: 'generation_failed', endedAt }
}

const failureOf = ({ failure }: JobPlan) => (failure === undefined ? {} : { failure })
