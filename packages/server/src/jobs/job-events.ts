import {
  jobCreated,
  jobProgress,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  runStarted,
  VideoError,
  type WireEvent,
} from '@reelstate/core/protocol'
import type { JobView } from './job-view.js'

/**
 * What a reader who has seen everything up to the version `after` (0: nothing) still has to hear of a job: at most one
 * group of events, made from the row alone, so every instance sends every reader the same. Only the last event of the
 * group carries the version as its id, because a group that broke off has to be sent again from its start. Where the job
 * cannot be resumed there are no ids: a peer's client would take them for an offer.
 */
export function jobEvents(view: JobView, after: number): WireEvent[] {
  const { runId, threadId, version, updatedAt, resume } = view
  if (version <= after) return []
  const events = [...(after === 0 ? opening(view) : []), ...news(view)]
  if (view.url !== undefined && view.status === 'completed') {
    const { jobId, url, expiresAt, usage } = view
    events.push(
      jobResult({
        jobId,
        status: 'completed',
        url,
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
        ...(usage && { usage }),
      }),
      runFinished(runId, threadId),
    )
  } else if (view.ended) {
    events.push(runError(new VideoError(view.errorCode ?? 'generation_failed', view.error ?? '')))
  }
  return events.map((event, index) => ({
    ...event,
    timestamp: updatedAt,
    ...(resume && index === events.length - 1 && { eventId: `${version}` }),
  }))
}

function opening({ runId, threadId, jobId, reference, resume, cancel }: JobView): WireEvent[] {
  const offer = { ...(resume && { resume }), ...(cancel && { cancel }) }
  return [
    runStarted(runId, threadId),
    jobCreated({ jobId, ...((resume || cancel) && { ...offer, reference }) }),
  ]
}

function news(view: JobView): WireEvent[] {
  const { jobId, status, progress, message, queuePosition, estimatedEndAt, error, ended, updatedAt } = view
  // An end that is no verdict of the provider is told by its RUN_ERROR alone.
  const report = jobStatus({
    jobId,
    status,
    ...(progress !== undefined && { progress }),
    ...(queuePosition !== undefined && { queuePosition }),
    ...(estimatedEndAt !== undefined && !ended && { etaMs: Math.max(0, estimatedEndAt - updatedAt) }),
    ...(status === 'failed' && { error }),
  })
  return message !== undefined && progress !== undefined && !ended
    ? [jobProgress(progress, message), report]
    : [report]
}
