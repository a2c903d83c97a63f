import type { OpenkbsClient } from '@reelstate/server/openkbs'
import type { Emulator } from './start-emulator.js'

export interface OpenkbsClientOptions {
  /** Default: one that every emulator accepts. */
  apiKey?: string
}

/**
 * What stands for the `openkbs` object of an agent's backend: its two calls for videos, answered by the emulator. Rejects
 * with an error that has a `status`, and a `retryAfterMs` where the emulator says to wait.
 */
export function openkbsClient(
  { baseURL }: Pick<Emulator, 'baseURL'>,
  { apiKey = 'openkbs-emulator' }: OpenkbsClientOptions = {},
): OpenkbsClient {
  async function call(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${baseURL('openkbs')}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.ok) return JSON.parse(text)
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
    throw Object.assign(new Error(messageIn(text) ?? `OpenKBS answered with ${response.status}.`), {
      status: response.status,
      ...(retryAfter > 0 && { retryAfterMs: retryAfter * 1000 }),
    })
  }
  return {
    generateVideo: (prompt, params) => call('/videos', { prompt, ...params }),
    checkVideoStatus: (videoId) => call(`/videos/${encodeURIComponent(videoId)}`),
  }
}

function messageIn(text: string): string | undefined {
  try {
    return JSON.parse(text).message
  } catch {
    return undefined
  }
}
