import type { ChartTransition } from '@reelstate/core/chart'
import { button, html, setText } from '../html.js'
import { icon } from '../icons.js'
import { type PossibleEvent, possibleEvents } from '../recording/possible-events.js'
import type { RecordedActor, RecordedEvent } from '../recording/recording.js'
import { EventEditor } from './event-editor.js'
import { type Shown, stepOf } from './shown.js'

/** Samples of payloads come from so many of the last steps: all of them are gone through in every frame. */
const SAMPLED = 300

/** A button for every event that the machine has an arrow for, where it is now. */
export class PossibleEventsView {
  readonly element = html('section', { class: 'possible', 'aria-label': 'Possible events' })
  readonly #hint = html('p', { class: 'hint' })
  readonly #list = html('ul', { 'aria-label': 'Events that are possible now' })
  readonly #items = new Map<string, EventItem>()
  readonly #editor = new EventEditor({
    onSend: (event) => this.#send(event),
    onClose: () => this.#closeEditor(),
  })
  #shown: Shown | null = null

  constructor() {
    const scroller = html('div', { class: 'scroller' }, this.#hint, this.#list, this.#editor.element)
    this.element.append(html('header', {}, html('h2', {}, 'What can happen now')), scroller)
  }

  update(shown: Shown): void {
    this.#shown = shown
    const hint = whyNone(shown)
    const { actor, steps } = shown
    const step = stepOf(shown)
    const possible = hint || !actor || !step ? [] : possibleEvents(actor, step, steps.slice(-SAMPLED))
    setText(this.#hint, hint || (possible.length === 0 ? 'Nothing: no arrow leads on from here.' : ''))
    for (const [type, item] of this.#items) {
      if (possible.some((event) => event.type === type)) continue
      item.element.remove()
      this.#items.delete(type)
    }
    for (const [index, event] of possible.sort(byUse).entries()) {
      const item = this.#items.get(event.type) ?? new EventItem((chosen) => this.#choose(chosen))
      this.#items.set(event.type, item)
      item.fill(event, guardsOf(event, actor), event.type === this.#editor.type)
      if (this.#list.children[index] !== item.element) {
        this.#list.insertBefore(item.element, this.#list.children[index] ?? null)
      }
    }
    this.#list.hidden = possible.length === 0
    const { type } = this.#editor
    if (type !== undefined && !this.#items.has(type)) this.#editor.close()
  }

  #choose(event: PossibleEvent): void {
    if (event.needsPayload) this.#editor.open(event.sample)
    else {
      this.#editor.close()
      const problem = this.#send(event.sample)
      if (problem) setText(this.#hint, problem)
    }
    this.#repaint()
  }

  /** Sends an event that the machine takes; any other could only be ignored, or meet a guard that cannot read it. */
  #send(event: RecordedEvent): string | undefined {
    const { send, can } = this.#shown?.actor ?? {}
    if (!send) return 'This machine has stopped.'
    if (can && !can(event))
      return `The machine does not take ${event.type} with these fields now: a guard says no, or a field is missing.`
    try {
      send(event)
    } catch (error) {
      return `It could not be sent: ${error instanceof Error ? error.message : error}`
    }
    this.#editor.close()
    return undefined
  }

  #closeEditor(): void {
    const { type } = this.#editor
    this.#editor.close()
    this.#repaint()
    if (type !== undefined) this.#items.get(type)?.focus()
  }

  #repaint(): void {
    const type = this.#editor.type
    for (const [each, item] of this.#items) item.expand(each === type)
  }
}

class EventItem {
  readonly element = html('li')
  readonly #button: HTMLButtonElement
  readonly #name = html('span')
  readonly #reason = html('span', { class: 'reason' })
  #event: PossibleEvent | undefined

  constructor(onChoose: (event: PossibleEvent) => void) {
    this.#button = button([this.#name, this.#reason], {}, () => {
      if (this.#event?.isPossible) onChoose(this.#event)
    })
    this.element.append(this.#button)
  }

  focus(): void {
    this.#button.focus()
  }

  expand(isExpanded: boolean): void {
    if (this.#event?.needsPayload) this.#button.setAttribute('aria-expanded', String(isExpanded))
  }

  fill(event: PossibleEvent, guards: string, isExpanded: boolean): void {
    if (!this.#event && event.kind === 'after') {
      this.#button.classList.add('timer')
      this.#button.prepend(icon('timer'))
    }
    this.#event = event
    this.#button.dataset.event = event.type
    this.element.dataset.possible = String(event.isPossible)
    setText(this.#name, buttonText(event))
    // Still reached by keyboard, so that the reason is read there too.
    if (event.isPossible) this.#button.removeAttribute('aria-disabled')
    else this.#button.setAttribute('aria-disabled', 'true')
    setText(this.#reason, event.isPossible ? '' : guards ? `guard: ${guards}` : 'not taken now')
    this.expand(isExpanded)
  }
}

function buttonText({ kind, name, type, needsPayload }: PossibleEvent): string {
  const more = needsPayload ? ' …' : ''
  if (kind === 'after') return `Fire after ${/^\d+$/.test(name) ? `${Number(name) / 1000} s` : name} now`
  return (kind === 'event' ? type : `${kind} ${name}`) + more
}

/** The guards that stand before all ways that an event has. */
function guardsOf({ transitions }: PossibleEvent, actor: RecordedActor | null): string {
  const ways = (actor?.model?.transitions ?? []).filter(({ id }: ChartTransition) => transitions.includes(id))
  return [...new Set(ways.flatMap(({ guard }) => guard ?? []))].join(', ')
}

/** What a user does first, then timers, then what actors report. */
const ORDER: readonly PossibleEvent['kind'][] = ['event', 'after', 'done', 'error']

const byUse = (a: PossibleEvent, b: PossibleEvent) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)

function whyNone({ actor, isFile, isLatest }: Shown): string {
  if (!actor) return 'Nothing yet.'
  if (isFile) return 'This is a recording: nothing can be sent to it.'
  if (!isLatest) return 'This is the past. Go back to now to send an event.'
  if (!actor.model) return 'This actor runs no state machine.'
  return actor.send ? '' : 'This machine has stopped, or runs in another window.'
}
