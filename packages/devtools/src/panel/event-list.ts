import { focusedIn, html, setText } from '../html.js'
import type { RecordedStep } from '../recording/recording.js'
import { EventRow, rowTexts } from './event-row.js'
import type { Shown } from './shown.js'
import { payloadOf } from './step-text.js'
import { ValueTree } from './value-tree.js'

/** The height of a row, in px; the style sheet has it too. */
const ROW = 26
/** Rows that are kept ready above and below what is seen. */
const SPARE = 6
/** The most rows there are, however high the list is. */
const MOST_ROWS = 120

export interface EventListIntents {
  /** Shows the moment after this step. */
  onChoose(step: RecordedStep): void
}

/** All events of an actor, of which only those in sight are in the page. */
export class EventList {
  readonly element = html('section', { class: 'events', 'aria-label': 'Events' })
  readonly #filter = html('input', {
    type: 'search',
    class: 'filter',
    placeholder: 'Filter',
    'aria-label': 'Filter events',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  readonly #count = html('span', { class: 'count' })
  readonly #scroller = html('div', { class: 'scroller', tabindex: '-1' })
  readonly #list = html('ol', { class: 'rows', 'aria-label': 'Events, the newest last' })
  readonly #payload = html('div', { class: 'payload' })
  readonly #tree = new ValueTree()
  readonly #empty = html('p', { class: 'hint' })
  /** Those in sight, by the number of their step: a row stays with its step, so that the focus does too. */
  readonly #rows = new Map<number, EventRow>()
  readonly #spare: EventRow[] = []
  #shown: Shown | null = null
  #listed: readonly RecordedStep[] = []
  #opened: RecordedStep | null = null
  #payloadHeight = 0
  /** What the browser says of the scroller, noted when it changes: asking in every frame would lay out twice. */
  #top = 0
  #height = 0
  /** Stays at the end while new events come, until the user scrolls up. */
  #isAtEnd = true
  #lastStep: RecordedStep | undefined

  constructor(private readonly intents: EventListIntents) {
    this.#payload.append(this.#tree.element)
    this.#scroller.append(this.#list, this.#payload)
    this.element.append(
      html('header', {}, html('h2', {}, 'Events'), this.#count, this.#filter),
      this.#empty,
      this.#scroller,
    )
    this.#filter.addEventListener('input', () => this.#shown && this.update(this.#shown))
    this.#scroller.addEventListener('scroll', () => {
      this.#top = this.#scroller.scrollTop
      this.#isAtEnd = this.#top + this.#height >= this.#length() - ROW
      this.#fill()
    })
    this.#scroller.addEventListener('keydown', (event) => this.#onKey(event))
    const resized = new ResizeObserver(() => {
      this.#payloadHeight = this.#payload.offsetHeight
      this.#height = this.#scroller.clientHeight
      if (this.#shown) this.update(this.#shown)
    })
    resized.observe(this.#payload)
    resized.observe(this.#scroller)
  }

  update(shown: Shown): void {
    const { actor, steps } = shown
    const isOther = actor?.id !== this.#shown?.actor?.id
    this.#shown = shown
    this.#listed = this.#matching(shown)
    if (isOther || (this.#opened && !this.#listed.includes(this.#opened))) this.#opened = null
    const [all, some] = [steps.length, this.#listed.length]
    setText(this.#count, some === all ? `${all}` : `${some} of ${all}`)
    const reason = steps.length === 0 ? 'Nothing has happened yet.' : 'No event matches the filter.'
    setText(this.#empty, some === 0 ? reason : '')
    this.#list.style.height = `${this.#length()}px`
    const step = steps[shown.index]
    const isScrubbed = step !== this.#lastStep && !shown.isLatest
    this.#lastStep = step
    if (isOther) this.#isAtEnd = true
    const end = Math.max(0, this.#length() - this.#height)
    const before = this.#top
    if (isScrubbed) this.#reveal(step)
    else if (this.#isAtEnd && shown.isLatest && !focusedIn(this.#list)) this.#top = end
    this.#top = Math.min(this.#top, end)
    this.#fill()
    if (this.#top !== before) this.#scroller.scrollTop = this.#top
  }

  /** The height of all rows, with the payload that is open, in px. */
  #length(): number {
    return this.#listed.length * ROW + (this.#opened ? this.#payloadHeight : 0)
  }

  #matching({ actor, steps, beganAt }: Shown): readonly RecordedStep[] {
    const wanted = this.#filter.value.trim().toLowerCase()
    if (!wanted || !actor) return steps
    return steps.filter((step, index) => {
      const { name, led } = rowTexts(step, steps[index - 1], beganAt, actor)
      return name.toLowerCase().includes(wanted) || led.toLowerCase().includes(wanted)
    })
  }

  #topOf(position: number): number {
    const opened = this.#opened ? this.#listed.indexOf(this.#opened) : -1
    return position * ROW + (opened !== -1 && position > opened ? this.#payloadHeight : 0)
  }

  #fill(): void {
    const shown = this.#shown
    if (!shown?.actor) return
    const opened = this.#opened ? this.#listed.indexOf(this.#opened) : -1
    const above = opened !== -1 && this.#topOf(opened + 1) < this.#top ? this.#payloadHeight : 0
    const start = Math.max(0, Math.floor((this.#top - above) / ROW) - SPARE)
    const wanted = Math.min(MOST_ROWS, Math.ceil(this.#height / ROW) + 2 * SPARE)
    const visible = this.#listed.slice(start, start + wanted)
    const current = shown.steps[shown.index]
    this.#clear(visible)
    // From the last to the first: the row that has the focus is never moved, the others are put around it.
    let next: Element | null = null
    for (const [place, step] of [...visible.entries()].toReversed()) {
      const row = this.#rowOf(step)
      const before = shown.steps[this.#indexOf(step) - 1]
      const texts = rowTexts(step, before, shown.beganAt, shown.actor)
      row.fill(step, texts, { isShown: step === current, isOpen: step === this.#opened })
      row.place(start + place, this.#listed.length, this.#topOf(start + place))
      if (row.element.parentNode !== this.#list || (row.element.nextSibling !== next && !row.hasFocus))
        this.#list.insertBefore(row.element, next)
      next = row.element
    }
    this.#placePayload(opened)
  }

  /** Steps are in the order of their numbers. */
  #indexOf({ number }: RecordedStep): number {
    const steps = this.#shown?.steps ?? []
    let [low, high] = [0, steps.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((steps[middle] as RecordedStep).number < number) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Takes away the rows of all other steps. */
  #clear(visible: readonly RecordedStep[]): void {
    const wanted = new Set(visible.map(({ number }) => number))
    for (const [number, row] of this.#rows) {
      if (wanted.has(number)) continue
      // Its place is taken by the list itself, so that the arrow keys go on.
      if (row.hasFocus) this.#scroller.focus({ preventScroll: true })
      row.element.remove()
      this.#rows.delete(number)
      this.#spare.push(row)
    }
  }

  #rowOf({ number }: RecordedStep): EventRow {
    const row = this.#rows.get(number) ?? this.#spare.pop() ?? this.#newRow()
    this.#rows.set(number, row)
    return row
  }

  #newRow(): EventRow {
    return new EventRow({
      onChoose: (step) => this.intents.onChoose(step),
      onToggle: (step) => this.#toggle(step),
    })
  }

  #toggle(step: RecordedStep): void {
    this.#opened = this.#opened === step ? null : step
    if (this.#shown) this.update(this.#shown)
  }

  #placePayload(opened: number): void {
    this.#payload.hidden = opened === -1
    if (!this.#opened) return
    this.#tree.show(payloadOf(this.#opened.event))
    this.#payload.style.transform = `translateY(${(opened + 1) * ROW}px)`
  }

  #onKey(event: KeyboardEvent): void {
    if (focusedIn(this.#payload)) return
    const shown = this.#shown
    const focused = [...this.#rows.values()].find(({ hasFocus }) => hasFocus)
    const step = focused?.step ?? shown?.steps[shown.index]
    if (!shown || !step) return
    const at = this.#listed.indexOf(step)
    const places: Record<string, number> = {
      ArrowUp: Math.max(0, at - 1),
      ArrowDown: Math.min(this.#listed.length - 1, at + 1),
      Home: 0,
      End: this.#listed.length - 1,
    }
    const place = places[event.key]
    const next = place === undefined ? undefined : this.#listed[place]
    if (next) {
      this.intents.onChoose(next)
      this.#focusShown()
    } else if (event.key === 'ArrowRight' && payloadOf(step.event) && this.#opened !== step)
      this.#toggle(step)
    else if (event.key === 'ArrowLeft' && this.#opened === step) this.#toggle(step)
    else return
    event.preventDefault()
  }

  /** After the repaint that the key has asked for. */
  #focusShown(): void {
    requestAnimationFrame(() => {
      const step = this.#shown?.steps[this.#shown.index]
      if (step) this.#rows.get(step.number)?.focus()
    })
  }

  /** Scrolls a step into sight, where it is not. */
  #reveal(step: RecordedStep | undefined): void {
    const place = step ? this.#listed.indexOf(step) : -1
    if (place === -1) return
    const top = this.#topOf(place)
    if (top < this.#top) this.#top = top
    else if (top + ROW > this.#top + this.#height) this.#top = top + ROW - this.#height
  }
}
