import { isDeepStrictEqual } from 'node:util'
import type { JobStore } from '../src/jobs/job-store.js'
import type { VideoJobRow } from '../src/jobs/video-job.js'
import type { AnyVideoAdapter } from '../src/provider/video-adapter.js'

/**
 * Hears of every call that the engine makes to its store or a provider: the moments at which a process can die. It is
 * called right before the call, in the caller's own turn, and what it returns once the answer is there, or the failure, and
 * the caller does not have it yet.
 *
 * @param call what it is: `store.save queued→creating`
 */
export type CallObserver = (call: string) => () => void

/** A store that is observed from outside: neither it nor the engine knows. */
export function observeStore(store: JobStore, observer: CallObserver): JobStore {
  /** Rows as they were at their revisions, because one that is to be saved does not say what is new about it. */
  const rows = new Map<string, VideoJobRow>()
  /** Jobs that somebody else changed first: whoever wanted to save them reads them again. */
  const overtaken = new Set<string>()
  const remember = (row: VideoJobRow) => rows.set(`${row.id} ${row.revision}`, row)
  const heed = (answer: unknown, [first]: readonly unknown[]) => {
    const row = first as VideoJobRow
    if (answer === 'saved') remember({ ...row, revision: row.revision + 1 })
    else if (answer === 'conflict') overtaken.add(row.id)
    else for (const read of rowsIn(answer)) remember(read)
  }
  const name = (method: string, [first]: readonly unknown[]) => {
    if (method === 'record') return `store.record ${String(first).split(':')[0]}`
    if (method === 'get') {
      const isAgain = (first as readonly string[]).some((id) => overtaken.delete(id))
      return isAgain ? 'store.get again' : 'store.get'
    }
    if (method !== 'save') return `store.${method}`
    const row = first as VideoJobRow
    const before = rows.get(`${row.id} ${row.revision}`)
    const isRenewal = before && isDeepStrictEqual({ ...before, leaseUntil: row.leaseUntil }, row)
    return isRenewal ? 'store.save lease' : `store.save ${before && stateOf(before)}→${stateOf(row)}`
  }
  return observe(store, name, observer, heed)
}

/** A provider that is observed from outside, its webhook included. */
export function observeAdapter<T extends AnyVideoAdapter>(adapter: T, observer: CallObserver): T {
  const observed = observe(adapter, (method) => `provider.${method}`, observer)
  const { webhook } = adapter
  if (!webhook) return observed
  const observedWebhook = observe(webhook, (method) => `webhook.${method}`, observer)
  return new Proxy(observed, {
    get: (target, property) => (property === 'webhook' ? observedWebhook : Reflect.get(target, property)),
  })
}

/** Announces every call that is awaited; what answers at once cannot be died in. */
function observe<T extends object>(
  target: T,
  name: (method: string, args: readonly unknown[]) => string,
  observer: CallObserver,
  heed: (answer: unknown, args: readonly unknown[]) => void = () => {},
): T {
  return new Proxy(target, {
    get(_, property) {
      const value: unknown = Reflect.get(target, property)
      if (typeof value !== 'function' || typeof property !== 'string' || PLAIN.has(property)) return value
      return async (...args: unknown[]) => {
        const end = observer(name(property, args))
        try {
          const answer: unknown = await value.apply(target, args)
          heed(answer, args)
          return answer
        } finally {
          end()
        }
      }
    },
  })
}

/** Questions that an adapter answers by itself, in the same turn. */
const PLAIN = new Set(['checkInput', 'snapDuration', 'availableDurations'])

const stateOf = ({ state, cancel }: VideoJobRow) => (cancel ? `${state}+cancel` : state)

function rowsIn(answer: unknown): VideoJobRow[] {
  const found = Array.isArray(answer) ? answer : [(answer as { job?: unknown } | undefined)?.job ?? answer]
  return found.filter((one): one is VideoJobRow => typeof one?.id === 'string' && 'revision' in one)
}
