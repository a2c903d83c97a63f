import { VideoError, type VideoGenerateResult, type VideoJob } from '../../protocol.js'
import { NOTHING, type VideoMachineEvent, type VideoRun } from '../../video-run.js'
import { toVideoState } from '../../video-state.js'
import { isStreamOpen, type Moment } from './machine-walker.js'
import { DROPPED } from './take-step.js'
import type { VideoStepName } from './video-path.js'

/** A step that can happen now. */
export interface PossibleStep {
  readonly name: VideoStepName
  readonly events: readonly VideoMachineEvent[]
  /** How much later it is when they are sent, in ms. */
  readonly ms?: number
  readonly isOnline?: boolean
}

const JOB: VideoJob = { jobId: 'job-1', reference: 'job-1', resume: true, cancel: true }
const PLAIN_JOB: VideoJob = { ...JOB, resume: false, cancel: false }
/** What is known of a job that somebody has a reference to. */
const FOLLOWED_JOB: VideoJob = { ...JOB, cancel: false }
const VIDEO: VideoGenerateResult = {
  jobId: 'job-1',
  status: 'completed',
  url: 'https://videos.example/1.mp4',
}

/** How long a run may take, as clients have it by default; ms. */
const MAX_DURATION = 600_000
/** How long the URL of a result that expires is good for, in ms. */
const EXPIRES_IN = 300_000
/** How close to the deadline a page can sleep, in ms. */
const ALMOST = 10_000
/** Longer than this, in ms, and a timer is one that was set never to end. */
const NEVER = 2 ** 31 - 2

/**
 * What can happen at this moment in an app with a page, a server that keeps its word, and a network: users act while the
 * page is there, servers answer while somebody asks, and what waits is what the machine set a timer for. While the network
 * is away, users can stop and clear, and the page can be left and come back.
 */
export function possibleSteps(moment: Moment): PossibleStep[] {
  const { context } = moment.snapshot
  if (context.isShown === undefined) return [{ name: 'open', events: [{ type: 'ATTACH' }] }]
  return [
    ...pageSteps(moment),
    ...userSteps(moment),
    ...serverSteps(moment),
    ...networkSteps(moment),
    ...waits(moment),
  ]
}

function pageSteps(moment: Moment): PossibleStep[] {
  const { snapshot, now, isOnline } = moment
  const { isShown, facts, runId } = snapshot.context
  const steps: PossibleStep[] = isShown
    ? [{ name: 'leave', events: [{ type: 'DETACH' }] }]
    : [{ name: 'come back', events: [{ type: 'ATTACH' }] }]
  if (!isOnline) return steps
  if (runId === '' && isShown && snapshot.matches('idle') && !facts.canceled) {
    const videoStatus = { ...VIDEO, progress: 100 }
    const shown = { jobId: VIDEO.jobId, progress: 100, videoStatus, result: VIDEO }
    const run = { ...runAt(now), job: JOB }
    const events = [{ type: 'RESUME', run: { ...run, facts: { ...run.facts, ...shown } } }] as const
    steps.push({ name: 'restore a finished video', events })
  }
  // Who looks does not wait for the next attempt any longer.
  if (isShown && snapshot.matches({ active: { polling: { reconnecting: 'waiting' } } }))
    steps.push({ name: 'page looked at again', events: [{ type: 'ONLINE' }] })
  if (isShown && snapshot.matches({ active: 'creating' }))
    steps.push({
      name: 'another page has a run',
      events: [{ type: 'ADOPTED', run: { ...runAt(now), job: JOB } }],
    })
  return steps
}

function userSteps({ snapshot, now, isOnline }: Moment): PossibleStep[] {
  const { context } = snapshot
  if (!context.isShown) return []
  const { isLoading, phase } = toVideoState(snapshot, context.facts.result)
  const steps: PossibleStep[] = []
  if (!isLoading && isOnline) {
    steps.push({ name: 'generate', events: [{ type: 'GENERATE', run: runAt(now) }] })
    const run = { ...runAt(now), job: FOLLOWED_JOB }
    steps.push({
      name: 'resume',
      events: [{ type: 'RESUME', run: { ...run, facts: { ...run.facts, input: null } } }],
    })
  }
  if (isLoading) steps.push({ name: 'stop', events: [{ type: 'CANCEL' }] })
  if (isLoading || phase === 'success' || phase === 'error' || context.facts.canceled)
    steps.push({ name: 'reset', events: [{ type: 'RESET' }] })
  if (!isOnline) return steps
  if (phase === 'error') steps.push({ name: 'retry', events: [{ type: 'RETRY', run: runAt(now) }] })
  if (phase === 'success' && context.job?.resume)
    steps.push({ name: 'refresh', events: [{ type: 'REFRESH' }] })
  return steps
}

function serverSteps(moment: Moment): PossibleStep[] {
  const { snapshot, now, isOnline } = moment
  const { job, facts } = snapshot.context
  const steps: PossibleStep[] = []
  if (!isOnline) return steps
  if (snapshot.matches({ active: { canceling: 'asking' } }))
    steps.push({ name: 'cancel answered', events: [{ type: 'CANCEL_ANSWERED', outcome: 'canceled' }] })
  if (!isStreamOpen(moment)) return steps

  // Each read also says how far the stream is.
  const read = (...events: VideoMachineEvent[]): VideoMachineEvent[] => [
    ...events.filter(({ type }) => type === 'JOB_CREATED'),
    { type: 'STATUS', reports: [], after: undefined },
    ...events.filter(({ type }) => type !== 'JOB_CREATED'),
  ]
  const failed = (code: 'generation_failed' | 'canceled' | 'moderated' | 'not_found') =>
    ({ type: 'FAILED', error: new VideoError(code, 'The provider says no.') }) as const
  const isOpening = snapshot.matches({ active: { polling: { reconnecting: 'opening' } } })
  const isCreating =
    snapshot.matches({ active: 'creating' }) || snapshot.matches({ active: { canceling: 'awaitingJob' } })
  const isRefreshing = snapshot.matches({ success: 'refreshing' })
  const isPolling = snapshot.matches({ active: 'polling' })

  if (isPolling) {
    const progress = Math.min(90, (facts.progress ?? 0) + 20)
    const videoStatus = { jobId: 'job-1', status: 'processing', progress } as const
    const reports = [{ progress, videoStatus, queuePosition: null }]
    steps.push({ name: 'status', events: [{ type: 'STATUS', reports, after: undefined }] })
    if (job?.resume) {
      const beat = { type: 'STATUS', reports: [], after: undefined, beat: true } as const
      steps.push({ name: 'heartbeat', events: [beat] })
    }
  }
  if (isCreating || isOpening)
    steps.push({ name: 'job created', events: read({ type: 'JOB_CREATED', job: JOB }) })
  if (isCreating) {
    steps.push({ name: 'plain job created', events: read({ type: 'JOB_CREATED', job: PLAIN_JOB }) })
    steps.push({ name: 'refused moderated', events: [failed('moderated')] })
  }
  if (isOpening || isRefreshing) steps.push({ name: 'refused not_found', events: [failed('not_found')] })
  if (!isCreating && !isRefreshing && !isOpening) {
    steps.push({ name: 'failed generation_failed', events: read(failed('generation_failed')) })
    steps.push({ name: 'failed canceled', events: read(failed('canceled')) })
  }
  if (!snapshot.matches({ active: { canceling: 'awaitingJob' } })) {
    steps.push({ name: 'result', events: read({ type: 'RESULT', result: VIDEO }) })
    const result = { ...VIDEO, expiresAt: new Date(now + EXPIRES_IN) }
    if (job?.resume && !snapshot.matches({ active: 'canceling' }))
      steps.push({ name: 'result that expires', events: read({ type: 'RESULT', result }) })
  }
  return steps
}

function networkSteps(moment: Moment): PossibleStep[] {
  const { snapshot, isOnline } = moment
  if (!isOnline) {
    // Only who waits for the network hears of it.
    const isWaiting = snapshot.matches({ active: { polling: 'reconnecting' } })
    return [{ name: 'online', isOnline: true, events: isWaiting ? [{ type: 'ONLINE' }] : [] }]
  }
  const steps: PossibleStep[] = []
  if (isStreamOpen(moment) && !snapshot.matches({ active: { canceling: 'asking' } }))
    steps.push({ name: 'drop', events: [DROPPED] })
  if (isStreamOpen(moment) && snapshot.matches({ active: 'polling' }) && snapshot.context.job?.resume)
    steps.push({ name: 'offline', isOnline: false, events: [DROPPED] })
  return steps
}

/** What comes next if nothing else happens. */
function waits({ snapshot, now, timers }: Moment): PossibleStep[] {
  const set = [...timers].filter(([, due]) => due - now < NEVER).sort(([, one], [, other]) => one - other)
  const [next] = set
  if (!next) return []
  const [event, due] = next
  const steps: PossibleStep[] = [
    { name: 'wait', ms: due - now, events: [{ type: event } as unknown as VideoMachineEvent] },
  ]
  const left = snapshot.context.deadline - now - ALMOST
  // Long, and nothing happens in it.
  if (snapshot.matches({ active: { polling: 'live' } }) && left > MAX_DURATION / 2 && due - now > left)
    steps.push({ name: 'wait almost to the deadline', ms: left, events: [] })
  return steps
}

function runAt(now: number): VideoRun {
  return {
    threadId: 'thread-1',
    runId: 'run-1',
    idempotencyKey: 'key-1',
    deadline: now + MAX_DURATION,
    maxAttempts: Number.POSITIVE_INFINITY,
    stallMs: undefined,
    job: null,
    facts: {
      ...NOTHING.facts,
      input: { prompt: 'A red fox in the snow' },
      runId: 'run-1',
      startedAt: now,
    },
  }
}
