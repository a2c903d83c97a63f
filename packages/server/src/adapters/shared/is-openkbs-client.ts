import type { OpenkbsClient } from '../openkbs.js'

export function isOpenkbsClient(client: unknown): client is OpenkbsClient {
  const { generateVideo, checkVideoStatus } = Object(client) as Partial<OpenkbsClient>
  return typeof generateVideo === 'function' && typeof checkVideoStatus === 'function'
}
