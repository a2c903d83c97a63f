import { ChartView } from '../chart-view.js'
import { html, setText } from '../html.js'
import { ChoiceView } from './choice-view.js'
import { ContextView } from './context-view.js'
import { EventList, type EventListIntents } from './event-list.js'
import { FaultBar } from './fault-bar.js'
import { PossibleEventsView } from './possible-events-view.js'
import { RecordingBar, type RecordingBarIntents } from './recording-bar.js'
import { type Shown, stepOf } from './shown.js'
import { eventText, stateText, takenBy } from './step-text.js'
import { clockText } from './time-text.js'
import { type TimelineIntents, TimelineView } from './timeline-view.js'

export interface PanelIntents extends TimelineIntents, EventListIntents, RecordingBarIntents {
  onActor(id: string): void
}

/** What may be brought to the front where there is no room for all. */
const PANES = [
  { id: 'chart', name: 'Chart', detail: '' },
  { id: 'possible', name: 'Send', detail: '' },
  { id: 'events', name: 'Events', detail: '' },
  { id: 'context', name: 'Context', detail: '' },
]

/** Everything inside the element, and how it is arranged. */
export class PanelView {
  readonly element = html('div', { class: 'panel', 'data-pane': 'chart' })
  readonly chart = new ChartView()
  readonly faults = new FaultBar()
  readonly recording: RecordingBar
  readonly #actors: ChoiceView
  readonly #panes: ChoiceView
  readonly #possible = new PossibleEventsView()
  readonly #events: EventList
  readonly #context = new ContextView()
  readonly #timeline: TimelineView
  readonly #past = html('span', { class: 'past-text' })
  readonly #pastBar: HTMLElement
  /** What was said once. */
  readonly #failed = new Set<string>()

  constructor(intents: PanelIntents) {
    this.recording = new RecordingBar(intents)
    this.#actors = new ChoiceView('actors', 'Machine', (id) => intents.onActor(id))
    this.#panes = new ChoiceView('panes', 'Show', (id) => this.#bring(id))
    this.#events = new EventList(intents)
    this.#timeline = new TimelineView(intents)
    this.#pastBar = html('div', { class: 'past', hidden: '' }, html('strong', {}, 'Past'), this.#past)
    this.chart.element.prepend(this.#pastBar)
    this.element.append(
      html('header', { class: 'top' }, this.#actors.element, this.recording.buttons),
      html('div', { class: 'notes' }, this.recording.banner, this.recording.problem),
      this.#panes.element,
      this.chart.element,
      this.#possible.element,
      this.#events.element,
      this.#context.element,
      this.#timeline.element,
      this.faults.element,
    )
    this.#bring('chart')
  }

  /** Everything but the chart. */
  update(shown: Shown, isPlaying: boolean): void {
    this.guard('timeline', () => this.#timeline.update(shown, isPlaying))
    this.guard('events', () => this.#events.update(shown))
    this.guard('context', () => this.#context.update(shown))
    this.guard('possible events', () => this.#possible.update(shown))
    this.guard('past', () => this.#showPast(shown))
  }

  /** A value that no view expects stops one of them, and not the others. */
  guard(part: string, update: () => void): void {
    try {
      update()
    } catch (error) {
      if (this.#failed.has(part)) return
      this.#failed.add(part)
      console.error(`Reelstate: the part "${part}" of the devtools could not show a step.`, error)
    }
  }

  showActors(actors: readonly { id: string; name: string; detail: string }[], chosen: string | null): void {
    this.#actors.update(actors, chosen)
    this.#actors.element.hidden = actors.length === 0
  }

  #bring(pane: string): void {
    this.element.dataset.pane = pane
    this.#panes.update(PANES, pane)
  }

  #showPast(shown: Shown): void {
    const isPast = !shown.isLatest && !shown.isFile
    this.element.toggleAttribute('data-past', isPast)
    this.element.toggleAttribute('data-file', shown.isFile)
    this.#pastBar.hidden = !isPast
    const step = stepOf(shown)
    if (!isPast || !step) return
    const name = eventText(step, takenBy(step, shown.actor?.model ?? null))
    setText(this.#past, `${stateText(step.value)} after ${name}, at ${clockText(step.at)}`)
  }
}
