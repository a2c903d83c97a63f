import { VideoError } from '@reelstate/core/protocol'
import type { VideoAdapter } from '../src/provider/video-adapter.js'

/** What a provider may offer for finding an order whose answer was lost. */
export type LostOrders = 'nothing' | 'keys' | 'list' | 'webhook'

/** The fake provider as an application uses one: plain requests, and none is ever repeated. */
export function fakeProviderVideo(url: string, offers: LostOrders): VideoAdapter {
  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${url}/jobs${path}`, init)
    if (response.ok) return (await response.json()) as T
    await response.body?.cancel()
    if (response.status === 404) throw new VideoError('not_found', 'The provider has no such job.')
    if (response.status === 422) throw new VideoError('moderated', 'The provider refuses this prompt.')
    throw new Error(`The provider answered ${response.status}.`)
  }

  const adapter: VideoAdapter = {
    kind: 'video',
    name: `fake-${offers}`,
    model: 'fake-1',
    async createVideoJob({ prompt, modelOptions: script = {}, idempotencyKey, webhookUrl, abortSignal }) {
      const { jobId } = await ask<{ jobId: string }>('', {
        method: 'POST',
        body: JSON.stringify({ prompt, script, ...(offers === 'webhook' && { webhookUrl }) }),
        headers: offers === 'keys' && idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {},
        ...(abortSignal && { signal: abortSignal }),
      })
      return { jobId, model: 'fake-1' }
    },
    async getVideoStatus(jobId, { abortSignal: signal = null } = {}) {
      const { status } = await ask<{ status: 'processing' | 'completed' | 'canceled' }>(`/${jobId}`, {
        signal,
      })
      return status === 'canceled' ? { jobId, status: 'failed', errorCode: 'canceled' } : { jobId, status }
    },
    async getVideoUrl(jobId) {
      return { jobId, url: `${url}/jobs/${jobId}/video`, usage: { videos: 1 } }
    },
    async cancelVideoJob(jobId, { abortSignal: signal = null } = {}) {
      const { outcome } = await ask<{ outcome: 'canceled' | 'too_late' }>(`/${jobId}`, {
        method: 'DELETE',
        signal,
      })
      return outcome
    },
    async openContent(jobId, { abortSignal: signal = null }) {
      return fetch(`${url}/jobs/${jobId}/video`, { signal })
    },
  }
  if (offers === 'keys') return { ...adapter, capabilities: { idempotency: true } }
  if (offers === 'webhook') return { ...adapter, webhook: { verify: readReport } }
  if (offers !== 'list') return adapter
  return {
    ...adapter,
    findVideoJobs: ({ prompt, since }, { abortSignal: signal = null } = {}) =>
      ask(`?${new URLSearchParams({ prompt, since: `${since.getTime()}` })}`, { signal }),
  }
}

/** The URL is signed and names the job; the fake signs nothing more. */
async function readReport({ body }: { body: Uint8Array }): Promise<{ deliveryId: string; jobId: string }> {
  return JSON.parse(new TextDecoder().decode(body))
}
