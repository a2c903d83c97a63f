import type { Meter } from '@opentelemetry/api'
import type { VideoEvent } from '../jobs/video-event.js'
import { callAttributes, endAttributes, httpAttributes, isEnd, modelAttributes } from './event-attributes.js'

/** Seconds. Those of the conventions for calls of a generative model, and for HTTP servers. */
const CALL_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
/** Seconds. A video takes from moments to the half of an hour. */
const JOB_BUCKETS = [1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1800, 3600]

/** A listener that counts and times what happens. Durations are in seconds, as the conventions want them. */
export function videoMetrics(meter: Meter): (event: VideoEvent) => void {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description })
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } })

  const created = counter('reelstate.jobs.created', '{job}', 'Jobs that were remembered.')
  const ended = counter('reelstate.jobs.ended', '{job}', 'Jobs that ended, by how.')
  const lasted = seconds('reelstate.job.duration', 'From the creation of a job to its end.', JOB_BUCKETS)
  const calls = seconds('gen_ai.client.operation.duration', 'Calls to a provider.', CALL_BUCKETS)
  const polls = counter(
    'reelstate.polls',
    '{poll}',
    'Times that a provider was asked for the state of a job.',
  )
  const cancels = counter('reelstate.cancels', '{job}', 'Cancellations that were answered, by the answer.')
  const usedSeconds = counter('reelstate.usage.video', 's', 'Seconds of video that were made.')
  const usedCost = counter('reelstate.usage.cost', '1', 'What they cost, in the unit of the option `cost`.')
  const ambiguous = counter('reelstate.orders.ambiguous', '{order}', 'Orders without a clear answer.')
  const strays = counter('reelstate.orders.stray', '{order}', 'Second jobs of a provider for one order.')
  const dropped = counter('reelstate.streams.dropped', '{stream}', 'Streams that were cut, by why.')
  const refused = counter('reelstate.webhooks.refused', '{webhook}', 'Webhooks that were not believed.')
  const troubles = counter('reelstate.worker.troubles', '{trouble}', 'What went wrong outside of a call.')
  const requests = seconds('http.server.request.duration', 'Requests, to their answer.', HTTP_BUCKETS)

  return (event) => {
    switch (event.name) {
      case 'job.created':
        created.add(1, modelAttributes(event))
        return
      case 'job.state':
        if (event.to === 'unknown' && event.from !== 'unknown') ambiguous.add(1, modelAttributes(event))
        if (!isEnd(event)) return
        ended.add(1, endAttributes(event))
        lasted.record(event.ageMs / 1000, endAttributes(event))
        return
      case 'provider.call':
        calls.record(event.durationMs / 1000, callAttributes(event))
        if (event.call === 'status') polls.add(1, callAttributes(event))
        return
      case 'job.cancel':
        cancels.add(1, { ...modelAttributes(event), 'reelstate.cancel.outcome': event.outcome })
        return
      case 'job.usage':
        usedSeconds.add(event.seconds, { ...modelAttributes(event), 'reelstate.usage.late': event.late })
        usedCost.add(event.cost, { ...modelAttributes(event), 'reelstate.usage.late': event.late })
        return
      case 'job.stray':
        strays.add(1, modelAttributes(event))
        return
      case 'stream.dropped':
        dropped.add(1, { 'reelstate.stream.reason': event.reason })
        return
      case 'webhook.refused':
        refused.add(1, { 'gen_ai.provider.name': event.adapter })
        return
      case 'worker.trouble':
        troubles.add(1)
        return
      case 'http.request':
        requests.record(event.durationMs / 1000, httpAttributes(event))
    }
  }
}
