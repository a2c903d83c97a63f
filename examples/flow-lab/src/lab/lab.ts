import type { VideoClient } from '@reelstate/core'
import { describeFlowAct, playFlowScenario } from '@reelstate/core/testing'
import { WireLog } from '../wire/wire-log.js'
import { describeEnds, endsOf, isAsExpected } from './expectation.js'
import { type LabScenario, scenarioByName } from './scenarios.js'
import { Stage } from './stage.js'

/** The speeds that are offered; a link may ask for others. */
export const SPEEDS = [1, 5, 20] as const
const SLOWEST = 0.1
const FASTEST = 1000

/** What the line below the title says, and how it is meant. */
export interface LabNews {
  text: string
  tone: 'idle' | 'playing' | 'good' | 'bad'
}

export interface LabState {
  readonly scenario: LabScenario
  /** How many times as fast as real time. */
  readonly speed: number
  readonly isPlaying: boolean
  readonly news: LabNews
  readonly stage: Stage
  /** The client of the stage's page now. */
  readonly client: VideoClient
  /** When the scenario began, on the stage's clock; null where it has not. */
  readonly beganAt: number | null
}

const READY: LabNews = { text: 'Press Play, or any button of a UI.', tone: 'idle' }
const BEGIN: LabNews = { text: 'The scenario begins.', tone: 'playing' }

/** The page's state: which scenario is on the stage, and whether it plays. */
export class Lab {
  readonly wire = new WireLog()
  #state: LabState
  #listeners = new Set<() => void>()
  #playing = new AbortController()

  constructor(name = '', speed = 5) {
    this.#state = this.#enter(scenarioByName(name), inRange(speed))
  }

  readonly getState = (): LabState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Puts a scenario on an empty stage. */
  readonly choose = (scenario: LabScenario): void => {
    this.#leaveStage()
    this.#state = this.#enter(scenario, this.#state.speed)
    this.#tell()
  }

  /** Plays a scenario from the start; by default the one that was chosen. */
  readonly play = (scenario = this.#state.scenario): void => {
    if (scenario !== this.#state.scenario || !this.#state.stage.isUntouched) this.choose(scenario)
    void this.#play()
  }

  /** Ends the acts of the scenario. The run goes on, and is its viewer's. */
  readonly stop = (): void => {
    this.#playing.abort()
  }

  /** Takes effect at once. */
  readonly setSpeed = (speed: number): void => {
    const { stage } = this.#state
    stage.clock.speed = inRange(speed)
    this.#change({ speed: stage.clock.speed })
  }

  /** Reloads the page of the stage. */
  readonly reload = (): void => {
    const { stage } = this.#state
    stage.reload()
    this.#change({ client: stage.client })
  }

  async #play(): Promise<void> {
    const { stage, scenario } = this.#state
    this.#playing = new AbortController()
    const { signal } = this.#playing
    this.#change({ isPlaying: true, beganAt: stage.clock.now(), news: BEGIN })
    const actors = {
      get client() {
        return stage.client
      },
      network: stage.network,
      server: stage.server,
      clock: stage.clock,
      reload: this.reload,
    }
    await playFlowScenario(scenario, actors, {
      signal,
      onAct: (act) => this.#change({ news: { text: describeFlowAct(act), tone: 'playing' } }),
    })
    // Another scenario is on the stage.
    if (this.#state.stage !== stage) return
    this.#change({ isPlaying: false, news: signal.aborted ? STOPPED : verdict(scenario, stage) })
  }

  #enter(scenario: LabScenario, speed: number): LabState {
    this.wire.clear()
    const stage = new Stage(scenario, speed, this.wire)
    const { client } = stage
    return { scenario, speed, isPlaying: false, news: READY, stage, client, beganAt: null }
  }

  #leaveStage(): void {
    this.#playing.abort()
    this.#state.stage.dispose()
  }

  #change(changed: Partial<LabState>): void {
    this.#state = { ...this.#state, ...changed }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

const STOPPED: LabNews = { text: 'The acts are over. The run goes on, and is yours.', tone: 'idle' }

function verdict({ ends }: LabScenario, stage: Stage): LabNews {
  const actual = endsOf(stage.client.getState(), stage.server.jobs.size)
  if (isAsExpected(ends, actual)) return { text: `As expected: ${describeEnds(ends)}.`, tone: 'good' }
  return { text: `Not as expected: ${describeEnds(actual)}.`, tone: 'bad' }
}

const inRange = (speed: number) => Math.min(FASTEST, Math.max(SLOWEST, speed))
