import { VideoError, type VideoErrorCode } from '@reelstate/core/protocol'
import { judgeOrder } from '../jobs/send-order.js'
import { checkVideoInput } from '../provider/check-video-input.js'
import { requestVideoJob } from '../provider/request-video-job.js'
import type { AnyVideoAdapter, CreateVideoJobOptions, VideoAdapter } from '../provider/video-adapter.js'
import { shown } from '../shown.js'
import { commonDurations } from './fallback/common-durations.js'
import { commonTraits } from './fallback/common-traits.js'
import { canVerify, verifyByOne } from './fallback/verify-by-one.js'
import { readReference, writeReference } from './shared/job-reference.js'

/** Verdicts on what was ordered: another provider is not asked to do what one has refused for what it is. */
const FINAL: readonly VideoErrorCode[] = ['moderated', 'invalid_input', 'canceled']

interface Refusal {
  /** Of the provider. */
  name: string
  error: VideoError
  /** The same order may be taken later. */
  isLater: boolean
}

/**
 * Several providers as one: an order goes to the first, and to the next only where it is certain that no job was made,
 * such as at a rate limit, a refused key or a host that cannot be reached. An order without a clear answer ends there,
 * because it may be billed; so does one whose prompt is refused.
 *
 * It takes what all of them take; where one has sizes or durations of which nothing is known, it names none, and each makes
 * its own default. Webhooks work where at most one of the providers does not sign them. A job belongs to the adapter that made it, in every later process too: keep it in the
 * list for as long as jobs of it are open.
 *
 * Throws a `VideoError` `invalid_options` for fewer than two adapters, for two that are the same model of the same
 * provider, and for adapters that have no size, or no duration, in common.
 */
export function fallbackVideo(adapters: readonly AnyVideoAdapter[]): VideoAdapter {
  const members = readMembers(adapters)
  const all = [...members.values()]

  function ownerOf(jobId: string) {
    const { adapter: name, jobId: own } = readReference(jobId)
    const adapter = members.get(`${name}`)
    if (adapter && typeof own === 'string') return { adapter, own }
    // Not `not_found`, which would end a job that its provider still has.
    throw new VideoError(
      'invalid_options',
      `This job is of ${shown(name)}, which is not among the adapters of fallbackVideo. Add it again.`,
      { jobId },
    )
  }
  const call = async <T>(jobId: string, act: (adapter: AnyVideoAdapter, own: string) => Promise<T>) => {
    const { adapter, own } = ownerOf(jobId)
    return { ...(await act(adapter, own)), jobId }
  }
  /** The adapters that may be asked, with the order in each one's terms. */
  function offersFor(order: CreateVideoJobOptions) {
    const { base } = order
    if (!base) return all.map((adapter) => ({ adapter, input: inputFor(adapter, order) }))
    const { adapter, own } = ownerOf(base.jobId)
    return [{ adapter, input: inputFor(adapter, { ...order, base: { ...base, jobId: own } }) }]
  }

  return {
    kind: 'video',
    name: 'fallback',
    model: all.map(({ model }) => model).join(', '),
    ...commonTraits(all),
    ...commonDurations(all),
    checkInput: (order) => {
      offersFor(order)
    },

    async createVideoJob(order) {
      const refusals: Refusal[] = []
      for (const { adapter, input } of offersFor(order)) {
        try {
          const { jobId, model } = await requestVideoJob(adapter, input)
          return { jobId: idOf(adapter, jobId), model }
        } catch (thrown) {
          const answer = judgeOrder(thrown)
          if (answer.kind === 'ambiguous' || FINAL.includes(answer.error.code)) throw thrown
          refusals.push({ name: adapter.name, error: answer.error, isLater: answer.kind === 'not_sent' })
        }
      }
      throw refusedByAll(refusals)
    },

    getVideoStatus: (jobId, options) => call(jobId, (adapter, own) => adapter.getVideoStatus(own, options)),
    getVideoUrl: (jobId, options) => call(jobId, (adapter, own) => adapter.getVideoUrl(own, options)),

    ...(all.some(({ cancelVideoJob }) => cancelVideoJob) && {
      async cancelVideoJob(jobId, options) {
        const { adapter, own } = ownerOf(jobId)
        return (await adapter.cancelVideoJob?.(own, options)) ?? 'unsupported'
      },
    }),
    ...(all.some(({ openContent }) => openContent) && {
      async openContent(jobId, options) {
        const { adapter, own } = ownerOf(jobId)
        return adapter.openContent?.(own, options)
      },
    }),
    ...(all.every(({ findVideoJobs }) => findVideoJobs) && {
      async findVideoJobs(order, options) {
        const found = await Promise.all(
          all.map(async (adapter) => {
            const jobs = (await adapter.findVideoJobs?.(order, options)) ?? []
            return jobs.map(({ jobId }) => ({ jobId: idOf(adapter, jobId) }))
          }),
        )
        return found.flat()
      },
    }),
    ...(all.every(takesWebhooks) &&
      canVerify(all) && {
        webhook: {
          async verify(delivery) {
            const { adapter, report } = await verifyByOne(all, delivery)
            return { ...report, jobId: idOf(adapter, report.jobId) }
          },
        },
      }),
  }
}

/** What a job's id says of its adapter: not its place in the list, which may change. */
const nameOf = ({ name, model }: AnyVideoAdapter) => `${name} ${model}`
const idOf = (adapter: AnyVideoAdapter, jobId: string) => writeReference({ adapter: nameOf(adapter), jobId })
const takesWebhooks = ({ webhook, capabilities }: AnyVideoAdapter) =>
  webhook !== undefined && capabilities?.webhook !== false

function readMembers(adapters: readonly AnyVideoAdapter[]): Map<string, AnyVideoAdapter> {
  if (!Array.isArray(adapters) || adapters.length < 2) {
    throw new VideoError(
      'invalid_options',
      `fallbackVideo has no other adapter to fall back to. Give two or more: fallbackVideo([falVideo(), replicateVideo()]).`,
    )
  }
  const members = new Map(adapters.map((adapter) => [nameOf(adapter), adapter]))
  if (members.size === adapters.length) return members
  throw new VideoError(
    'invalid_options',
    `Two adapters given to fallbackVideo are the same model of the same provider, and their jobs could not be told ` +
      `apart: ${adapters.map(nameOf).join(', ')}. Give each once.`,
  )
}

/** The order as this adapter takes it, with its own defaults. Throws a `VideoError` for what it would refuse. */
function inputFor(adapter: AnyVideoAdapter, order: CreateVideoJobOptions): CreateVideoJobOptions {
  const { prompt, parts = [], idempotencyKey, webhookUrl, abortSignal, ...rest } = order
  const input = checkVideoInput(adapter, { ...rest, prompt: [{ type: 'text', content: prompt }, ...parts] })
  return {
    ...input,
    idempotencyKey,
    abortSignal,
    ...(takesWebhooks(adapter) && { webhookUrl }),
  }
}

/** Why there is no job: what may be otherwise soon wins over what will stay. */
function refusedByAll(refusals: readonly Refusal[]): VideoError {
  const later = refusals.filter(({ isLater }) => isLater)
  const [first] = later.length > 0 ? later : refusals
  const code = later.some(({ error }) => error.code === 'unavailable') ? 'unavailable' : first?.error.code
  const waits = later.flatMap(({ error }) => error.retryAfterMs ?? [])
  const reasons = refusals.map(({ name, error }) => `${name}: ${error.message}`)
  return new VideoError(code ?? 'unavailable', `No provider took the order. ${reasons.join(' ')}`, {
    cause: first?.error,
    ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
  })
}
