import { button, html, setOff, setText } from '../html.js'
import { icon } from '../icons.js'
import type { Shown } from './shown.js'
import { eventText, stateText, takenBy } from './step-text.js'
import { clockText, spanText } from './time-text.js'
import { TimelineMarks } from './timeline-marks.js'

/** How many times as fast as recorded. */
const SPEEDS = [1, 4]

export interface TimelineIntents {
  /** Shows the step at this place of the actor's list. */
  onScrub(index: number): void
  /** Plays on from the shown step, or stops playing. */
  onPlay(): void
  onSpeed(speed: number): void
  /** Shows the newest step, and those to come. */
  onLatest(): void
}

/** The slider over all steps, with buttons to go through them. */
export class TimelineView {
  readonly element = html('section', { class: 'timeline', 'aria-label': 'Timeline' })
  readonly #marks = new TimelineMarks()
  readonly #slider = html('input', { type: 'range', min: '0', step: '1', 'aria-label': 'Step' })
  readonly #back: HTMLButtonElement
  readonly #forward: HTMLButtonElement
  readonly #play: HTMLButtonElement
  readonly #speed = html('select', {
    class: 'speed',
    'aria-label': 'Replay speed',
    title: 'Replay at the recorded speed, or four times as fast',
  })
  readonly #latest: HTMLButtonElement
  readonly #place = html('p', { class: 'place' })
  #index = -1
  #marked: unknown
  #isPlaying: boolean | undefined

  constructor(intents: TimelineIntents) {
    const go = (by: number) => () => intents.onScrub(this.#index + by)
    this.#back = button([icon('back')], { 'aria-label': 'Step back', title: 'Step back' }, go(-1))
    this.#forward = button([icon('forward')], { 'aria-label': 'Step forward', title: 'Step forward' }, go(1))
    this.#play = button([], { class: 'play' }, () => intents.onPlay())
    for (const speed of SPEEDS) this.#speed.append(html('option', { value: String(speed) }, `×${speed}`))
    this.#speed.addEventListener('change', () => intents.onSpeed(Number(this.#speed.value)))
    this.#latest = button([], { class: 'latest' }, () => intents.onLatest())
    this.#slider.addEventListener('input', () => intents.onScrub(this.#slider.valueAsNumber))
    this.element.append(
      html('div', { class: 'buttons' }, this.#back, this.#play, this.#forward, this.#speed),
      html('div', { class: 'track' }, this.#marks.element, this.#slider),
      this.#place,
      this.#latest,
    )
  }

  update(shown: Shown, isPlaying: boolean): void {
    const { steps, index, isLatest, isFile } = shown
    this.#index = index
    const last = steps.length - 1
    this.#mark(shown)
    this.#slider.max = String(Math.max(0, last))
    this.#slider.valueAsNumber = Math.max(0, index)
    this.#slider.disabled = last < 1
    this.#slider.setAttribute('aria-valuetext', stepText(shown))
    setOff(this.#back, index <= 0)
    setOff(this.#forward, index >= last)
    setOff(this.#play, last < 1)
    this.#speed.disabled = last < 1
    if (isPlaying !== this.#isPlaying) {
      this.#isPlaying = isPlaying
      this.#play.replaceChildren(icon(isPlaying ? 'pause' : 'play'))
      this.#play.setAttribute('aria-label', isPlaying ? 'Pause the replay' : 'Replay')
      this.#play.title = isPlaying ? 'Pause the replay' : 'Replay; a pause of more than 2 s is cut to 2 s'
    }
    setText(this.#place, index < 0 ? 'No steps yet' : placeText(shown))
    setOff(this.#latest, isLatest)
    this.#latest.dataset.live = String(isLatest && !isFile)
    setText(this.#latest, isFile ? 'To the end' : isLatest ? 'Live' : 'Back to now')
  }

  #mark({ steps }: Shown): void {
    // Steps are never changed: the last one and their count tell whether there are others.
    const marked = `${steps.length} ${steps[0]?.number} ${steps.at(-1)?.number} ${steps[0]?.actor}`
    if (marked === this.#marked) return
    this.#marked = marked
    this.#marks.update(steps)
  }
}

const placeText = ({ steps, index, beganAt }: Shown) =>
  `${index + 1} / ${steps.length} · ${spanText((steps[index]?.at ?? beganAt) - beganAt)}`

/** The shown step in a sentence, for those who hear the slider. */
function stepText({ steps, index, actor, beganAt }: Shown): string {
  const step = steps[index]
  if (!step) return 'No steps yet'
  const name = eventText(step, takenBy(step, actor?.model ?? null))
  const when = `${spanText(step.at - beganAt)} after the start, at ${clockText(step.at)}`
  return `Step ${index + 1} of ${steps.length}: ${name}, ${stateText(step.value)}, ${when}`
}
