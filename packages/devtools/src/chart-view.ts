import { activePaths, activeStates, type ChartModel, type ChartTransition } from '@reelstate/core/chart'
import type { ChartMoment } from './chart-moment.js'
import { type ChartPlan, planChart, triggerText } from './chart-plan.js'
import { type ChartDrawing, drawChart } from './draw-chart.js'
import { button, html, setText } from './html.js'
import { type ChartLayout, isLarge, layoutChart } from './layout-chart.js'
import { moveText } from './move-text.js'

/** The widths for which a chart is laid out, in px; one between two takes the lower. */
const WIDTHS = [340, 500, 640, 820, 1000, 1240, 1600]
/** Below this width, in px, a box shows one line for all ways to one target, and no actions. */
const FULL_DETAIL = 820
const LARGEST_SCALE = 1.15
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]
const NORMAL = ZOOMS.indexOf(1)

/** The chart: the line that says where the machine is, the zoom buttons and the drawing. */
export class ChartView {
  readonly element = html('section', { class: 'chart', 'aria-label': 'Chart' })
  readonly #now = html('p', { class: 'now', 'aria-live': 'polite' })
  readonly #problem = html('p', { class: 'problem', role: 'status' })
  readonly #view = html('div', { class: 'view', role: 'group', 'aria-label': 'Statechart', tabindex: '0' })
  #drawing: ChartDrawing | null = null
  #drawn = ''
  #model: ChartModel | null = null
  #width = 0
  #naturalWidth = 0
  #zoom = NORMAL
  #active: ReadonlySet<string> = new Set()
  #marked: readonly ChartTransition[] = []
  #path = ''

  constructor() {
    const zoom = html(
      'div',
      { class: 'zoom' },
      button(['−'], { 'aria-label': 'Zoom out' }, () => this.#zoomBy(-1)),
      button(['+'], { 'aria-label': 'Zoom in' }, () => this.#zoomBy(1)),
    )
    this.element.append(html('div', { class: 'bar' }, this.#now, zoom), this.#problem, this.#view)
  }

  /** Shows another machine, or instead of one why there is none. */
  show(subject: ChartModel | string): void {
    const problem = typeof subject === 'string'
    const model = problem ? null : subject
    // Also where it is the one that could not be drawn.
    if (model && model === this.#model) return
    setText(this.#problem, problem ? subject : '')
    this.#view.hidden = problem
    setText(this.#now, '')
    this.#path = ''
    this.#marked = []
    this.#active = new Set()
    this.#model = model
    this.#drawing = null
    this.#drawn = ''
    this.#view.replaceChildren()
    this.#draw()
  }

  /** Takes a new width of the place for the chart, in px; 0 where it is not to be seen. */
  resize(width: number): void {
    const isBack = this.#width === 0
    this.#width = width
    this.#draw()
    if (isBack && width > 0) this.#reveal()
  }

  /** Lights the active states, and the arrows and lines of the transitions that led there. */
  light({ value, from, causes, marked, fresh }: ChartMoment): void {
    if (!this.#model) return
    this.#active = activeStates(this.#model, value)
    this.#marked = marked
    this.#paint(fresh)
    const paths = activePaths(this.#model, this.#active)
    const before = from === undefined ? [] : activePaths(this.#model, activeStates(this.#model, from))
    // What left a state is the reason to be elsewhere; an `always` only follows from the event before it.
    const named = causes.filter(({ name, targets }) => name !== '' && targets.length > 0)
    const cause = named.findLast(({ source }) => !this.#active.has(source)) ?? named.at(-1) ?? causes[0]
    setText(this.#now, moveText(before, paths) + (cause ? ` (${triggerText(cause)})` : ''))
    const path = paths.map((each) => each.join('.')).join(' and ')
    if (path === this.#path) return
    this.#path = path
    this.#drawing?.svg.setAttribute('aria-label', this.#label())
    this.#reveal()
  }

  async #draw(): Promise<void> {
    const model = this.#model
    if (!model || this.#width === 0) return
    const width = WIDTHS.findLast((candidate) => candidate <= this.#width) ?? (WIDTHS[0] as number)
    const drawn = `${model.id} ${width}`
    if (this.#drawn === drawn) return
    this.#drawn = drawn
    const isStale = () => this.#model !== model || this.#drawn !== drawn
    try {
      const plan = planChart(model, width < FULL_DETAIL ? 'essential' : 'full')
      if (plan.rows.size === 0 && model.states.length < 2) {
        setText(this.#problem, 'This machine has no states, so there is nothing to draw.')
        return
      }
      if (isLarge(plan)) await this.#announce()
      if (isStale()) return
      const layout = await laidOut(model, width, plan)
      // Another machine or width came while the layout was made.
      if (isStale()) return
      setText(this.#problem, leftText(layout))
      this.#view.hidden = false
      this.#drawing = drawChart(plan, layout)
      this.#naturalWidth = layout.width
      this.#drawing.svg.setAttribute('aria-label', this.#label())
      this.#view.replaceChildren(this.#drawing.svg)
      this.#scale()
      this.#paint([])
      this.#reveal()
    } catch (error) {
      if (isStale()) return
      // Another width, or the same one later, is another try.
      this.#drawn = ''
      setText(this.#problem, `The chart could not be drawn: ${error}. Reload the page to try again.`)
      this.#view.hidden = true
    }
  }

  /** Says that it takes a while, and lets that be painted first: nothing is while a layout is made. */
  async #announce(): Promise<void> {
    setText(this.#problem, 'The chart is being laid out …')
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  }

  #label(): string {
    return `Statechart of ${this.#model?.id}${this.#path && `, now in ${this.#path}`}`
  }

  #paint(taken: readonly ChartTransition[]): void {
    if (!this.#drawing) return
    const { states, transitions, svg } = this.#drawing
    const shownBy = (list: readonly ChartTransition[]) => list.flatMap(({ id }) => transitions.get(id) ?? [])
    for (const [id, group] of states) group.classList.toggle('lit', this.#active.has(id))
    const marked = new Set(shownBy(this.#marked))
    const fresh = new Set(shownBy(taken))
    for (const group of svg.querySelectorAll<SVGGElement>('.taken')) {
      if (fresh.has(group) || !marked.has(group)) group.classList.remove('taken')
    }
    // A style read between removing and adding makes the browser play the animation again.
    if (fresh.size > 0) svg.getBoundingClientRect()
    for (const group of marked) group.classList.add('taken')
  }

  #zoomBy(step: number): void {
    this.#zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.#zoom + step))
    this.#scale()
    this.#reveal()
  }

  #scale(): void {
    if (!this.#drawing) return
    const zoom = ZOOMS[this.#zoom] ?? 1
    this.#drawing.svg.style.width = `${zoom * 100}%`
    this.#drawing.svg.style.maxWidth = `${this.#naturalWidth * LARGEST_SCALE * zoom}px`
  }

  /** Scrolls the innermost active state into the frame; never the page. */
  #reveal(): void {
    const lit = [...(this.#drawing?.states ?? [])].findLast(([id]) => this.#active.has(id))?.[1]
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = this.#view
    if (!lit || (scrollHeight <= clientHeight && scrollWidth <= clientWidth)) return
    const state = (lit.querySelector('.box') ?? lit).getBoundingClientRect()
    const frame = this.#view.getBoundingClientRect()
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#view.scrollBy({
      left: (state.left + state.right - frame.left - frame.right) / 2,
      top: (state.top + state.bottom - frame.top - frame.bottom) / 2,
      behavior: calm ? 'auto' : 'smooth',
    })
  }
}

const leftText = ({ left }: ChartLayout) =>
  left === 0
    ? ''
    : `There are too many arrows to draw: ${left.toLocaleString('en')} are left out, and the lines in the states name their targets.`

const layouts = new WeakMap<ChartModel, Map<number, Promise<ChartLayout>>>()

/** Whoever goes back and forth between machines waits for each layout once. */
function laidOut(model: ChartModel, width: number, plan: ChartPlan): Promise<ChartLayout> {
  const ofModel = layouts.get(model) ?? new Map<number, Promise<ChartLayout>>()
  layouts.set(model, ofModel)
  const layout = ofModel.get(width) ?? layoutChart(plan, width)
  ofModel.set(width, layout)
  // What failed may be tried again.
  layout.catch(() => ofModel.delete(width))
  return layout
}
