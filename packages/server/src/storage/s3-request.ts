import { VideoError } from '@reelstate/core/protocol'
import { bounded } from '../provider/interruptible.js'
import { redactText } from '../security/redact.js'

/** For one request, its retries included, in ms. */
const TIMEOUT = 60_000

/** Rejects with a `VideoError` that tells neither the bucket nor the request, which holds keys. */
export async function askS3<T>(
  signal: AbortSignal | undefined,
  send: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await bounded(TIMEOUT, signal, send)
  } catch (error) {
    signal?.throwIfAborted()
    const { name, message, code, $metadata } = Object(error) as S3Problem
    const status = $metadata?.httpStatusCode
    // A client that is set up wrongly says so in words; a service has names for its errors.
    const what = name === 'Error' ? (code ?? redactText(`${message}`)) : name
    const problem = status === undefined ? what : `${what}, ${status}`
    throw new VideoError('unavailable', `The storage of videos has a problem: ${problem}.`, { status })
  }
}

/** As far as errors of the client and of Node's sockets have them. */
interface S3Problem {
  name?: string
  message?: string
  code?: string
  $metadata?: { httpStatusCode?: number }
}

/** Of an error of `askS3`. */
export const isMissing = (error: unknown): boolean => error instanceof VideoError && error.status === 404
