import type { CancelOutcome, RunContext, VideoJob, WireEvent } from './protocol.js'

/** What travels in a create request: the client's `body` and the user's input. */
export type TransportData = Record<string, unknown>

/** Which run a request is about. */
export interface TransportContext extends RunContext {
  /** The last event id that was seen, for a resume. */
  after?: string | undefined
}

/**
 * How the client reaches a server. `connect` is enough; `resume` and `cancel` are used only for jobs whose server
 * advertised them. An iteration step may be one event or all events of one read, which keeps bursts cheap; an empty array
 * is a heartbeat.
 */
export interface ConnectionAdapter {
  /** Creates one job and reports on it. Called once per run, and never again on its own. */
  connect(
    messages: never[],
    data: TransportData,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<WireEvent | readonly WireEvent[]>
  /** Reports on a job that exists; must never create one. */
  resume?(
    job: VideoJob,
    signal: AbortSignal,
    context: TransportContext,
  ): AsyncIterable<WireEvent | readonly WireEvent[]>
  /** Asks the provider to stop a job. */
  cancel?(job: VideoJob, signal: AbortSignal): Promise<CancelOutcome>
}
