import { shown } from '../shown.js'
import type { KnownAsker } from './handler-context.js'
import { checkOwnerLimits, type OwnerLimits, type VideoHandlerOptions } from './handler-options.js'

/** The owner of every job where `allowAnonymous` is set. */
const ANYBODY = 'anonymous'

/**
 * Who sent a request, as the app says; undefined for nobody. Rejects with what `authorize` throws, with a `TypeError`
 * when its answer is no owner: an id that is missing by mistake would be one that strangers share, and with a `VideoError`
 * `invalid_options` for limits that are no numbers.
 */
export async function whoAsks(
  request: Request,
  { authorize, limits = {} }: VideoHandlerOptions,
): Promise<KnownAsker | undefined> {
  if (!authorize) return { owner: ANYBODY, limits, isAnybody: true }
  const answer: unknown = await authorize(request)
  if (answer === null || answer === undefined || answer === '') return undefined
  const given: { owner?: unknown; limits?: OwnerLimits } =
    typeof answer === 'object' ? answer : { owner: answer }
  const { owner } = given
  if (typeof owner === 'string' && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(owner)) {
    checkOwnerLimits(given.limits ?? {})
    return { owner, limits: { ...limits, ...given.limits }, isAnybody: false }
  }
  throw new TypeError(
    `authorize gave ${shown(typeof answer === 'object' ? owner : answer)} for an owner. ` +
      "Give the user's id, 1 to 200 characters, or null for nobody.",
  )
}
