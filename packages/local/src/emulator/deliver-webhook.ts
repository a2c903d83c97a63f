import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatedJob } from './emulator-job.js'
import { snapshotOf } from './emulator-jobs.js'
import type { WebhookOccasion, WireWebhook } from './wires/wire.js'

export interface WebhookTask {
  job: EmulatedJob
  url: string
  webhook: WireWebhook
  secret: string
  origin: string
  link: WebhookOccasion['link']
  /** How late a late one is, in ms. */
  lateMs: number
  log: (line: string) => void
  /** Ends everything. */
  signal: AbortSignal
}

const LOOK_EVERY_MS = 20
const ATTEMPTS = 3
const ATTEMPT_MS = 15_000

/** Sends the webhooks of a job as they fall due, and resolves after the last one. Never rejects. */
export async function followWithWebhooks(task: WebhookTask): Promise<void> {
  const { job, signal, webhook, lateMs, log } = task
  try {
    await until(() => job.state !== 'queued', signal)
    if (job.scenario === 'webhook-forged') {
      const claimed = { ...snapshotOf(job), state: 'failed', failure: 'generation_failed' } as const
      await deliver({ ...task, job: claimed, secret: webhook.createSecret() }, randomUUID())
    }
    if (job.state === 'running') await deliver(task, randomUUID())
    await until(() => job.endedAt !== undefined, signal)
    if (job.scenario === 'webhook-late') await sleep(lateMs, undefined, { signal })
    const deliveryId = randomUUID()
    await deliver(task, deliveryId)
    if (job.scenario === 'webhook-duplicate') await deliver(task, deliveryId)
  } catch (error) {
    if (!signal.aborted)
      log(`webhooks of ${job.id} ended: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function deliver(task: WebhookTask, deliveryId: string): Promise<void> {
  const { webhook, job, secret, origin, link, url, signal, log } = task
  const message = webhook.compose({ job, deliveryId, at: new Date(), secret, origin, link })
  if (!message) return
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { outcome, isTaken } = await post(url, message, signal)
    log(`webhook of ${job.id} (${job.state}): ${outcome}`)
    if (isTaken || signal.aborted) return
    await sleep(attempt * 500, undefined, { signal })
  }
}

/** The outcome is the status of the answer, or why there is none. */
async function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<{ outcome: string; isTaken: boolean }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // A vendor does not follow redirects either.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    })
    await response.body?.cancel()
    return { outcome: `${response.status}`, isTaken: response.ok }
  } catch (error) {
    return { outcome: error instanceof Error ? error.message : String(error), isTaken: false }
  }
}

async function until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  while (!isSo()) await sleep(LOOK_EVERY_MS, undefined, { signal })
}
