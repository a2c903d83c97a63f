import { VideoError } from '@reelstate/core/protocol'
import type { JobStore } from '../jobs/job-store.js'
import { checkVideoInput } from '../provider/check-video-input.js'
import type { CreateJobRequest } from '../provider/create-job.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { reportFault } from '../report-fault.js'
import { shown } from '../shown.js'
import type { FollowVideoOptions, GenerateVideoOptions, StreamOptions } from './generate-video-options.js'
import type { PollingPace } from './polling-schedule.js'

/** What `generateVideo` was asked for, checked and complete. */
export interface Order extends CreateJobRequest {
  /** The job to follow; `undefined` when one is to be created. */
  jobId: string | undefined
  runId: string
  threadId: string
  maxDuration: number
  pace: PollingPace
  abortSignal: AbortSignal | undefined
  store: JobStore | undefined
  advertised: { resume?: true; cancel?: true } | undefined
}

/** In characters: some providers' names for a job hold all that is needed to ask for it. */
const MAX_JOB_ID = 4096
/** The longest timer there is, about 24 days. */
const MAX_MS = 2 ** 31 - 1

type Options = Partial<
  Omit<GenerateVideoOptions, 'jobId'> & Omit<FollowVideoOptions, 'prompt'> & Omit<StreamOptions, 'stream'>
> & {
  stream?: boolean | undefined
}

/** Throws nothing but a `VideoError`: `invalid_input` for what a user sent, `invalid_options` for what code says. */
export function checkGenerateOptions(options: Options): Order {
  const { jobId, maxDuration = 600_000, pollingInterval } = options
  const adapter = checkAdapter(options.adapter)
  if (jobId !== undefined) checkFollow(options)
  return {
    adapter,
    jobId,
    input: jobId === undefined ? checkInput(adapter, options) : { prompt: '' },
    onJobCreated: options.onJobCreated,
    runId: options.runId || crypto.randomUUID(),
    threadId: options.threadId || crypto.randomUUID(),
    maxDuration: checkMs('maxDuration', maxDuration),
    pace: {
      interval: pollingInterval === undefined ? undefined : checkMs('pollingInterval', pollingInterval),
      floor: adapter.pollingFloorMs ?? 0,
    },
    abortSignal: options.abortSignal,
    store: options.store,
    advertised: advertisedBy(options, adapter),
  }
}

function checkFollow({ jobId, prompt, stream }: Options): void {
  if (prompt !== undefined) {
    throw invalidOptions(
      'There are both a prompt and a jobId. Give a prompt for a new video, a jobId to follow one.',
    )
  }
  if (!stream) {
    throw invalidOptions(
      'There is a jobId without stream: true. Add that, or ask once with getVideoJobStatus.',
    )
  }
  checkJobId(jobId)
}

/** Throws a `VideoError` `invalid_input` for what cannot be a job's id. */
export function checkJobId(jobId: unknown): asserts jobId is string {
  if (typeof jobId === 'string' && jobId !== '' && jobId.length <= MAX_JOB_ID) return
  throw new VideoError(
    'invalid_input',
    `The job's id is ${shown(jobId)}. Give the id that its creation answered.`,
  )
}

/** Throws a `VideoError` `invalid_options` for what is no adapter. */
export function checkAdapter(adapter: AnyVideoAdapter | undefined): AnyVideoAdapter {
  if (adapter?.kind === 'video') return adapter
  throw invalidOptions(`The adapter is ${shown(adapter)}. Give a video adapter such as localVideo().`)
}

function checkInput(adapter: AnyVideoAdapter, options: Options) {
  const { idempotencyKey } = options
  try {
    return { ...checkVideoInput(adapter, options), idempotencyKey }
  } catch (thrown) {
    if (thrown instanceof VideoError) throw thrown
    reportFault(`checkInput() of ${adapter.name} broke.`, thrown)
    throw new VideoError('internal', 'The server failed to check the input. Its log says more.', {
      cause: thrown,
    })
  }
}

function checkMs(name: string, ms: unknown): number {
  if (typeof ms === 'number' && ms > 0 && ms <= MAX_MS) return ms
  throw invalidOptions(`The ${name} is ${shown(ms)}. Give milliseconds above 0 and up to ${MAX_MS}.`)
}

function advertisedBy({ advertise }: Options, { cancelVideoJob }: AnyVideoAdapter): Order['advertised'] {
  const cancel = advertise?.cancel && cancelVideoJob
  if (!advertise?.resume && !cancel) return undefined
  return { ...(advertise?.resume && { resume: true }), ...(cancel && { cancel: true }) }
}

const invalidOptions = (message: string) => new VideoError('invalid_options', message)
