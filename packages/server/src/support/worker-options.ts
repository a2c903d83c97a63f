import type { VideoHandlerOptions } from '../handler/handler-options.js'
import { postgresStore } from '../postgres.js'
import type { VideoAdapter } from '../provider/video-adapter.js'
import { sqliteStore } from '../sqlite.js'

// What a team would give to servers and workers alike, for tests that start the worker's command: where the database and
// the provider are comes from the environment.

const { TEST_DATABASE = '', TEST_PROVIDER = '' } = process.env

/** A provider that is asked over HTTP, so that it sees every process. */
const adapter: VideoAdapter = {
  kind: 'video',
  name: 'remote',
  model: 'remote-1',
  async createVideoJob({ idempotencyKey, abortSignal }) {
    const body = JSON.stringify({ idempotencyKey })
    return ask('/create', { method: 'POST', body, signal: abortSignal ?? null })
  },
  getVideoStatus: (jobId, { abortSignal } = {}) => ask(`/status/${jobId}`, { signal: abortSignal ?? null }),
  getVideoUrl: async (jobId) => ({ jobId, url: `https://videos.example/${jobId}.mp4` }),
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`${TEST_PROVIDER}${path}`, init)
  return (await response.json()) as T
}

const store = TEST_DATABASE.startsWith('postgres:')
  ? postgresStore({ connectionString: TEST_DATABASE })
  : sqliteStore({ path: TEST_DATABASE })

// Servers that only serve say so; a worker works all the same.
export default { adapter, store, allowAnonymous: true, work: false } satisfies VideoHandlerOptions
