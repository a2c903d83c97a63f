import type { ChartTransition } from '@reelstate/core/chart'
import { focusedIn, html, setText } from '../html.js'
import { holderSample } from '../recording/holder-samples.js'
import { type PossibleEvent, possibleEvents } from '../recording/possible-events.js'
import type { RecordedActor, RecordedEvent, RecordedStep } from '../recording/recording.js'
import { isVideoModel } from '../recording/video-events.js'
import { EventEditor } from './event-editor.js'
import { EventItem, type EventItemState } from './event-item.js'
import { type Shown, stepOf } from './shown.js'

/** Samples of payloads come from so many of the last steps: all of them are gone through in every frame. */
const SAMPLED = 300

/** A button for every event that the machine has an arrow for, where it is now. */
export class PossibleEventsView {
  // Takes the keyboard's focus where the button that had it is gone, and none is left.
  readonly element = html('section', { class: 'possible', 'aria-label': 'Possible events', tabindex: '-1' })
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
    if (shown.isFile || shown.actor?.id !== this.#shown?.actor?.id) this.#editor.close()
    this.#shown = shown
    const hint = whyNone(shown)
    const { actor } = shown
    const steps = shown.steps.slice(-SAMPLED)
    const step = stepOf(shown)
    const possible = hint || !actor || !step ? [] : possibleEvents(actor, step, steps)
    setText(this.#hint, hint || (possible.length === 0 ? 'Nothing: no arrow leads on from here.' : ''))
    const focused = this.#placeOf(focusedIn(this.#list))
    this.#remove(possible)
    for (const [index, event] of possible.sort(byUse).entries()) {
      const item = this.#items.get(event.type) ?? this.#newItem(event.type)
      item.fill(event, {
        guards: guardsOf(event, actor),
        known: knowledgeOf(event, actor, steps),
        isOpen: event.type === this.#editor.type,
      })
      if (this.#list.children[index] !== item.element) {
        this.#list.insertBefore(item.element, this.#list.children[index] ?? null)
      }
    }
    this.#list.hidden = possible.length === 0
    if (focused !== -1 && !focusedIn(this.#list)) this.#focusAt(focused)
    this.#noteEdited(hint)
  }

  #newItem(type: string): EventItem {
    const item = new EventItem({
      onSend: (event) => this.#sendAtOnce(event),
      onEdit: (event) => this.#edit(event),
    })
    this.#items.set(type, item)
    return item
  }

  #remove(possible: readonly PossibleEvent[]): void {
    for (const [type, item] of this.#items) {
      if (possible.some((event) => event.type === type)) continue
      item.element.remove()
      this.#items.delete(type)
    }
  }

  /** What was typed stays, also while the machine passes through states that have no such event. */
  #noteEdited(hint: string): void {
    const { type } = this.#editor
    if (type === undefined) return
    const gone = `${type} is not possible now. What is typed here is kept.`
    this.#editor.note(hint || this.#items.has(type) ? '' : gone)
  }

  #edit(event: PossibleEvent): void {
    this.#editor.open(event.sample)
    this.#repaint()
  }

  #sendAtOnce(event: PossibleEvent): void {
    this.#editor.close()
    const problem = this.#send(event.sample)
    if (problem) setText(this.#hint, problem)
    this.#repaint()
  }

  /** Sends an event that the machine takes; any other could only be ignored, or meet a guard that cannot read it. */
  #send(event: RecordedEvent): string | undefined {
    const hint = this.#shown ? whyNone(this.#shown) : ''
    if (hint) return hint
    const { send, can } = this.#shown?.actor ?? {}
    if (!send) return 'This machine has stopped.'
    if (can && !can(event))
      return `The machine does not take ${event.type} with these fields now: a guard says no, or a field is missing.`
    try {
      send(event)
    } catch (error) {
      return `It could not be sent: ${error instanceof Error ? error.message : error}`
    }
    this.#closeEditor()
    return undefined
  }

  #closeEditor(): void {
    const { type } = this.#editor
    const hadFocus = focusedIn(this.#editor.element) !== null
    this.#editor.close()
    this.#repaint()
    if (type === undefined || !hadFocus) return
    const item = this.#items.get(type)
    if (item) item.focus()
    else this.#focusAt(0)
  }

  #placeOf(focused: Element | null): number {
    return focused ? [...this.#list.children].findIndex((item) => item.contains(focused)) : -1
  }

  #focusAt(place: number): void {
    const buttons = [...this.#list.querySelectorAll<HTMLElement>('[data-event]')]
    const next = buttons[Math.min(place, buttons.length - 1)] ?? this.element
    next.focus({ preventScroll: true })
  }

  #repaint(): void {
    const type = this.#editor.type
    for (const [each, item] of this.#items) item.expand(each === type)
  }
}

function knowledgeOf(
  { type }: PossibleEvent,
  actor: RecordedActor | null,
  steps: readonly RecordedStep[],
): EventItemState['known'] {
  const isOwn =
    actor?.model && (isVideoModel(actor.model) || holderSample(actor.holder, type, steps) !== null)
  if (isOwn) return 'of Reelstate'
  return steps.some(({ event }) => event.type === type) ? 'seen before' : 'not'
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
