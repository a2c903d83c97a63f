import { VideoError } from '@reelstate/server'
import { SIDE } from '../check-render-input.js'
import { answerControl } from './answer-control.js'
import { answerVideoLink } from './answer-video-link.js'
import { answerWire } from './answer-wire.js'
import type { EmulatedJob, EmulatedProvider } from './emulator-job.js'
import { EmulatorJobs, snapshotOf } from './emulator-jobs.js'
import { listen } from './emulator-server.js'
import { type EmulatedRequest, EmulatorState } from './emulator-state.js'
import { findWire } from './find-route.js'
import { createRedirectingFetch } from './redirecting-fetch.js'
import { RenderCache } from './render-cache.js'
import { isScenarioName, type ScenarioName, unknownScenario } from './scenarios.js'
import { isVideoLink } from './video-links.js'
import { WIRES } from './wires/index.js'
import type { Wire } from './wires/wire.js'

export interface EmulatorOptions {
  /** Default 0: a free one. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  /** Which scenario plays where neither prompt nor header names one. Default `happy`. */
  scenario?: ScenarioName
  /** The longest side of a rendered video in pixels, 64-1920; small ones keep tests fast. Default 1280. */
  maxSide?: number
  /** The longest rendered video in seconds, 1-20; of a longer one this much is rendered. Default 20. */
  maxSeconds?: number
  /** How long a job waits and runs at least, in ms. Default 1,000 and 6,000. */
  pace?: { queueMs?: number; runMs?: number }
  /** How long an answer hangs that hangs, and how late a late webhook is, in ms. Default 30,000. */
  hangMs?: number
  /** The keys that are accepted; default: any. Without a key, or with another, the answer is the provider's 401. */
  apiKeys?: readonly string[]
  /** Hears a line when a job is created or canceled, when a webhook is sent and when something fails. */
  log?: (line: string) => void
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`; a browser finds the control page there. */
  url: string
  /** What the vendor's SDK takes as base URL. Throws `invalid_options` for a provider that is not emulated. */
  baseURL(provider: EmulatedProvider): string
  /** A `fetch` that sends what is meant for the vendors' hosts here, for SDKs without a base URL; the rest as ever. */
  fetch: typeof fetch
  /** The jobs created so far, oldest first: what a bill would list. */
  readonly jobs: readonly EmulatedJob[]
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly EmulatedRequest[]
  /** Which scenario plays from now on where neither prompt nor header names one. */
  playScenario(name: ScenarioName): void
  /** What this provider's webhooks are signed with; another one for each emulator. */
  webhookSecret(provider: EmulatedProvider): string
  /** Stops the server, renders, webhooks and everything that hangs, and removes the videos; may be repeated. */
  close(): Promise<void>
}

/**
 * Starts a server that speaks the video APIs of several vendors, renders real videos and goes wrong on demand:
 * `#fault:<scenario>` in a prompt, the header `X-Emulator-Scenario` of a create, `playScenario` or the control
 * page choose one of `EMULATOR_SCENARIOS`.
 *
 * Rejects with a `VideoError` `invalid_options` for an option out of range, and when the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const maxSide = checkOption('maxSide', options.maxSide ?? 1280, SIDE.min, SIDE.max)
  const maxSeconds = checkOption('maxSeconds', options.maxSeconds ?? 20, 1, 20)
  const pace = {
    queueMs: checkOption('pace.queueMs', options.pace?.queueMs ?? 1_000, 0, 3_600_000),
    runMs: checkOption('pace.runMs', options.pace?.runMs ?? 6_000, 0, 3_600_000),
  }
  const hangMs = checkOption('hangMs', options.hangMs ?? 30_000, 0, 3_600_000)
  const renders = new RenderCache()
  const state = new EmulatorState({
    jobs: new EmulatorJobs({ pace, maxSide, maxSeconds, renders }),
    scenario: checkScenario(options.scenario ?? 'happy'),
    hangMs,
    apiKeys: options.apiKeys,
    log: options.log ?? (() => {}),
  })
  const server = await listen(
    async (request, cut) => {
      const { pathname } = new URL(request.url)
      if (isVideoLink(pathname)) return answerVideoLink(state, request)
      const found = findWire(WIRES, pathname)
      if (found) return answerWire(state, { ...found, request, cut, emulatorUrl: server.url })
      return answerControl(state, WIRES, request)
    },
    { port: options.port ?? 0, host: options.host ?? '127.0.0.1' },
  )
  let closed: Promise<void> | undefined

  return {
    url: server.url,
    baseURL: (provider) => server.url + wireOf(provider).basePath,
    fetch: createRedirectingFetch(server.url, WIRES),
    get jobs() {
      return state.jobs.all().map(snapshotOf)
    },
    get requests() {
      return [...state.requests]
    },
    playScenario(name) {
      state.scenario = checkScenario(name)
    },
    webhookSecret: (provider) => state.secretOf(wireOf(provider)),
    close() {
      closed ??= Promise.all([server.close(), state.close(), renders.close()]).then(() => {})
      return closed
    },
  }
}

function wireOf(provider: EmulatedProvider): Wire {
  const wire = WIRES.find((known) => known.provider === provider)
  if (wire) return wire
  const known = WIRES.map((other) => other.provider).join(', ')
  throw new VideoError(
    'invalid_options',
    `${JSON.stringify(provider)} is not emulated. Name one of: ${known}.`,
  )
}

function checkScenario(name: ScenarioName): ScenarioName {
  if (isScenarioName(name)) return name
  throw new VideoError('invalid_options', unknownScenario(name))
}

function checkOption(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value
  throw new VideoError('invalid_options', `${name} is ${value}. Give a number from ${min} to ${max}.`)
}
