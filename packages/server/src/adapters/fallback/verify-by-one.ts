import { VideoError } from '@reelstate/core/protocol'
import type { AnyVideoAdapter, VideoWebhook, WebhookReport } from '../../provider/video-adapter.js'
import { isUnsigned } from '../shared/webhook-signatures.js'

type Delivery = Parameters<VideoWebhook['verify']>[0]

export interface VerifiedReport {
  adapter: AnyVideoAdapter
  report: WebhookReport
}

/** Whether it can be told whose webhook it is: of two providers that sign nothing, either may have sent it. */
export const canVerify = (adapters: readonly AnyVideoAdapter[]): boolean =>
  adapters.filter(({ webhook }) => webhook && isUnsigned(webhook)).length <= 1

/**
 * Finds the adapter whose provider sent a webhook: the one that accepts it. A provider that signs nothing is believed only
 * where no other is, because its adapter accepts what any of them sends. Throws a `VideoError` `unauthorized` otherwise.
 */
export async function verifyByOne(
  adapters: readonly AnyVideoAdapter[],
  delivery: Delivery,
): Promise<VerifiedReport> {
  const answers = await Promise.all(adapters.map((adapter) => verified(adapter, delivery)))
  const accepted = answers.filter((answer) => answer !== undefined)
  const unsigned = await Promise.all(
    accepted.map(async ({ adapter }) => verified(adapter, { body: delivery.body, headers: new Headers() })),
  )
  const signed = accepted.filter((_, index) => unsigned[index] === undefined)
  const [sender, ...others] = signed.length > 0 ? signed : accepted
  if (sender && others.length === 0) return sender
  const why = sender ? 'more than one provider may have sent it' : 'no provider has sent it'
  throw new VideoError('unauthorized', `This webhook is not accepted: ${why}.`)
}

async function verified(adapter: AnyVideoAdapter, delivery: Delivery): Promise<VerifiedReport | undefined> {
  try {
    const report = await adapter.webhook?.verify(delivery)
    return report && { adapter, report }
  } catch {
    return undefined
  }
}
