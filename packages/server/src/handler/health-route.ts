import { bounded } from '../provider/interruptible.js'
import { answerJson } from './answers.js'
import type { HandlerContext } from './handler-context.js'

/** Load balancers give up after about as long; ms. */
const PATIENCE = 5_000

/** `GET …/health`: how this instance is, and nothing of anybody. 503 also for a store that does not answer in time. */
export async function healthRoute({ jobs, readers }: HandlerContext): Promise<Response> {
  const health = await bounded(PATIENCE, undefined, () => jobs.health()).catch(() => ({ ok: false }))
  return answerJson({ ...health, streams: readers.count }, health.ok ? 200 : 503)
}
