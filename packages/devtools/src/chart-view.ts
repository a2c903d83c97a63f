import { activePaths, activeStates, type ChartModel, type ChartTransition } from '@reelstate/core/chart'
import { planChart, triggerText } from './chart-plan.js'
import { CHART_STYLES } from './chart-styles.js'
import { type ChartDrawing, drawChart } from './draw-chart.js'
import { moveText } from './highlight.js'
import { layoutChart } from './layout-chart.js'

/** The widths for which a chart is laid out, in px; one between two takes the lower. */
const WIDTHS = [340, 500, 640, 820, 1000, 1240, 1600]
/** Below this width, in px, a box shows one line for all ways to one target, and no actions. */
const FULL_DETAIL = 820
const LARGEST_SCALE = 1.15
const ZOOMS = [1, 1.5, 2, 3]

/** What is inside the element: the line that says where the machine is, the zoom buttons and the drawing. */
export class ChartView {
  readonly #now = html('p', { class: 'now', 'aria-live': 'polite' })
  readonly #problem = html('p', { class: 'problem', role: 'status' })
  readonly #view = html('div', { class: 'view', role: 'group', 'aria-label': 'Statechart', tabindex: '0' })
  #drawing: ChartDrawing | null = null
  #drawn = ''
  #model: ChartModel | null = null
  #width = 0
  #naturalWidth = 0
  #zoom = 0
  #paths: string[][] = []
  #active: ReadonlySet<string> = new Set()
  /** The way that led here stays marked until the machine moves on; what happened in place, until something else does. */
  #moves: readonly ChartTransition[] = []
  #inPlace: readonly ChartTransition[] = []

  constructor(root: ShadowRoot) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CHART_STYLES)
    root.adoptedStyleSheets = [sheet]
    const zoom = html('div', { class: 'zoom' })
    for (const [label, sign, step] of [
      ['Zoom out', '−', -1],
      ['Zoom in', '+', 1],
    ] as const) {
      const button = html('button', { type: 'button', 'aria-label': label })
      button.textContent = sign
      button.addEventListener('click', () => this.#zoomBy(step))
      zoom.append(button)
    }
    const bar = html('div', { class: 'bar' })
    bar.append(this.#now, zoom)
    root.append(bar, this.#problem, this.#view)
  }

  /** Shows another machine, or instead of one why there is none. */
  show(subject: ChartModel | string): void {
    const problem = typeof subject === 'string'
    this.#paths = []
    this.#moves = []
    this.#inPlace = []
    this.#now.textContent = ''
    this.#problem.textContent = problem ? subject : ''
    this.#view.hidden = problem
    const model = problem ? null : subject
    if (model === this.#model) return
    this.#model = model
    this.#drawing = null
    this.#drawn = ''
    this.#view.replaceChildren()
    this.#draw()
  }

  /** Takes a new width of the element, in px. */
  resize(width: number): void {
    this.#width = width
    this.#draw()
  }

  /** Lights the active states, and the arrows and lines of the transitions that were just taken. */
  step(value: unknown, taken: readonly ChartTransition[]): void {
    if (!this.#model) return
    this.#active = activeStates(this.#model, value)
    const moves = taken.filter(({ targets }) => targets.length > 0)
    if (moves.length > 0) this.#moves = moves
    if (taken.length > 0) this.#inPlace = taken.filter(({ targets }) => targets.length === 0)
    this.#paint(taken)
    const paths = activePaths(this.#model, this.#active)
    if (JSON.stringify(paths) === JSON.stringify(this.#paths)) return
    // What left a state is the reason to be elsewhere; an `always` only follows from the event before it.
    const named = moves.filter(({ name }) => name !== '')
    const cause = named.findLast(({ source }) => !this.#active.has(source)) ?? named.at(-1) ?? taken[0]
    this.#now.textContent = moveText(this.#paths, paths) + (cause ? ` (${triggerText(cause)})` : '')
    this.#paths = paths
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
    try {
      const plan = planChart(model, width < FULL_DETAIL ? 'essential' : 'full')
      const layout = await layoutChart(plan, width)
      // Another machine or width came while the layout was made.
      if (this.#model !== model || this.#drawn !== drawn) return
      this.#drawing = drawChart(plan, layout)
      this.#naturalWidth = layout.width
      this.#drawing.svg.setAttribute('aria-label', this.#label())
      this.#view.replaceChildren(this.#drawing.svg)
      this.#scale()
      this.#paint([])
      this.#reveal()
    } catch (error) {
      if (this.#model === model) this.show(`The chart could not be drawn: ${error}`)
    }
  }

  #label(): string {
    const now = this.#paths.map((path) => path.join('.')).join(' and ')
    return `Statechart of ${this.#model?.id}${now && `, now in ${now}`}`
  }

  #paint(taken: readonly ChartTransition[]): void {
    if (!this.#drawing) return
    const { states, transitions, svg } = this.#drawing
    const shownBy = (list: readonly ChartTransition[]) => list.flatMap(({ id }) => transitions.get(id) ?? [])
    for (const [id, group] of states) group.classList.toggle('lit', this.#active.has(id))
    const marked = new Set(shownBy([...this.#moves, ...this.#inPlace]))
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

function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  values: Record<string, string>,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value)
  return made
}
