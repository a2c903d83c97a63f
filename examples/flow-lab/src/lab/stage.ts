import {
  fetchServerSentEvents,
  type VideoClient,
  type VideoGenerateInput,
  type VideoPersistence,
} from '@reelstate/core'
import { persistence, type VideoStorage } from '@reelstate/core/persist'
import { createTestClient, type FlowStage, type SimulatedNetwork } from '@reelstate/core/testing'
import { createFaults, type Faults } from '@reelstate/devtools/faults'
import { Recorder } from '@reelstate/devtools/recording'
import { recordFetch } from '../wire/record-fetch.js'
import type { WireLog } from '../wire/wire-log.js'
import { type ClipServer, createClipServer } from './clip-server.js'
import { faultNetwork } from './fault-network.js'
import { LabClock } from './lab-clock.js'
import type { LabScenario } from './scenarios.js'
import { silenceableFetch } from './silenceable-fetch.js'

/** Where one scenario is played: a server, a network with faults, and a page with a client that survives its reload. */
export class Stage implements FlowStage {
  readonly clock: LabClock
  readonly faults: Faults
  readonly network: SimulatedNetwork
  readonly recorder = new Recorder()
  /** What the UIs' own Generate orders. */
  readonly input: VideoGenerateInput
  readonly #scenario: LabScenario
  readonly #clips: ClipServer
  readonly #fetch: typeof globalThis.fetch
  readonly #items = new Map<string, string>()
  readonly #claims = new Set<Promise<unknown>>()
  /** Of its own, also among tabs: stages with one key would follow each other's runs. */
  readonly #key = `flow-lab ${Math.random()}`
  #pages = 0
  #page: Page

  constructor(scenario: LabScenario, speed: number, wire: WireLog) {
    this.#scenario = scenario
    this.input = {
      prompt: scenario.acts.find((act) => act.does === 'generate')?.prompt ?? 'a dog on a beach',
    }
    this.clock = new LabClock(speed, () => Promise.allSettled(this.#claims))
    this.#clips = createClipServer(scenario, this.clock)
    const { fetch, silence } = silenceableFetch(this.#clips.fetch)
    this.faults = createFaults({ fetch })
    this.network = faultNetwork(this.faults, silence)
    this.#fetch = recordFetch(this.faults.fetch, wire)
    this.#page = this.#openPage()
  }

  get client(): VideoClient {
    return this.#page.client
  }

  get server() {
    return this.#clips.model
  }

  /** Nothing has happened on it yet. */
  get isUntouched(): boolean {
    return this.server.requests.length === 0 && this.client.getState().phase === 'idle'
  }

  /** Throws the page away with all its requests, and opens another on the same storage. */
  reload(): void {
    this.#page.close()
    this.#page = this.#openPage()
  }

  dispose(): void {
    this.#page.close()
    this.clock.stop()
    this.faults.setOffline(false)
  }

  #openPage(): Page {
    const page = new AbortController()
    const { signal } = page
    const connection = fetchServerSentEvents('/api/video', {
      fetch: (input, init = {}) =>
        this.#fetch(input, {
          ...init,
          signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal,
        }),
    })
    const storage: VideoStorage = {
      getItem: (name) => this.#items.get(name) ?? null,
      // A page that is gone writes nothing any more.
      setItem: (name, value) => !signal.aborted && this.#items.set(name, value),
      removeItem: (name) => !signal.aborted && this.#items.delete(name),
    }
    const client: VideoClient = createTestClient({
      ...this.#scenario.client,
      connection,
      persist: this.#timed(persistence({ key: this.#key, storage })),
      clock: this.clock,
      network: this.network,
    })
    const number = ++this.#pages
    const leave = this.recorder.follow(client, number === 1 ? 'video' : `video, page ${number}`)
    return {
      client,
      close() {
        page.abort()
        client.dispose()
        leave()
      },
    }
  }

  /** An order waits for a lock between tabs, which takes real time: the clock stands still meanwhile. */
  #timed(persist: VideoPersistence): VideoPersistence {
    return (actor) => {
      const runs = persist(actor)
      return {
        attach: runs.attach,
        claim: (run) => {
          const claim = runs.claim(run)
          this.#claims.add(claim)
          const done = () => this.#claims.delete(claim)
          claim.then(done, done)
          return claim
        },
      }
    }
  }
}

interface Page {
  readonly client: VideoClient
  close(): void
}
