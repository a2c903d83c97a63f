import { VideoError } from '@reelstate/core/protocol'
import { shown } from '../../shown.js'

/** What every adapter of a provider takes. */
export interface ProviderOptions {
  /** Where its API is, when not at its usual place: a gateway, or an emulator. */
  baseURL?: string | undefined
  /** Sends the requests; default: the global `fetch`. */
  fetch?: typeof fetch | undefined
  /** Checks its webhooks, where it signs them with a secret. */
  webhookSecret?: string | undefined
}

export interface KeySource {
  /** The function that was called, such as `falVideo`. */
  adapter: string
  /** The environment variables that may hold the key, the first that is set wins. */
  variables: readonly string[]
}

/** The key as it was given or as the environment has it. Throws a `VideoError` `invalid_options` when neither does. */
export function readApiKey(given: string | undefined, { adapter, variables }: KeySource): string {
  const key = given ?? variables.map(readVariable).find((value) => value !== undefined)
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key
  const name = `create${adapter[0]?.toUpperCase()}${adapter.slice(1)}`
  if (key === undefined) {
    throw new VideoError(
      'invalid_options',
      `${adapter} has no API key. Set ${variables.join(' or ')} in the environment of the server, or call ${name}(key).`,
    )
  }
  // Never the key itself.
  throw new VideoError(
    'invalid_options',
    `The API key given to ${name} is empty or holds spaces. Give the key alone.`,
  )
}

/** A variable of the environment; undefined where it is empty, or where there is no environment. */
export function readVariable(name: string): string | undefined {
  return (
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name] ||
    undefined
  )
}

/** Throws a `VideoError` `invalid_options` for what is no `http:` or `https:` URL. */
export function readBaseURL(baseURL: string): string {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.search === '' &&
    url.hash === '' &&
    !url.username &&
    !url.password
  ) {
    return url.href.replace(/\/+$/, '')
  }
  throw new VideoError(
    'invalid_options',
    `The baseURL is ${shown(url ? `${url.protocol}//${url.host}…` : baseURL)}. Give an http: or https: URL without a query, such as 'https://api.example.com/v1'.`,
  )
}

/** The arguments of `createXVideo(key, options?)` and `createXVideo(model, key, options?)`, in one order. */
export function readCreateArguments<TOptions>(args: readonly [string, (string | TOptions)?, TOptions?]): {
  model: string | undefined
  key: string
  options: TOptions | undefined
} {
  const [first, second, third] = args
  // `(model, process.env.KEY)` where that is not set: the model is no key.
  if (args.length > 1 && second === undefined) {
    throw new VideoError(
      'invalid_options',
      `The API key for ${shown(first)} is missing. Give it as the second argument.`,
    )
  }
  if (typeof second === 'string') return { model: first, key: second, options: third }
  return { model: undefined, key: first, options: second }
}
