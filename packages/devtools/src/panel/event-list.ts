import { html, setText } from '../html.js'
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
  readonly #scroller = html('div', { class: 'scroller' })
  readonly #list = html('ol', { class: 'rows', 'aria-label': 'Events, the newest last' })
  readonly #payload = html('div', { class: 'payload' })
  readonly #tree = new ValueTree()
  readonly #empty = html('p', { class: 'hint' })
  readonly #rows: EventRow[] = []
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
    this.#list.addEventListener('keydown', (event) => this.#onKey(event))
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
    else if (this.#isAtEnd && shown.isLatest) this.#top = end
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
    while (this.#rows.length < visible.length) this.#addRow()
    for (const [place, row] of this.#rows.entries()) {
      const step = visible[place]
      row.element.hidden = !step
      if (!step) continue
      const before = shown.steps[this.#indexOf(step) - 1]
      const texts = rowTexts(step, before, shown.beganAt, shown.actor)
      row.fill(step, texts, step === current, step === this.#opened)
      row.element.style.transform = `translateY(${this.#topOf(start + place)}px)`
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

  #addRow(): void {
    const row = new EventRow({
      onChoose: (step) => this.intents.onChoose(step),
      onToggle: (step) => this.#toggle(step),
    })
    this.#rows.push(row)
    this.#list.append(row.element)
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
    const shown = this.#shown
    const step = shown?.steps[shown.index]
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
      this.#rows.find((row) => row.step === step && !row.element.hidden)?.focus()
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
