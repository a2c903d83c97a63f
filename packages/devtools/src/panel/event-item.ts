import { milliseconds } from '../chart-plan.js'
import { button, html, setOff, setText } from '../html.js'
import { icon } from '../icons.js'
import type { PossibleEvent } from '../recording/possible-events.js'

export interface EventItemIntents {
  /** Sends the event as it is. */
  onSend(event: PossibleEvent): void
  /** Lets its fields be given first. */
  onEdit(event: PossibleEvent): void
}

/** What is to be said of an event beside itself. */
export interface EventItemState {
  /** The guards before all its ways, or nothing. */
  readonly guards: string
  /** How it is known what the event carries: one that may lack a field is not sent by one press. */
  readonly known: 'of Reelstate' | 'seen before' | 'not'
  /** Whether its fields are being edited. */
  readonly isOpen: boolean
}

/** The button of one event; where that sends it at once, a second one leads to its fields. */
export class EventItem {
  readonly element = html('li')
  readonly #button: HTMLButtonElement
  readonly #edit: HTMLButtonElement
  readonly #name = html('span')
  readonly #reason = html('span', { class: 'reason' })
  #event: PossibleEvent | undefined
  #asksFirst = false

  constructor(intents: EventItemIntents) {
    this.#button = button([this.#name, this.#reason], {}, () => {
      if (!this.#event) return
      if (this.#asksFirst) intents.onEdit(this.#event)
      else intents.onSend(this.#event)
    })
    this.#edit = button(['…'], { class: 'edit' }, () => this.#event && intents.onEdit(this.#event))
    this.element.append(this.#button, this.#edit)
  }

  focus(): void {
    this.#button.focus({ preventScroll: true })
  }

  expand(isOpen: boolean): void {
    if (this.#asksFirst) this.#button.setAttribute('aria-expanded', String(isOpen))
    else this.#button.removeAttribute('aria-expanded')
    this.#edit.setAttribute('aria-expanded', String(isOpen))
  }

  fill(event: PossibleEvent, { guards, known, isOpen }: EventItemState): void {
    if (!this.#event && event.kind === 'after') {
      this.#button.classList.add('timer')
      this.#button.prepend(icon('timer'))
    }
    this.#event = event
    this.#asksFirst = event.kind !== 'after' && (event.needsPayload || known === 'not')
    this.#button.dataset.event = event.type
    this.element.dataset.possible = String(event.isPossible)
    setText(this.#name, buttonText(event) + (this.#asksFirst ? ' …' : ''))
    this.#edit.hidden = this.#asksFirst || event.kind === 'after' || known === 'of Reelstate'
    this.#edit.setAttribute('aria-label', `Fields of ${event.type}`)
    this.#edit.title = 'Give it fields first'
    // Other fields may be taken where the sample is not.
    setOff(this.#button, !event.isPossible && !this.#asksFirst)
    setText(this.#reason, event.isPossible ? '' : guards ? `guard: ${guards}` : 'not taken now')
    this.expand(isOpen)
  }
}

function buttonText({ kind, name, type }: PossibleEvent): string {
  if (kind === 'after') return `Fire after ${/^\d+$/.test(name) ? milliseconds(Number(name)) : name} now`
  return kind === 'event' ? type : `${kind} ${name}`
}
