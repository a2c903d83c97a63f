import type { JobView } from '../src/jobs/job-view.js'
import type { JobScript } from './fake-provider.js'
import type { LostOrders } from './fake-provider-adapter.js'

/** What a user does, at a provider that behaves in this way. */
export interface CrashScenario {
  name: string
  offers: LostOrders
  script: JobScript
  /** The user stops the job as soon as it is in this state; instances are killed from then on. */
  cancelIn?: JobView['state']
  /** How it ends where nobody is killed. */
  ends: JobView['state']
}

/** Long enough for an instance to be killed while its order is on its way. ms */
const answerMs = 80

export const crashScenarios: readonly CrashScenario[] = [
  { name: 'a video that is made', offers: 'nothing', script: { answerMs, polls: 1 }, ends: 'succeeded' },
  {
    name: 'a video that is made where orders are listed',
    offers: 'list',
    script: { answerMs, polls: 1 },
    ends: 'succeeded',
  },
  {
    name: 'a video that is stopped',
    offers: 'nothing',
    script: { answerMs, workMs: 60_000 },
    cancelIn: 'running',
    ends: 'canceled',
  },
  {
    name: 'a video that is stopped during its order',
    offers: 'list',
    script: { answerMs: 600, workMs: 60_000 },
    cancelIn: 'creating',
    ends: 'canceled',
  },
  {
    name: 'an order whose answer is lost, sent again under its key',
    offers: 'keys',
    script: { answer: 'reset', times: 1, answerMs },
    ends: 'succeeded',
  },
  {
    name: 'an order whose answer is lost, found in the list',
    offers: 'list',
    script: { answer: 'reset', answerMs },
    ends: 'succeeded',
  },
  {
    name: 'an order whose answer is lost, named by the webhook',
    offers: 'webhook',
    script: { answer: 'reset', answerMs, workMs: 500 },
    ends: 'succeeded',
  },
  {
    name: 'an order whose answer is lost for good',
    offers: 'nothing',
    script: { answer: 'reset', answerMs },
    ends: 'unknown',
  },
  { name: 'an order that is refused', offers: 'nothing', script: { answer: 'refuse' }, ends: 'failed' },
]
