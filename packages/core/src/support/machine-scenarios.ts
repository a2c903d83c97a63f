import { VideoError, type VideoJob } from '../protocol.js'
import { NOTHING, type VideoMachineEvent, type VideoRun } from '../video-run.js'

/** One step: an event, a wait in ms, or the network going away or coming back. */
export type Step = VideoMachineEvent | { wait: number } | { online: boolean }

const START = 1_800_000_000_000
export const START_TIME = START

export const run = (name: string, more: Partial<VideoRun> = {}): VideoRun => ({
  threadId: 'thread',
  runId: `run-${name}`,
  idempotencyKey: `key-${name}`,
  deadline: START + 60_000,
  maxAttempts: Number.POSITIVE_INFINITY,
  stallMs: undefined,
  job: null,
  facts: { ...NOTHING.facts, input: { prompt: name }, runId: `run-${name}`, startedAt: START },
  ...more,
})

export const job = (offers: Partial<VideoJob> = {}): VideoJob => ({
  jobId: 'job-1',
  reference: 'ref-1',
  resume: false,
  cancel: false,
  ...offers,
})

const full = job({ resume: true, cancel: true })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const

export const generate: Step = { type: 'GENERATE', run: run('one') }
export const another: Step = { type: 'GENERATE', run: run('two') }
export const created: Step = { type: 'JOB_CREATED', job: full }
export const createdPlain: Step = { type: 'JOB_CREATED', job: job() }
export const result: Step = { type: 'RESULT', result: video }
export const renewed: Step = { type: 'RESULT', result: { ...video, url: 'https://videos.example/2.mp4' } }
const expiring = (minutes: number): Step => ({
  type: 'RESULT',
  result: { ...video, expiresAt: new Date(START + minutes * 60_000) },
})
export const dropped: Step = { type: 'DROPPED', error: new VideoError('connection_lost', 'Cut.') }
export const opened: Step = { type: 'STATUS', reports: [], after: undefined }
export const resume: Step = { type: 'RESUME', run: run('resumed', { job: full }) }
export const retry: Step = { type: 'RETRY', run: run('retried', { deadline: START + 600_000 }) }
export const status = (progress: number): Step => ({
  type: 'STATUS',
  reports: [
    { progress, videoStatus: { jobId: 'job-1', status: 'processing', progress }, queuePosition: null },
  ],
  after: `${progress}`,
})
export const failed = (code: VideoError['code']): Step => ({
  type: 'FAILED',
  error: new VideoError(code, 'No.'),
})
const heartbeat: Step = { type: 'STATUS', reports: [], after: undefined, beat: true }
const adopted: Step = { type: 'ADOPTED', run: run('elsewhere', { job: full }) }
const kept: Step = {
  type: 'RESUME',
  run: run('kept', {
    job: full,
    facts: {
      ...NOTHING.facts,
      input: { prompt: 'kept' },
      runId: 'run-kept',
      startedAt: START,
      jobId: 'job-1',
      progress: 100,
      videoStatus: { ...video, progress: 100 },
      result: video,
    },
  }),
}
const cancel: Step = { type: 'CANCEL' }
const reset: Step = { type: 'RESET' }
const attach: Step = { type: 'ATTACH' }
const detach: Step = { type: 'DETACH' }
const refresh: Step = { type: 'REFRESH' }
const answered: Step = { type: 'CANCEL_ANSWERED', outcome: 'canceled' }
const limited: Step = {
  type: 'DROPPED',
  error: new VideoError('rate_limited', 'Slow down.', { retryAfterMs: 20_000 }),
}

/** What can happen to a run, by name: each is walked on the machine, and each part of the machine matters to one. */
export const SCENARIOS: Record<string, readonly Step[]> = {
  'a video is made': [generate, created, status(10), status(60), result],
  'progress never falls': [generate, created, status(60), status(10)],
  'a fetcher answers at once': [generate, result],
  'the create is refused': [generate, failed('invalid_input'), retry],
  'the create gets no answer, and is repeated under its key': [generate, dropped, retry, created],
  'the server cannot say whether there is a job, and is asked again under its key': [
    generate,
    created,
    failed('ambiguous_create'),
    retry,
  ],
  'the create hangs': [generate, { wait: 61_000 }],
  'the provider fails': [generate, created, failed('generation_failed'), retry],
  'another tab cancels': [generate, created, failed('canceled')],
  'the job is too slow, and is waited for again': [
    generate,
    created,
    { wait: 61_000 },
    retry,
    opened,
    { wait: 10_000 },
  ],
  'the server gives up waiting for the job': [generate, created, failed('deadline_exceeded'), retry],
  'the job is too slow and cannot be resumed': [generate, createdPlain, { wait: 61_000 }, retry],
  'the connection drops and comes back': [
    generate,
    created,
    status(10),
    dropped,
    { wait: 2_000 },
    opened,
    status(20),
    result,
  ],
  'the connection drops and cannot be resumed': [generate, createdPlain, dropped, retry],
  'the connection drops again and again': [
    { type: 'GENERATE', run: run('one', { maxAttempts: 2 }) },
    created,
    dropped,
    { wait: 15_000 },
    dropped,
    { wait: 15_000 },
    dropped,
    retry,
  ],
  'the server asks to wait': [generate, created, limited, { wait: 19_000 }, { wait: 2_000 }],
  'news between drops start the count anew': [
    { type: 'GENERATE', run: run('one', { maxAttempts: 2 }) },
    created,
    dropped,
    { wait: 2_000 },
    opened,
    status(30),
    dropped,
    { wait: 2_000 },
    opened,
    dropped,
    { wait: 2_000 },
  ],
  'the deadline passes between two openings': [
    generate,
    created,
    { type: 'DROPPED', error: new VideoError('rate_limited', 'Wait.', { retryAfterMs: 500_000 }) },
    { wait: 61_000 },
  ],
  'the deadline passes while the server does not answer': [
    generate,
    created,
    { wait: 40_000 },
    dropped,
    { wait: 19_000 },
    { wait: 30_000 },
    retry,
  ],
  'a page sleeps through the deadline, and looks once more': [
    { type: 'GENERATE', run: run('one', { deadline: START }) },
    created,
    dropped,
    { wait: 1_000 },
    result,
  ],
  'the network is away for a while': [
    generate,
    created,
    { online: false },
    dropped,
    { wait: 5_000 },
    { online: true },
    { type: 'ONLINE' },
    opened,
  ],
  'a page that slept comes back before its next attempt': [
    generate,
    created,
    limited,
    { type: 'ONLINE' },
    opened,
  ],
  'a stream that had heartbeats falls silent': [
    { type: 'GENERATE', run: run('one', { deadline: START + 600_000 }) },
    created,
    heartbeat,
    { wait: 46_000 },
    { wait: 2_000 },
    opened,
  ],
  'a stream without heartbeats is silent, and that is fine': [
    { type: 'GENERATE', run: run('one', { deadline: START + 600_000 }) },
    created,
    status(10),
    { wait: 300_000 },
  ],
  'a stream is silent for longer than was set': [
    { type: 'GENERATE', run: run('one', { stallMs: 5_000 }) },
    created,
    { wait: 6_000 },
    { wait: 2_000 },
    opened,
  ],
  'a stream that cannot be opened again falls silent, and goes on': [
    generate,
    createdPlain,
    heartbeat,
    { wait: 50_000 },
    status(20),
  ],
  'the stream said how soon to come back': [
    generate,
    created,
    { type: 'STATUS', reports: [], after: undefined, retryMs: 8_000 },
    dropped,
    { wait: 7_000 },
    { wait: 2_000 },
  ],
  'another page has a run under way, which is followed': [generate, adopted, opened, status(30), result],
  'a finished video is shown again': [kept, refresh, renewed],
  'the page leaves while a stopped run is replaced': [generate, created, cancel, another, detach, answered],
  'the network stays away': [generate, created, { online: false }, dropped, { wait: 61_000 }],
  'an opening hangs': [generate, created, dropped, { wait: 2_000 }, { wait: 31_000 }, { wait: 2_000 }],
  'the page leaves and comes back': [
    generate,
    created,
    status(10),
    detach,
    { wait: 120_000 },
    attach,
    opened,
    result,
  ],
  'the page leaves while reconnecting': [generate, created, dropped, detach, attach, opened],
  'the page leaves a job that cannot be resumed': [
    generate,
    createdPlain,
    detach,
    status(10),
    attach,
    result,
  ],
  'the page leaves before the job is known': [generate, detach, created, attach, opened, result],
  'the page leaves and is back before the job is known': [generate, detach, attach, created, result],
  'the page leaves a create that cannot be resumed': [generate, detach, createdPlain, status(5), result],
  'a server announces a job twice': [generate, created, createdPlain, dropped],
  'a job is resumed by reference': [resume, opened, status(40), result],
  'a token expires while the job runs': [resume, failed('unauthorized'), retry],
  'a resumed job is gone': [resume, failed('not_found')],
  'stop, and the provider stops': [generate, created, status(10), cancel, answered],
  'stop, and nobody answers': [generate, created, cancel, { wait: 16_000 }],
  'stop, and it cannot be stopped': [
    generate,
    createdPlain,
    cancel,
    { type: 'CANCEL_ANSWERED', outcome: 'unsupported' },
  ],
  'stop, and the video was ready': [generate, created, cancel, result],
  'stop, and the job has failed': [generate, created, cancel, failed('generation_failed')],
  'stop, and the stream says canceled first': [generate, created, cancel, failed('canceled'), answered],
  'stop before the job is known': [generate, cancel, created, answered],
  'stop before the job is known, and it never is': [generate, cancel, { wait: 16_000 }],
  'stop before the job is known, and the create was refused': [generate, cancel, failed('invalid_input')],
  'stop before the job is known, and the create got no answer': [generate, cancel, dropped],
  'stop while reconnecting': [generate, created, dropped, cancel, answered],
  'stop, then another run': [generate, created, cancel, another, answered, created],
  'stop, then another job is resumed': [generate, created, cancel, resume, answered, opened],
  'stop, then another run, then stop again': [generate, created, cancel, another, cancel, answered],
  'stop, the video was ready, and another run follows': [generate, created, cancel, another, result, created],
  'reset while creating': [generate, reset, created, answered],
  'reset while polling': [generate, created, status(10), reset, answered],
  'reset while canceling': [generate, created, cancel, another, reset, answered],
  'reset a finished run': [generate, created, result, reset],
  'reset a failed run': [generate, failed('invalid_input'), reset],
  'a second run after the first': [generate, created, status(50), result, another, created],
  'another run after an error': [generate, failed('unauthorized'), another],
  'resume another job after success': [generate, created, result, resume],
  'a second click while running changes nothing': [generate, another, created, another, resume],
  'the result is refreshed': [generate, created, result, refresh, renewed],
  'the refresh finds nothing': [generate, created, result, refresh, failed('not_found')],
  'the refresh is cut': [generate, created, result, refresh, dropped],
  'the refresh hangs': [generate, created, result, refresh, { wait: 31_000 }, renewed],
  'the URL is renewed before it expires': [
    attach,
    generate,
    created,
    expiring(5),
    { wait: 239_000 },
    { wait: 2_000 },
    expiring(10),
    { wait: 290_000 },
    { wait: 20_000 },
    renewed,
  ],
  'the server has no newer URL': [
    attach,
    generate,
    created,
    expiring(2),
    { wait: 61_000 },
    failed('not_found'),
    { wait: 600_000 },
    detach,
    attach,
  ],
  'a URL that is not renewed is asked for once a minute': [
    attach,
    generate,
    created,
    expiring(2),
    { wait: 61_000 },
    expiring(2),
    { wait: 50_000 },
    { wait: 11_000 },
    dropped,
    { wait: 61_000 },
  ],
  'nobody looks, and the URL expires': [
    attach,
    generate,
    created,
    expiring(5),
    detach,
    { wait: 600_000 },
    attach,
    expiring(20),
  ],
  'a page that was never there renews nothing': [generate, created, expiring(2), { wait: 600_000 }],
  'a result that cannot be refreshed': [generate, createdPlain, result, refresh, renewed],
}
