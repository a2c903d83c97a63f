import { VideoError } from '@reelstate/core/protocol'
import { describeError } from '../security/redact.js'
import { eventJob, type JobsContext } from './jobs-context.js'
import type { VideoEvent } from './video-event.js'
import type { VideoJobRow } from './video-job.js'

type Call = Extract<VideoEvent, { name: 'provider.call' }>

/** Makes a call to the provider and tells how it went. Rejects as the call does. */
export async function providerCall<T>(
  { clock, tell }: JobsContext,
  job: VideoJobRow,
  call: Call['call'],
  make: () => Promise<T>,
  judge: (answer: T) => Pick<Call, 'outcome' | 'error'> = () => ({ outcome: 'ok' }),
): Promise<T> {
  const started = clock.now()
  const end = (how: Pick<Call, 'outcome' | 'error'>) =>
    tell({ name: 'provider.call', ...eventJob(job), call, durationMs: clock.now() - started, ...how })
  try {
    const answer = await make()
    end(judge(answer))
    return answer
  } catch (thrown) {
    const outcome = thrown instanceof VideoError && thrown.code !== 'unavailable' ? 'refused' : 'trouble'
    end({ outcome, error: describeError(thrown, [job.input.prompt]) })
    throw thrown
  }
}
