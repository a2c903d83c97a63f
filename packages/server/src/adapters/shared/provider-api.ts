import { VideoError } from '@reelstate/core/protocol'
import { boundedBody } from '../../security/bounded-body.js'
import { guardedFetch } from '../../security/guarded-fetch.js'
import { MAY_BE_BILLED, orderError, troubleError } from './provider-errors.js'
import { readRetryAfter } from './retry-after.js'

/** How a provider's API is reached. */
export interface ProviderApiOptions {
  /** The provider, as messages name it: `fal`. */
  name: string
  baseURL: string
  /** The key among them: they are sent to the base URL's origin and nowhere else. */
  headers: Record<string, string>
  fetch?: typeof fetch | undefined
  /** What must never be in a message: the key. */
  secrets: readonly string[]
  /** What the body of an error says, in the provider's own form. */
  readError?: ((body: unknown, headers: Headers) => ProviderErrorText | undefined) | undefined
  /** The most that an answer with JSON may have, in bytes. Default: 4 MiB. */
  maxBytes?: number | undefined
}

export interface ProviderErrorText {
  message?: string | undefined
  /** The input was refused for what it shows or says. */
  isModerated?: boolean | undefined
  /** The key was refused, where the status does not say so. */
  isKeyRefused?: boolean | undefined
}

export interface ProviderRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined
  /** Sent as JSON, or as a form. */
  body?: object | FormData | undefined
  headers?: Record<string, string> | undefined
  abortSignal?: AbortSignal | undefined
}

export interface ProviderAnswer {
  status: number
  headers: Headers
  /** What the JSON says; undefined for an empty body, and for one that is no JSON. */
  body: unknown
  /** False for what is no answer, whatever its status says: a proxy's page, or JSON that was cut off. */
  isJson: boolean
  /** How long it asks to wait, in ms. */
  retryAfterMs: number | undefined
}

/** A provider's HTTP API. Every call is one request: nothing is retried, and no redirect takes the key elsewhere. */
export interface ProviderApi {
  /**
   * The order. Throws a `VideoError` that says for certain that there is no job, or one with the code
   * `ambiguous_create`, or what `fetch` threw, both of which leave it open.
   */
  order(path: string, request: ProviderRequest): Promise<ProviderAnswer>
  /** A question about a job. Throws for every answer that is none, `not_found` when the provider does not know it. */
  ask(path: string, request?: ProviderRequest): Promise<ProviderAnswer>
  /** A request whose answer may have any status. Throws when there is none. */
  send(path: string, request?: ProviderRequest): Promise<ProviderAnswer>
  /** Bytes that need the key. What is redirected to another host is fetched from there without it. */
  open(
    path: string,
    request: { range?: string | undefined; abortSignal?: AbortSignal | undefined },
  ): Promise<Response>
}

const MAX_BYTES = 4 * 1024 * 1024
const MAX_VIDEO_BYTES = 2 * 1024 ** 3
/** How long an answer may stop in the middle, in ms. */
const STALL = 20_000

export function createProviderApi(options: ProviderApiOptions): ProviderApi {
  const { name, headers: own, maxBytes = MAX_BYTES } = options
  const baseURL = options.baseURL.replace(/\/+$/, '')
  const { origin } = new URL(baseURL)

  /** An absolute URL is one that the provider gave: it gets the key only at the provider's own origin. */
  function resolve(path: string): URL {
    const url = /^https?:\/\//.test(path) ? new URL(path) : new URL(`${baseURL}${path}`)
    if (url.origin === origin) return url
    throw new VideoError(
      'not_found',
      `A job of ${name} refers to ${url.host}, which is not where its API is.`,
    )
  }

  function request(
    path: string,
    { method = 'GET', body, headers, abortSignal }: ProviderRequest,
  ): Promise<Response> {
    const isForm = body instanceof FormData
    const send = options.fetch ?? fetch
    return send(resolve(path), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...own,
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      ...(abortSignal && { signal: abortSignal }),
    })
  }

  async function read(response: Response, signal: AbortSignal | undefined): Promise<ProviderAnswer> {
    const { status, headers } = response
    const source = response.body
    const text = source
      ? await new Response(boundedBody(source, { maxBytes, stallMs: STALL, signal })).text()
      : ''
    return { status, headers, ...parse(text), retryAfterMs: readRetryAfter(headers) }
  }

  async function send(path: string, sent: ProviderRequest = {}): Promise<ProviderAnswer> {
    return read(await request(path, sent), sent.abortSignal)
  }

  return {
    send,

    async order(path, sent) {
      const response = await request(path, { method: 'POST', ...sent })
      const answer = await read(response, sent.abortSignal).catch((cause) => {
        const why = `${name} took the order, and its answer broke off. ${MAY_BE_BILLED}`
        throw new VideoError('ambiguous_create', why, { cause })
      })
      if (isGood(answer)) return answer
      throw orderError(options, answer)
    },

    async ask(path, sent) {
      const answer = await send(path, sent)
      if (isGood(answer)) return answer
      throw troubleError(options, answer)
    },

    async open(path, { range, abortSignal }) {
      const headers = { accept: 'video/*', ...(range !== undefined && { range }) }
      const response = await request(path, { headers, abortSignal })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || location === null) return response
      await response.body?.cancel()
      const elsewhere = new URL(location, resolve(path))
      if (elsewhere.origin === origin) return request(elsewhere.href, { headers, abortSignal })
      const rules = { accept: 'video/*', range, maxBytes: MAX_VIDEO_BYTES, signal: abortSignal }
      return guardedFetch(elsewhere, rules)
    },
  }
}

function parse(text: string): Pick<ProviderAnswer, 'body' | 'isJson'> {
  if (text.trim() === '') return { body: undefined, isJson: true }
  try {
    return { body: JSON.parse(text), isJson: true }
  } catch {
    return { body: undefined, isJson: false }
  }
}

const isGood = ({ status, isJson }: ProviderAnswer) => status >= 200 && status < 300 && isJson
