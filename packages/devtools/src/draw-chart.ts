import type { ChartState } from '@reelstate/core/chart'
import { ANYWHERE, type ChartArrow, type ChartPlan, type ChartRow, triggerText } from './chart-plan.js'
import { type Box, type ChartLayout, METRICS, type Point } from './layout-chart.js'

/** The drawing, and the elements in it that change while the machine runs. */
export interface ChartDrawing {
  readonly svg: SVGSVGElement
  /** By the state's id. */
  readonly states: ReadonlyMap<string, SVGGElement>
  /** What shows that a transition was taken, by the transition's id: its arrows and its line of text. */
  readonly transitions: ReadonlyMap<string, readonly SVGGElement[]>
}

/** Draws a planned and placed chart. Colours and weights are in the style sheet, by class. */
export function drawChart(plan: ChartPlan, layout: ChartLayout): ChartDrawing {
  const svg = element('svg', { viewBox: `0 0 ${layout.width} ${layout.height}`, role: 'img' })
  const states = new Map<string, SVGGElement>()
  const transitions = new Map<string, SVGGElement[]>()
  const shows = (transition: string, shown: SVGGElement) =>
    transitions.set(transition, [...(transitions.get(transition) ?? []), shown])

  const initials = new Set(plan.model.states.map(({ initial }) => initial))
  for (const [id, box] of layout.boxes) {
    const state = plan.model.states.find((candidate) => candidate.id === id)
    const group = state ? drawState(state, box, initials.has(id)) : drawStart(id, box)
    for (const [index, row] of (plan.rows.get(id) ?? []).entries()) {
      const line = drawRow(row, box, index)
      group.append(line)
      for (const transition of row.transitions) shows(transition, line)
    }
    if (state) states.set(id, group)
    svg.append(group)
  }

  for (const arrow of plan.arrows) {
    const points = layout.arrows.get(arrow.id)
    if (!points) continue
    const group = drawArrow(arrow, points)
    svg.append(group)
    for (const { id } of arrow.transitions) shows(id, group)
  }
  return { svg, states, transitions }
}

function drawState({ id, key, type, children, parent }: ChartState, box: Box, initial: boolean): SVGGElement {
  const nested = children.length > 0
  const group = element('g', { class: `state ${type}${nested ? ' nested' : ''}`, 'data-state': id })
  group.append(element('rect', { class: 'box', ...attributes(box), rx: nested ? 12 : 9 }))
  if (type === 'final') group.append(element('rect', { class: 'inner', ...attributes(inset(box, 3)), rx: 6 }))
  const middle = box.y + METRICS.header / 2 + 1
  let left = box.x + METRICS.pad
  if (initial && parent !== null) {
    group.append(element('circle', { class: 'initial', cx: left + 3, cy: middle, r: 3 }))
    left += 12
  }
  group.append(text(key, { class: 'name', x: left, y: middle + 4 }))
  return group
}

function drawRow(row: ChartRow, box: Box, index: number): SVGGElement {
  const group = element('g', { class: row.transitions.length > 0 ? 'row' : 'row detail' })
  const y = box.y + METRICS.header + index * METRICS.row
  const line = element('text', { x: box.x + METRICS.pad, y: y + 11 })
  for (const part of ['lead', 'guard', 'effect'] as const) {
    if (!row[part]) continue
    const span = element('tspan', { class: part })
    span.textContent = `${row[part]} `
    line.append(span)
  }
  const glow = { class: 'glow', x: box.x + 4, y, width: box.width - 8, height: METRICS.row, rx: 4 }
  group.append(element('rect', glow), line)
  return group
}

function drawStart(id: string, box: Box): SVGGElement {
  if (id !== ANYWHERE) return drawDot({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
  const group = element('g', { class: 'state anywhere' })
  group.append(
    element('rect', { class: 'box', ...attributes(box), rx: 9 }),
    text('any state', { class: 'name', x: box.x + METRICS.pad, y: box.y + METRICS.header / 2 + 5 }),
  )
  return group
}

function drawArrow(
  { direct, transitions, source, target }: ChartArrow,
  points: readonly Point[],
): SVGGElement {
  const group = element('g', { class: 'arrow', 'data-arrow': `${source} > ${target}` })
  const title = element('title', {})
  title.textContent = transitions
    .map((transition) => `${transition.source}: ${triggerText(transition)}`)
    .join('\n')
  const [start] = points
  group.append(
    title,
    element('path', { class: 'line', d: roundedPath(points) }),
    element('path', { class: 'head', d: headPath(points) }),
  )
  // An open dot: the way starts at a state inside the box.
  if (start && !direct) group.append(drawDot(start))
  return group
}

function drawDot({ x, y }: Point): SVGGElement {
  const group = element('g', { class: 'inside' })
  group.append(element('circle', { cx: x, cy: y, r: 3.5 }))
  return group
}

/** Straight segments whose corners are rounded as far as the segments allow. */
function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1]
      const after = points[index + 1]
      if (!before) return `M${point.x} ${point.y}`
      if (!after) return `L${point.x} ${point.y}`
      const start = toward(point, before)
      const end = toward(point, after)
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`
    })
    .join('')
}

function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const part = Math.min(7, length / 2) / length
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}

function headPath(points: readonly Point[]): string {
  const tip = points.at(-1)
  const before = points.at(-2)
  if (!tip || !before) return ''
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1
  const along = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length }
  const back = { x: tip.x - along.x * 7, y: tip.y - along.y * 7 }
  const side = { x: -along.y * 3.6, y: along.x * 3.6 }
  return `M${tip.x} ${tip.y}L${back.x + side.x} ${back.y + side.y}L${back.x - side.x} ${back.y - side.y}Z`
}

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
})
const attributes = ({ x, y, width, height }: Box) => ({ x, y, width, height })

function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  values: Record<string, string | number>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value))
  return made
}

function text(content: string, values: Record<string, string | number>): SVGTextElement {
  const made = element('text', values)
  made.textContent = content
  return made
}
