import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api'
import type { VideoEvent } from '../jobs/video-event.js'
import { videoMetrics } from './video-metrics.js'
import { videoSpans } from './video-spans.js'

export interface OpenTelemetryOptions {
  /** Default: the one that is registered with the API when the first event comes; where there is none, nothing happens. */
  tracerProvider?: TracerProvider | undefined
  meterProvider?: MeterProvider | undefined
  /** The share of jobs that are traced, 0-1. Every instance picks the same ones. Default: 1. */
  sampleRatio?: number | undefined
  /** Whether HTTP requests are told too; `false` where the server is instrumented already. Default: true. */
  http?: boolean | undefined
}

/** What the names of spans and metrics belong to. */
const SCOPE = '@reelstate/server'

/**
 * A listener for `onEvent` that makes OpenTelemetry spans and metrics of what happens. Names follow its semantic
 * conventions where those know the thing, and start with `reelstate.` otherwise. None of it holds a prompt, an owner or
 * what is signed into a URL.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): (event: VideoEvent) => void {
  const { sampleRatio = 1, http = true } = options
  let listeners: ((event: VideoEvent) => void)[] | undefined
  return (event) => {
    // A meter that is asked for before its provider is registered stays without effect, so the first event asks.
    listeners ??= [
      videoSpans((options.tracerProvider ?? trace).getTracer(SCOPE), sampleRatio),
      videoMetrics((options.meterProvider ?? metrics).getMeter(SCOPE)),
    ]
    if (event.name === 'http.request' && !http) return
    for (const listener of listeners) listener(event)
  }
}
