import { type Context, oval, placed } from './brush.js'
import { alpha, lighten, mix, shade } from './color.js'
import { type Member, moveFigure, type Placement } from './motion.js'
import type { Place, Stage } from './stage.js'
import type { Figure, Paint } from './subjects/figure.js'
import { SUBJECTS } from './subjects/subjects.js'

interface Actor extends Member {
  paint: Paint
  /** Who sits on it. */
  rider?: Actor
  person: boolean
}

const PEOPLE = ['person', 'dancer', 'astronaut', 'robot']

function createPaint(stage: Stage, main: string, accent: string, variety: number): Paint {
  const { dark: night } = stage.palette
  // What the scene is about keeps more of its own colour than what stands around it.
  const lit = (color: string) => mix(stage.palette.lit(color), color, night ? 0.45 : 0.3)
  const seen = lit(main)
  return {
    main: seen,
    light: lighten(seen, 0.22),
    shade: shade(seen, 0.42),
    dark: lit('#2f2a38'),
    accent: lit(accent),
    night,
    variety,
    lit,
  }
}

function createActors(stage: Stage, medium: Place['medium']): Actor[] {
  const { subjects, riding, seed, direction } = stage.brief
  const rises = subjects.some(({ id }) => SUBJECTS[id].habitat === 'flies')
  // In "a flamingo, lanterns rising" the flamingo stays on the ground.
  const directionOf = ({ habitat }: Figure) =>
    rises && habitat !== 'flies' && (direction === 'up' || direction === 'down') ? 'still' : direction
  const kinds = riding ? subjects.length - 1 : subjects.length
  const actors = subjects.map(({ id, count, colors }, order) => {
    const figure = SUBJECTS[id]
    return Array.from({ length: count }, (_, index): Actor => {
      const variety = ((((seed % 997) * 0.137 + index * 0.381 + order * 0.53) % 1) + 1) % 1
      const paint = createPaint(stage, colors[0] ?? figure.color, colors[1] ?? figure.accent, variety)
      const kind = riding ? Math.max(0, order - 1) : order
      return {
        direction: directionOf(figure),
        figure,
        index,
        count,
        kind,
        kinds,
        medium,
        paint,
        person: PEOPLE.includes(id),
      }
    })
  })
  const [riders = [], mounts = []] = actors
  if (!riding) return actors.flat()
  mounts.forEach((mount, index) => {
    const rider = riders[index % Math.max(1, riders.length)]
    if (rider) mount.rider = rider
  })
  return actors.slice(1).flat()
}

function drawShadow(context: Context, stage: Stage, actor: Actor, { x, y, floor, scale }: Placement): void {
  const { figure, medium } = actor
  if (medium === 'space' || medium === 'water' || medium === 'underwater' || medium === 'air') return
  // The higher it is above the ground, the fainter and smaller is its shadow.
  const lift = Math.min(1, Math.max(0, floor - y) / stage.height / 0.35)
  const half = figure.span * scale * (0.5 - lift * 0.2)
  oval(context, x, floor, half, half * 0.13, alpha('#1a1433', 0.26 - lift * 0.16))
}

function drawActor(context: Context, actor: Actor, placement: Placement, t: number): void {
  const { figure, paint, rider, index } = actor
  const { x, y, scale, turn, flip, stride } = placement
  // Out of step with one another.
  const own = t + index * 0.47
  placed(context, { x, y, turn, scaleX: flip ? -scale : scale, scaleY: scale }, () => {
    figure.draw(context, { t: own, stride, seated: false }, paint)
    if (!rider || !figure.seat) return
    const [seatX, seatY] = figure.seat
    const size = (rider.figure.size / figure.size) * 0.82
    const sunk = rider.person ? 42 * size : 4
    const bounce = Math.abs(Math.sin(own * (5 + stride * 5))) * -3 * stride
    placed(context, { x: seatX, y: seatY + sunk + bounce, scaleX: size }, () =>
      rider.figure.draw(context, { t: own, stride: stride * 0.4, seated: true }, rider.paint),
    )
  })
}

/** Puts the subjects of the brief on the stage and returns what draws them. */
export function castSubjects(stage: Stage, medium: Place['medium']): (context: Context, t: number) => void {
  const actors = createActors(stage, medium)
  return (context, t) => {
    const moved = actors.map((actor) => ({ actor, placement: moveFigure(stage, actor, t) }))
    // The far ones first.
    moved.sort(
      (one, other) =>
        one.placement.scale / one.actor.figure.size - other.placement.scale / other.actor.figure.size,
    )
    for (const { actor, placement } of moved) drawShadow(context, stage, actor, placement)
    for (const { actor, placement } of moved) drawActor(context, actor, placement, t)
  }
}
