import { randomUUID } from 'node:crypto'
import { checkRenderInput, SIDE } from '../check-render-input.js'
import type { SceneOptions } from '../scene/compose-scene.js'
import type { EmulatedJob, EmulatedProvider } from './emulator-job.js'
import { type JobFacts, type JobLife, type JobPlan, lifeAt, type Pace, planJob } from './job-life.js'
import type { RenderCache, RenderedVideo } from './render-cache.js'
import { type ScenarioName, withoutScenario } from './scenarios.js'
import { WireError, type WireOrder } from './wires/wire.js'

export interface EmulatorJobsOptions {
  pace: Pace
  maxSide: number
  maxSeconds: number
  renders: RenderCache
}

const DEFAULT_SIZE = '1280x720'
const DEFAULT_SECONDS = 5
const MAX_RENDERED_PROMPT = 1000

/** Every job since the start, also those that were removed: they stay on the bill. */
export class EmulatorJobs {
  readonly #options: EmulatorJobsOptions
  readonly #jobs = new Map<string, StoredJob>()

  constructor(options: EmulatorJobsOptions) {
    this.#options = options
  }

  /** Throws a `WireError` `invalid_input` for a size or duration that is none. */
  add(provider: EmulatedProvider, scenario: ScenarioName, order: WireOrder): EmulatedJob {
    const { pace, maxSide, maxSeconds, renders } = this.#options
    const { size = DEFAULT_SIZE, seconds = DEFAULT_SECONDS } = order
    if (!Number.isFinite(seconds) || seconds <= 0)
      throw new WireError('invalid_input', `The duration ${seconds} is not a number of seconds.`, {
        param: 'seconds',
      })
    const sides = renderedSides(size, maxSide)
    const scene = checkRenderInput({
      prompt: withoutScenario(order.prompt).slice(0, MAX_RENDERED_PROMPT) || 'A video',
      size: `${sides.width}x${sides.height}`,
      duration: Math.min(Math.max(seconds, 1), maxSeconds),
    })
    const queue = () => this.list(provider).filter(({ state }) => state === 'queued')
    const plan = planJob(scenario, pace)
    const job = new StoredJob({ provider, scenario, plan, scene, queue, order: { ...order, size, seconds } })
    if (plan.end === 'succeeded') job.awaitVideo(renders.render(scene))
    this.#jobs.set(job.id, job)
    return job
  }

  find(provider: EmulatedProvider, id: string): EmulatedJob | undefined {
    const job = this.#jobs.get(id)
    return job?.provider === provider && !job.isRemoved ? job : undefined
  }

  /** Oldest first, as `all`. */
  list(provider: EmulatedProvider): readonly EmulatedJob[] {
    return this.all().filter((job) => job.provider === provider && !this.#stored(job).isRemoved)
  }

  all(): readonly EmulatedJob[] {
    return [...this.#jobs.values()]
  }

  cancel(job: EmulatedJob): 'canceled' | 'too_late' {
    const stored = this.#stored(job)
    const { state } = stored
    if (state === 'canceled') return 'canceled'
    if ((state !== 'queued' && state !== 'running') || job.scenario === 'cancel-too-late') return 'too_late'
    stored.facts.canceledAt = Date.now()
    if (job.scenario === 'delete-404') stored.isRemoved = true
    return 'canceled'
  }

  remove(job: EmulatedJob): void {
    this.#stored(job).isRemoved = true
  }

  /** The bytes of a job that succeeded; rendered again, should they have been forgotten. */
  video(job: EmulatedJob): Promise<RenderedVideo> {
    if (job.state !== 'succeeded')
      throw new WireError('not_found', `Job ${job.id} has no video: it is ${job.state}.`)
    return this.#options.renders.render(this.#stored(job).scene)
  }

  /** Counts a poll of this job: 1 for the first. */
  countPoll(job: EmulatedJob): number {
    return ++this.#stored(job).polls
  }

  /** Counts a request for the bytes behind the key, as `countPoll`. */
  countContent(job: EmulatedJob): number {
    return ++this.#stored(job).contents
  }

  /** In the scenario `url-expired`: whether `link` is the first that was ever fetched, which it then stays. */
  isExpiredLink(job: EmulatedJob, link: string): boolean {
    if (job.scenario !== 'url-expired') return false
    const stored = this.#stored(job)
    stored.expiredLink ??= link
    return stored.expiredLink === link
  }

  #stored(job: EmulatedJob): StoredJob {
    const stored = this.#jobs.get(job.id)
    if (!stored) throw new Error(`Job ${job.id} is not one of this emulator.`)
    return stored
  }
}

interface StoredJobInit {
  provider: EmulatedProvider
  scenario: ScenarioName
  plan: JobPlan
  scene: SceneOptions
  order: WireOrder & Required<Pick<WireOrder, 'size' | 'seconds'>>
  /** The jobs that wait, this one among them, oldest first. */
  queue: () => readonly EmulatedJob[]
}

class StoredJob implements EmulatedJob {
  readonly id: string
  readonly provider: EmulatedProvider
  readonly model: string
  readonly prompt: string
  readonly scenario: ScenarioName
  readonly createdAt = new Date()
  readonly size: string
  readonly width: number
  readonly height: number
  readonly seconds: number
  readonly input: unknown
  readonly scene: SceneOptions
  readonly facts: JobFacts = { createdAt: this.createdAt.getTime() }
  isRemoved = false
  polls = 0
  contents = 0
  expiredLink: string | undefined
  readonly #plan: JobPlan
  readonly #queue: () => readonly EmulatedJob[]

  constructor({ provider, scenario, plan, scene, order, queue }: StoredJobInit) {
    this.id = order.id ?? randomUUID()
    this.provider = provider
    this.scenario = scenario
    this.scene = scene
    this.model = order.model
    this.prompt = order.prompt
    this.size = order.size
    this.seconds = order.seconds
    this.input = order.input
    this.width = scene.width
    this.height = scene.height
    this.#plan = plan
    this.#queue = queue
  }

  awaitVideo(video: Promise<RenderedVideo>): void {
    const note = (isWhole: boolean) => {
      this.facts.rendered = { at: Date.now(), isWhole }
    }
    video.then(
      () => note(true),
      () => note(false),
    )
  }

  get state() {
    return this.#life.state
  }

  get progress() {
    return this.#life.progress
  }

  get failure() {
    return this.#life.failure
  }

  get startedAt() {
    return toDate(this.#life.startedAt)
  }

  get endedAt() {
    return toDate(this.#life.endedAt)
  }

  get queuePosition(): number {
    return Math.max(0, this.#queue().indexOf(this))
  }

  snapshot(): EmulatedJob {
    const { id, provider, model, prompt, scenario, createdAt, size, width, height, seconds, input } = this
    const { state, progress, failure, startedAt, endedAt } = this.#life
    const fixed = { id, provider, model, prompt, scenario, createdAt, size, width, height, seconds, input }
    const now = { state, progress, failure, startedAt: toDate(startedAt), endedAt: toDate(endedAt) }
    return { ...fixed, ...now, queuePosition: this.queuePosition }
  }

  get #life(): JobLife {
    return lifeAt(this.#plan, this.facts, Date.now())
  }
}

/** A job as it is at this moment, for good: what hangs together is of one look at the clock. */
export function snapshotOf(job: EmulatedJob): EmulatedJob {
  return job instanceof StoredJob ? job.snapshot() : job
}

const toDate = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms))

/** The sides of what is rendered: as asked for, but even and within what the renderer can do. */
function renderedSides(size: string, maxSide: number): { width: number; height: number } {
  const sides = /^(\d{1,5})x(\d{1,5})$/.exec(size)
  const [width, height] = [Number(sides?.[1]), Number(sides?.[2])]
  if (!(width > 0 && height > 0))
    throw new WireError('invalid_input', `The size ${JSON.stringify(size)} is not WIDTHxHEIGHT.`, {
      param: 'size',
    })
  const scale = Math.min(1, maxSide / Math.max(width, height))
  const toEven = (side: number) => Math.min(SIDE.max, Math.max(SIDE.min, 2 * Math.round((side * scale) / 2)))
  return { width: toEven(width), height: toEven(height) }
}
