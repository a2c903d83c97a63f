import {
  type Attributes,
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { EventJob, VideoEvent } from '../jobs/video-event.js'
import {
  callAttributes,
  endAttributes,
  httpAttributes,
  isEnd,
  modelAttributes,
  operationOf,
} from './event-attributes.js'

/** Something that took time and is over now. */
interface Past {
  name: string
  kind: SpanKind
  /** Undefined for what nobody samples. */
  parent: Context | undefined
  durationMs: number
  attributes: Attributes
  links?: Link[]
  /** What went wrong, redacted. */
  failure?: string | undefined
}

/**
 * A listener that makes a span of whatever took time. All spans of a job are in one trace, whose id is the job's own
 * without its prefix: instances need not know of each other, a restart changes nothing, and who has the id of a job has
 * its trace.
 */
export function videoSpans(tracer: Tracer, sampleRatio: number): (event: VideoEvent) => void {
  return (event) => {
    const past = pastOf(event, sampleRatio)
    if (!past?.parent) return
    const { name, kind, attributes, links = [], failure } = past
    const endTime = Date.now()
    const startTime = endTime - past.durationMs
    const span = tracer.startSpan(name, { kind, attributes, links, startTime }, past.parent)
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure })
    span.end(endTime)
  }
}

function pastOf(event: VideoEvent, sampleRatio: number): Past | undefined {
  switch (event.name) {
    case 'job.created': {
      // The request that ordered it has a trace of its own, and this leads there.
      const request = trace.getSpanContext(context.active())
      return {
        name: `create video job ${event.model}`,
        kind: SpanKind.PRODUCER,
        parent: traceOf(event, sampleRatio),
        durationMs: 0,
        attributes: { ...jobAttributes(event), ...modelAttributes(event) },
        links: request ? [{ context: request }] : [],
      }
    }
    case 'job.state': {
      if (!isEnd(event)) return undefined
      const isFailure = event.to !== 'succeeded' && event.to !== 'canceled'
      return {
        name: `video job ${event.model}`,
        kind: SpanKind.INTERNAL,
        parent: traceOf(event, sampleRatio),
        durationMs: event.ageMs,
        attributes: { ...jobAttributes(event), ...endAttributes(event) },
        failure: isFailure ? (event.code ?? event.to) : undefined,
      }
    }
    case 'provider.call':
      return {
        name: `${operationOf(event)} ${event.model}`,
        kind: SpanKind.CLIENT,
        parent: traceOf(event, sampleRatio),
        durationMs: event.durationMs,
        attributes: { ...jobAttributes(event), ...callAttributes(event) },
        failure: event.outcome === 'ok' ? undefined : (event.error ?? event.outcome),
      }
    case 'http.request': {
      const attributes = httpAttributes(event)
      const method = attributes['http.request.method'] === '_OTHER' ? 'HTTP' : event.method
      const isInside = trace.getSpanContext(context.active()) !== undefined
      return {
        name: `${method} ${event.route}`,
        // A server that is instrumented has its own span for the request, and this is a part of that.
        kind: isInside ? SpanKind.INTERNAL : SpanKind.SERVER,
        parent: context.active(),
        durationMs: event.durationMs,
        attributes,
        failure: event.status >= 500 ? `${event.status}` : undefined,
      }
    }
    default:
      return undefined
  }
}

const jobAttributes = ({ jobId }: EventJob): Attributes => ({ 'reelstate.job.id': jobId })

/** Where the spans of a job belong; undefined for one that is not sampled. */
function traceOf({ jobId }: EventJob, sampleRatio: number): Context | undefined {
  const traceId = jobId.slice(-32)
  // Its last digits are random, and the same for every instance.
  if (Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 >= sampleRatio) return undefined
  // A trace needs a parent to be joined. Nobody reports this one, so the job's spans are the roots that one sees.
  const parent = { traceId, spanId: traceId.slice(-16), traceFlags: TraceFlags.SAMPLED, isRemote: true }
  return trace.setSpanContext(ROOT_CONTEXT, parent)
}
