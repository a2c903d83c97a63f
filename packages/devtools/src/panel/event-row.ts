import { focusedIn, html, setAttribute, setText } from '../html.js'
import type { RecordedActor, RecordedStep } from '../recording/recording.js'
import { eventText, payloadOf, stateText, stepKind, takenBy } from './step-text.js'
import { clockText, spanText } from './time-text.js'

/** What a row of the event list says. */
export interface RowTexts {
  readonly kind: string
  readonly name: string
  readonly led: string
  readonly since: string
  readonly clock: string
  readonly hasPayload: boolean
}

const rows = new WeakMap<RecordedStep, RowTexts>()

/** The texts of one step, made once. */
export function rowTexts(
  step: RecordedStep,
  before: RecordedStep | undefined,
  beganAt: number,
  { model }: Pick<RecordedActor, 'model'>,
): RowTexts {
  const known = rows.get(step)
  if (known) return known
  const kind = stepKind(step, before)
  const state = stateText(step.value)
  const texts = {
    kind,
    name: eventText(step, takenBy(step, model)),
    led: kind === 'moved' ? `→ ${state}` : kind === 'ignored' ? 'ignored' : state,
    since: spanText(step.at - beganAt),
    clock: clockText(step.at),
    hasPayload: payloadOf(step.event) !== undefined,
  }
  rows.set(step, texts)
  return texts
}

export interface RowState {
  /** Whether the panel shows the moment after this step. */
  readonly isShown: boolean
  /** Whether its payload is open. */
  readonly isOpen: boolean
}

export interface RowIntents {
  onChoose(step: RecordedStep): void
  onToggle(step: RecordedStep): void
}

/** A row that is used again for whatever step scrolls into its place. */
export class EventRow {
  readonly element = html('li', { class: 'event' })
  readonly #open = html('button', { type: 'button', class: 'open', tabindex: '-1' })
  readonly #main = html('button', { type: 'button', class: 'main' })
  readonly #name = html('span', { class: 'name' })
  readonly #led = html('span', { class: 'led' })
  readonly #since = html('span', { class: 'since' })
  readonly #clock = html('span', { class: 'clock' })
  #step: RecordedStep | undefined

  constructor(intents: RowIntents) {
    this.#main.append(html('i', { class: 'dot' }), this.#name, this.#led, this.#since, this.#clock)
    this.element.append(this.#open, this.#main)
    this.#open.addEventListener('click', () => this.#step && intents.onToggle(this.#step))
    this.#main.addEventListener('click', () => this.#step && intents.onChoose(this.#step))
  }

  get step(): RecordedStep | undefined {
    return this.#step
  }

  get hasFocus(): boolean {
    return focusedIn(this.element) !== null
  }

  focus(): void {
    this.#main.focus({ preventScroll: true })
  }

  /** Puts it in its place of the list, `top` px below its start; the other rows may not be in the page. */
  place(index: number, count: number, top: number): void {
    this.element.style.transform = `translateY(${top}px)`
    setAttribute(this.element, 'aria-posinset', `${index + 1}`)
    setAttribute(this.element, 'aria-setsize', `${count}`)
  }

  fill(step: RecordedStep, texts: RowTexts, { isShown, isOpen }: RowState): void {
    if (step !== this.#step) {
      this.#step = step
      setText(this.#name, texts.name)
      setText(this.#led, texts.led)
      setText(this.#since, texts.since)
      setText(this.#clock, texts.clock)
      this.element.dataset.kind = texts.kind
      this.element.dataset.step = String(step.number)
      this.#open.hidden = !texts.hasPayload
      this.#open.setAttribute('aria-label', `Payload of ${texts.name}`)
    }
    setAttribute(this.#open, 'aria-expanded', String(isOpen))
    if (isShown) this.#main.setAttribute('aria-current', 'step')
    else this.#main.removeAttribute('aria-current')
    // One stop for the Tab key; the arrow keys go from event to event.
    this.#main.tabIndex = isShown ? 0 : -1
  }
}
