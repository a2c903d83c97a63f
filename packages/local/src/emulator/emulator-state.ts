import { followWithWebhooks } from './deliver-webhook.js'
import type { EmulatedJob, EmulatedProvider } from './emulator-job.js'
import type { EmulatorJobs } from './emulator-jobs.js'
import type { ScenarioName } from './scenarios.js'
import { VideoLinks } from './video-links.js'
import type { Wire } from './wires/wire.js'

export interface EmulatedRequest {
  provider: EmulatedProvider
  method: string
  /** With its query, below the provider's prefix. */
  path: string
  /** Absent while there is no answer, and where the connection was cut. */
  status?: number
  at: Date
}

export interface EmulatorStateOptions {
  jobs: EmulatorJobs
  scenario: ScenarioName
  hangMs: number
  apiKeys: readonly string[] | undefined
  log: (line: string) => void
}

const MAX_REQUESTS = 10_000

/** What the calls of one emulator share. */
export class EmulatorState {
  readonly jobs: EmulatorJobs
  /** What plays where a create names none. */
  scenario: ScenarioName
  readonly hangMs: number
  readonly apiKeys: readonly string[] | undefined
  readonly log: (line: string) => void
  readonly links = new VideoLinks()
  /** Oldest first. */
  readonly requests: EmulatedRequest[] = []
  readonly #closing = new AbortController()
  readonly #secrets = new Map<EmulatedProvider, string>()
  readonly #seenPrompts = new Set<string>()
  readonly #webhooks = new Set<Promise<void>>()

  constructor({ jobs, scenario, hangMs, apiKeys, log }: EmulatorStateOptions) {
    this.jobs = jobs
    this.scenario = scenario
    this.hangMs = hangMs
    this.apiKeys = apiKeys
    this.log = log
  }

  /** Aborts when the emulator closes. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Empty for a wire without webhooks. */
  secretOf({ provider, webhook }: Wire): string {
    const secret = this.#secrets.get(provider) ?? webhook?.createSecret() ?? ''
    this.#secrets.set(provider, secret)
    return secret
  }

  /** Whether a prompt comes for the first time in a scenario; from then on it does not. */
  isFirst({ provider }: Wire, scenario: ScenarioName, prompt: string): boolean {
    const key = JSON.stringify([provider, scenario, prompt])
    if (this.#seenPrompts.has(key)) return false
    this.#seenPrompts.add(key)
    return true
  }

  note(request: EmulatedRequest): void {
    this.requests.push(request)
    if (this.requests.length > MAX_REQUESTS) this.requests.shift()
  }

  sendWebhooks(job: EmulatedJob, wire: Wire, url: string, publicUrl: string): void {
    if (!wire.webhook) return
    const sent = followWithWebhooks({
      job,
      url,
      webhook: wire.webhook,
      secret: this.secretOf(wire),
      origin: `${publicUrl}${wire.prefix}`,
      link: ({ id }) => `${publicUrl}${this.links.create(id)}`,
      lateMs: this.hangMs,
      log: this.log,
      signal: this.closing,
    })
    this.#webhooks.add(sent)
    void sent.then(() => this.#webhooks.delete(sent))
  }

  /** Ends what hangs, waits or is being sent. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The emulator was closed.'))
    await Promise.all(this.#webhooks)
  }
}
