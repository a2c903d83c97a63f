import { momentOf } from '../chart-moment.js'
import type { Faults } from '../faults/faults.js'
import type { RecordedActor, RecordedStep, RecordingSource } from '../recording/recording.js'
import { Frames } from './frames.js'
import { descriptionOf, type OpenedRecording, openRecording, saveRecording } from './keep-recording.js'
import { PanelView } from './panel-view.js'
import { Replay } from './replay.js'
import { type Shown, stepOf } from './shown.js'
import { stateText } from './step-text.js'

/** What is watched, or why nothing can be. */
export interface Subject {
  readonly source: RecordingSource
  /** The actor to begin with; null for the first. */
  readonly actor: string | null
}

/** Decides what is shown: which actor, which of its steps, live or from a file. */
export class Panel {
  readonly #view = new PanelView({
    onActor: (id) => this.#choose(id),
    onScrub: (index) => {
      this.#replay.pause()
      this.#show(index)
    },
    onChoose: (step) => {
      this.#replay.pause()
      this.#show(this.#indexOf(step.number))
    },
    onPlay: () => this.#play(),
    onSpeed: (speed) => {
      this.#replay.speed = speed
    },
    onLatest: () => this.#goLive(),
    onExport: () => {
      if (this.#source) saveRecording(this.#source)
    },
    onOpen: (file) => void this.open(file),
    onClose: () => this.#close(),
  })
  readonly #frames = new Frames(() => this.#paint())
  readonly #replay = new Replay(
    () => this.#steps,
    (index) => this.#show(index),
    () => this.#goLive(),
  )
  readonly #resized = new ResizeObserver(([entry]) => {
    const width = entry?.target.clientWidth ?? 0
    // A frame later: what the chart says at once would change its size while sizes are being told.
    requestAnimationFrame(() => this.#view.chart.resize(width))
  })
  /** What is watched, also while a file is shown in its place. */
  #live: Subject | string = ''
  /** The file that was opened in its place. */
  #file: OpenedRecording | null = null
  #actor: string | null = null
  /** The number of the step that is shown; null for the newest. */
  #number: number | null = null
  #steps: readonly RecordedStep[] = []
  #beganAt = new WeakMap<RecordingSource, number>()
  #lit: { actor: string; number: number } | null = null
  #leave: () => void = () => {}
  isChartOnly = false

  get element(): HTMLElement {
    return this.#view.element
  }
  get #source(): RecordingSource | null {
    return this.#file?.source ?? (typeof this.#live === 'string' ? null : this.#live.source)
  }

  /** Watches something else, or says why nothing can be watched. */
  watch(subject: Subject | string): void {
    this.#live = subject
    if (this.isChartOnly) this.#file = null
    this.#enter(this.#file ? this.#actor : actorOf(subject))
    this.#resized.observe(this.#view.chart.element)
  }

  /** Stops watching; nothing is repainted any more. */
  leave(): void {
    this.#leave()
    this.#replay.pause()
    this.#frames.cancel()
    this.#resized.disconnect()
    this.#view.faults.leave()
  }

  offerFaults(faults: Faults | null, onCancel: (() => void) | null, onReload: () => void): void {
    this.#view.faults.show(faults, { onCancel, onReload })
  }

  /** Takes back the trouble that was made here and would go on. */
  liftFaults(): void {
    this.#view.faults.lift()
  }

  /** Shows a recording in place of what is watched, or says why it cannot be shown. */
  async open(file: File): Promise<void> {
    const opened = await openRecording(file)
    // In the meantime the chart may have been left alone, where a file could not be closed.
    if (this.isChartOnly) return
    if (typeof opened === 'string') {
      this.#view.recording.refuse(opened)
      return
    }
    this.#view.recording.refuse('')
    this.#file = opened
    this.#enter(null)
  }

  #close(): void {
    this.#file = null
    this.#enter(actorOf(this.#live))
  }

  #enter(actor: string | null): void {
    this.#leave()
    this.#replay.pause()
    this.#actor = actor
    this.#number = null
    this.#lit = null
    this.#describe()
    this.#leave = this.#source?.subscribe(() => this.#frames.request()) ?? (() => {})
    this.#paint()
  }

  /** Says that a recording is shown: one that was opened here, or one that the page has read. */
  #describe(): void {
    const { recording } = this.#view
    if (this.#file) recording.describe(this.#file.description, true)
    else recording.describe(this.#source?.isFile ? `Recording: ${descriptionOf(this.#source)}` : '', false)
  }

  #choose(id: string): void {
    this.#replay.pause()
    this.#actor = id
    this.#number = null
    this.#frames.hurry()
  }

  #show(index: number): void {
    const place = Math.max(0, Math.min(index, this.#steps.length - 1))
    this.#number = place === this.#steps.length - 1 ? null : (this.#steps[place]?.number ?? null)
    this.#frames.hurry()
  }

  #goLive(): void {
    this.#replay.pause()
    this.#number = null
    this.#frames.hurry()
  }

  #play(): void {
    if (this.#replay.isPlaying) this.#replay.pause()
    else {
      // From the end there is nowhere to go but back to the start.
      const index = this.#number === null ? 0 : this.#indexOf(this.#number)
      this.#show(index)
      this.#replay.play(index)
    }
    this.#frames.hurry()
  }

  /** The place of a step, or of the next one where it was dropped to make room. */
  #indexOf(number: number): number {
    const index = this.#steps.findIndex((step) => step.number >= number)
    return index === -1 ? this.#steps.length - 1 : index
  }

  #paint(): void {
    const source = this.#source
    const { actors, steps } = source ?? { actors: [], steps: [] }
    const actor = actors.find(({ id }) => id === this.#actor) ?? actors[0] ?? null
    this.#actor = actor?.id ?? this.#actor
    this.#steps = actors.length > 1 ? steps.filter((step) => step.actor === actor?.id) : steps
    const index = this.#number === null ? this.#steps.length - 1 : this.#indexOf(this.#number)
    const shown: Shown = {
      actor,
      steps: this.#steps,
      beganAt: this.#began(source),
      index,
      isLatest: this.#number === null,
      isFile: this.#file !== null || source?.isFile === true,
    }
    this.#view.guard('chart', () => this.#light(shown))
    if (this.isChartOnly) return
    this.#view.recording.canExport = steps.length > 0
    this.#view.showActors(withStates(actors, steps), actor?.id ?? null)
    this.#view.update(shown, this.#replay.isPlaying)
  }

  #began(source: RecordingSource | null): number {
    const first = source?.steps[0]
    if (!source || !first) return 0
    const known = this.#beganAt.get(source) ?? first.at
    this.#beganAt.set(source, known)
    return known
  }

  #light(shown: Shown): void {
    const { actor, index } = shown
    const { chart } = this.#view
    const problem = typeof this.#live === 'string' && !this.#file ? this.#live : problemOf(actor)
    chart.show(problem ?? actor?.model ?? '')
    const step = stepOf(shown)
    if (problem !== null || !actor || !step) return
    const lit = this.#lit
    if (lit?.actor === actor.id && lit.number === step.number) return
    const follows = shown.isLatest && lit?.actor === actor.id && lit.number < step.number
    this.#lit = { actor: actor.id, number: step.number }
    chart.light(momentOf(this.#steps, index, actor.model, follows ? this.#indexOf(lit.number) : undefined))
  }
}

const actorOf = (subject: Subject | string) => (typeof subject === 'string' ? null : subject.actor)

function problemOf(actor: RecordedActor | null): string | null {
  if (!actor) return 'No machine has reported yet.'
  return actor.model ? null : `The actor ${actor.name} runs no state machine, so there is no chart of it.`
}

/** The actors with where each of them is. */
function withStates(actors: readonly RecordedActor[], steps: readonly RecordedStep[]) {
  const values = new Map<string, unknown>()
  for (let at = steps.length - 1; at >= 0 && values.size < actors.length; at--) {
    const { actor, value } = steps[at] as RecordedStep
    if (!values.has(actor)) values.set(actor, value)
  }
  return actors.map(({ id, name }) => ({ id, name, detail: stateText(values.get(id)) }))
}
