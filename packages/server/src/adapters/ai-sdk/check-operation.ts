import { VideoError } from '@reelstate/core/protocol'
import { fieldsOf, textOf } from '../shared/read-fields.js'
import { optionsKeyOf } from './start-options.js'
import type { AiSdkVideoModel } from './video-model.js'

/** Where the providers are whose packages send their key to an address that a job names. */
const HOSTS: Record<string, RegExp> = {
  fal: /(^|\.)fal\.(run|ai)$/,
  replicate: /(^|\.)replicate\.com$/,
}
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Throws a `VideoError` `not_found` for a job at an address where this model has none: an id that nobody signed may name
 * any, and the key would go there.
 */
export function checkOperation(model: AiSdkVideoModel, operation: unknown, jobId: string): void {
  const hosts = HOSTS[optionsKeyOf(model)]
  const own = originOf(fieldsOf(fieldsOf(model).config).baseURL)
  const isOurs = ({ protocol, hostname, origin }: URL) => {
    if (origin === own) return true
    if (protocol !== 'https:' && !LOOPBACK.test(hostname)) return false
    return !hosts || hosts.test(hostname)
  }
  if (urlsIn(operation).every(isOurs)) return
  throw new VideoError('not_found', `${model.provider} has no such job: its id names another address.`, {
    jobId,
  })
}

/** Of `http:` and `https:`. */
function urlsIn(value: unknown): URL[] {
  if (typeof value !== 'string') return Object.values(fieldsOf(value)).flatMap(urlsIn)
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url && /^https?:$/.test(url.protocol) ? [url] : []
}

const originOf = (baseURL: unknown) => {
  const text = textOf(baseURL)
  return text !== undefined && URL.canParse(text) ? new URL(text).origin : undefined
}
