import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js'
import { ANYWHERE, type ChartArrow, type ChartPlan, type ChartRow, insideOf, rowText } from './chart-plan.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export type Box = Point & Size

/** Where everything is, in px of the drawing. */
export interface ChartLayout extends Size {
  /** By the state's id, or `ANYWHERE`. */
  readonly boxes: ReadonlyMap<string, Box>
  /** The corners of each arrow, from its source to its tip, by its id. */
  readonly arrows: ReadonlyMap<string, readonly Point[]>
  /** How many arrows there is no room to draw. */
  readonly left: number
}

/** Whether to place a chart may take so long that this is to be said. */
export const isLarge = ({ model, arrows }: ChartPlan) => model.states.length > MANY || arrows.length > MANY

/** Sizes that layout and drawing share, in px. Lines are in a fixed-width font, so that no text need be measured. */
export const METRICS = { header: 26, row: 15, pad: 10, glyph: 6.05, title: 7.9, inset: 12 } as const

/**
 * Of more arrows in one state nobody could follow one, and to place them takes seconds: the lines of text stay. A chain
 * of many states may have more.
 */
const MOST_ARROWS = 100
const MOST_IN_CHAIN = 300

/** A state with more children or arrows is arranged one way only, because that alone takes a while. */
const MANY = 60

/** How many arrangements of a state's children are tried at most, and how many of them its parent may choose from. */
const MOST_TRIED = 8
const MOST_KEPT = 2

/** Around the whole chart, in px. */
const MARGIN = 4

/** The dot from which ways inside a state start, in px. */
const DOT = 8

/** Between boxes that no arrow connects, in px. */
const GAP = 16

/** Text that is drawn at this part of its size is still read. */
const READABLE = 0.81

/**
 * Places states and arrows in `width` px. Every state's children may stand in a row, in a column or one by one; of the
 * ways to combine that, the lowest one is taken that need not be made smaller to fit.
 * The layout library is loaded when this is first called.
 */
export async function layoutChart(plan: ChartPlan, width: number): Promise<ChartLayout> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
  const options = await arrange(
    { elk: new Elk(), plan, room: width / READABLE },
    plan.model.states[0]?.id ?? '',
  )
  const [best] = options
  if (!best) throw new Error('The machine has no states to draw.')
  return best
}

interface Job {
  readonly elk: ELK
  readonly plan: ChartPlan
  /** Anything wider would have to be drawn too small. */
  readonly room: number
}

/** The best arrangements of a state: the lowest that fits comes first. */
async function arrange(job: Job, id: string): Promise<ChartLayout[]> {
  const { plan, room } = job
  const { root, children } = levelOf(plan, id)
  if (isDot(plan, id)) return [{ width: DOT, height: DOT, ...EMPTY }]
  const own = boxSize(root ? 'chart' : (keyOf(plan, id) ?? 'any state'), plan.rows.get(id) ?? [])
  if (children.length === 0) return [{ ...own, ...EMPTY }]

  const inner = { ...job, room: room - 2 * (root ? MARGIN : METRICS.inset) }
  let combinations: (readonly ChartLayout[])[] = [[]]
  for (const child of children) {
    const options = await arrange(inner, child)
    const tried = combinations.length * options.length > MOST_TRIED ? options.slice(0, 1) : options
    combinations = combinations.flatMap((before) => tried.map((option) => [...before, option]))
  }
  const all = plan.arrows.filter(({ level }) => level === id)
  const most = Math.max(MOST_ARROWS, Math.min(children.length, MOST_IN_CHAIN))
  const arrows = all.length > most ? [] : all
  const isMuch = children.length > MANY || arrows.length > MANY
  const layouts: ChartLayout[] = []
  for (const combination of combinations) {
    const nodes = children.map((child, index) => ({ id: child, layout: combination[index] as ChartLayout }))
    const place = (direction: Direction) =>
      placeLevel(job.elk, nodes, arrows, direction, root ? undefined : own)
    const down =
      arrows.length === 0 && isMuch ? placeGrid(nodes, room, root ? undefined : own) : await place('DOWN')
    layouts.push(down)
    if (isMuch) break
    layouts.push(await place('RIGHT'))
    if (down.width > room) layouts.push(await place('STACK'))
  }
  const left = all.length - arrows.length
  return best(layouts, room).map((layout) => ({ ...layout, left: layout.left + left }))
}

function levelOf(
  { model, rows, arrows }: ChartPlan,
  id: string,
): { root: boolean; children: readonly string[] } {
  const children = model.states.find((state) => state.id === id)?.children ?? []
  const root = model.states[0]?.id === id
  const start = root ? ANYWHERE : insideOf(id)
  const starts = root ? rows.has(ANYWHERE) : arrows.some(({ source }) => source === start)
  return { root, children: starts ? [start, ...children] : children }
}

const isDot = (plan: ChartPlan, id: string) => id !== ANYWHERE && keyOf(plan, id) === undefined
const keyOf = ({ model }: ChartPlan, id: string) => model.states.find((state) => state.id === id)?.key

const EMPTY = { boxes: new Map(), arrows: new Map(), left: 0 }

/** The size of a box's head: its name and its lines. */
function boxSize(name: string, rows: readonly ChartRow[]): Size {
  const { header, row, glyph, title, pad } = METRICS
  const widths = rows.map((line) => rowText(line).length * glyph + 2 * pad)
  return {
    width: Math.ceil(Math.max(64, name.length * title + 30, ...widths)),
    height: header + (rows.length > 0 ? rows.length * row + 7 : 0),
  }
}

interface PlacedState {
  readonly id: string
  readonly layout: ChartLayout
}

/** One state's children, with `head` above them. */
async function placeLevel(
  elk: ELK,
  nodes: readonly PlacedState[],
  arrows: readonly ChartArrow[],
  direction: Direction,
  head: Size | undefined,
): Promise<ChartLayout> {
  const graph: ElkNode = {
    id: 'level',
    layoutOptions: {
      ...OPTIONS,
      'elk.direction': direction === 'RIGHT' ? 'RIGHT' : 'DOWN',
      'elk.partitioning.activate': String(direction === 'STACK'),
      // Groups that no arrow connects are packed side by side.
      'elk.separateConnectedComponents': String(direction !== 'STACK'),
    },
    children: nodes.map(({ id, layout: { width, height } }, index) => ({
      id,
      width,
      height,
      layoutOptions: { 'elk.partitioning.partition': String(index) },
    })),
    edges: arrows.map(({ id, source, target }) => ({ id, sources: [source], targets: [target] })),
  }
  const placed = await elk.layout(graph)
  return levelLayout(placed, nodes, head)
}

/** Without arrows: in rows, one after the other. */
function placeGrid(nodes: readonly PlacedState[], room: number, head: Size | undefined): ChartLayout {
  const children: ElkNode[] = []
  let [x, y, rowHeight, width] = [0, 0, 0, 0]
  for (const { id, layout } of nodes) {
    if (x > 0 && x + layout.width > room - 2 * METRICS.inset) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0]
    children.push({ id, x, y })
    width = Math.max(width, x + layout.width)
    rowHeight = Math.max(rowHeight, layout.height)
    x += layout.width + GAP
  }
  return levelLayout({ id: 'level', children, width, height: y + rowHeight }, nodes, head)
}

function levelLayout(placed: ElkNode, nodes: readonly PlacedState[], head: Size | undefined): ChartLayout {
  const inset = head ? METRICS.inset : MARGIN
  const offset = { x: inset, y: head ? head.height + 6 : inset }
  const origins = new Map(placed.children?.map(({ id, x = 0, y = 0 }) => [id, shift({ x, y }, offset)]))
  const originOf = (id: string) => origins.get(id) ?? offset
  return {
    width: Math.max(head?.width ?? 0, (placed.width ?? 0) + 2 * inset),
    height: offset.y + (placed.height ?? 0) + inset,
    left: nodes.reduce((sum, { layout }) => sum + layout.left, 0),
    boxes: new Map(nodes.flatMap(({ id, layout }) => boxesOf(originOf(id), id, layout))),
    arrows: new Map([
      ...(placed.edges ?? []).map(({ id, sections = [] }): [string, Point[]] => [
        id,
        sections
          .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
          .map((point) => shift(point, offset)),
      ]),
      ...nodes.flatMap(({ id, layout }) => {
        const origin = originOf(id)
        return [...layout.arrows].map(([arrow, points]): [string, Point[]] => [
          arrow,
          points.map((point) => shift(point, origin)),
        ])
      }),
    ]),
  }
}

function boxesOf(origin: Point, id: string, layout: ChartLayout): [string, Box][] {
  const { width, height } = layout
  const inner = [...layout.boxes].map(([child, box]): [string, Box] => [
    child,
    { ...box, ...shift(box, origin) },
  ])
  return [[id, { ...origin, width, height }], ...inner]
}

const shift = (point: Point, by: Point): Point => ({ x: point.x + by.x, y: point.y + by.y })

/** The lowest that fits, then narrower ones that would leave room beside them; else the narrowest. */
function best(layouts: readonly ChartLayout[], room: number): ChartLayout[] {
  const byHeight = [...layouts].sort((a, b) => a.height - b.height || a.width - b.width)
  const fitting = byHeight.filter(({ width }) => width <= room)
  if (fitting.length === 0) return byHeight.sort((a, b) => a.width - b.width).slice(0, 1)
  const front = fitting.filter((layout, index) =>
    fitting.slice(0, index).every(({ width }) => width > layout.width),
  )
  return front.length > MOST_KEPT ? [front[0] as ChartLayout, front.at(-1) as ChartLayout] : front
}

type Direction = 'DOWN' | 'RIGHT' | 'STACK'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=4,left=4,bottom=4,right=4]',
  // The plain strategy centres each layer, which is both the narrowest and the calmest.
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '11',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '11',
  'elk.spacing.edgeEdge': '9',
}
