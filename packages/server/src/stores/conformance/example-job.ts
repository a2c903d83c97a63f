import type { VideoJobRow } from '../../jobs/video-job.js'

/** A job that was just ordered, with nothing to do for a worker, and with names that no other example has. */
export function exampleJob(differences: Partial<VideoJobRow> = {}): VideoJobRow {
  const name = crypto.randomUUID()
  const now = Date.now()
  return {
    id: `vid_${name}`,
    owner: 'ada',
    key: `key-${name}`,
    fingerprint: 'sha-256:0',
    runId: `run-${name}`,
    threadId: `thread-${name}`,
    createdAt: now,
    version: 1,
    revision: 1,
    fence: 0,
    leaseUntil: 0,
    dueAt: null,
    state: 'queued',
    adapter: 'main',
    model: 'example',
    input: { prompt: 'A red kite over the sea' },
    updatedAt: now,
    deadlineAt: now + 600_000,
    attempt: 0,
    polls: 0,
    failures: 0,
    seconds: 8,
    cost: 0.5,
    ...differences,
  }
}

/** One with every field set. */
export function fullJob(): VideoJobRow {
  const now = Date.now()
  return exampleJob({
    state: 'succeeded',
    version: 7,
    revision: 12,
    fence: 3,
    // Waits with a random part seldom are whole numbers.
    dueAt: now + 86_400_000.5,
    leaseUntil: now + 1_000.25,
    wokenAt: now,
    endedAt: now + 90_000,
    input: {
      prompt: 'A red kite over the sea',
      size: '1280x720',
      duration: 8,
      modelOptions: { seed: 0, cfg: 7.5, tags: ['a', 'b'], loop: false, style: null, nested: { deep: [{}] } },
    },
    attempt: 1,
    attemptedAt: now + 1,
    resolveUntil: now + 2,
    webhookUrl: 'https://app.example/video/webhook?job=1&signature=abc',
    providerJobId: 'provider-1',
    strayProviderJobIds: ['provider-2'],
    startedAt: now + 3,
    report: {
      status: 'completed',
      progress: 99.5,
      message: 'Done',
      queuePosition: 0,
      estimatedEndAt: now + 4,
    },
    pollingInterval: 2_000,
    polls: 14,
    polledAt: now + 5,
    failures: 2,
    missingSince: 1_700_000_000_000,
    cancel: { requestedAt: now + 6, outcome: 'too_late' },
    result: {
      url: 'https://cdn.example/kite.mp4',
      expiresAt: now + 7,
      storageKey: 'ab/cd.mp4',
      bytes: 1_234_567,
      usage: { 'video.seconds': 8 },
    },
    error: { code: 'generation_failed', message: 'It failed, and then did not.' },
    cost: 0.1,
  })
}
