import type { Stage } from './stage.js'
import type { Figure } from './subjects/figure.js'
import type { DirectionId, GaitId } from './vocabulary.js'

/** Where and how a figure is at one moment. */
export interface Placement {
  x: number
  y: number
  /** Pixels per unit of the figure. */
  scale: number
  turn: number
  /** The ground below it, where its shadow falls. */
  floor: number
  /** Whether it faces left. */
  flip: boolean
  stride: number
}

/** Which one of the scene's figures it is. */
export interface Member {
  figure: Figure
  index: number
  count: number
  kind: number
  kinds: number
  direction: DirectionId
  medium: 'land' | 'water' | 'underwater' | 'air' | 'space' | 'indoors'
}

const CROWD_SCALE = [1, 1, 0.84, 0.74, 0.68, 0.64, 0.6, 0.56]
const STRIDES: Record<GaitId, number> = { walk: 0.6, run: 1, jump: 0.8, fly: 0.7, float: 0.35, dance: 0.5 }

const isGrounded = ({ habitat }: Figure) => habitat === 'walks' || habitat === 'rolls' || habitat === 'rooted'

function baseHeight(stage: Stage, { figure, medium, index }: Member): number {
  const { height, ground, unit, brief } = stage
  const lofty = brief.gait === 'fly' || medium === 'space'
  if (figure.habitat === 'flies')
    return height * (medium === 'underwater' ? 0.45 : figure.size < 36 ? 0.46 : 0.38)
  if (figure.ashore && (medium === 'land' || medium === 'indoors')) return ground - unit * figure.size * 0.16
  if (figure.habitat === 'swims') return medium === 'water' ? ground - unit * 2 : height * 0.44
  if (lofty && figure.habitat !== 'rooted') return height * 0.5 + unit * figure.size * 0.3
  if (medium === 'space') return height * 0.5 + unit * figure.size * 0.45
  if (medium === 'water' && figure.habitat !== 'sails')
    return ground + unit * (figure.habitat === 'rooted' ? 3 : 7)
  if (medium === 'water') return ground + unit * 3
  return ground + (index % 2) * unit * 3
}

/** The figure's place among its like: rows on the ground, a loose wedge in the air. */
function formation(stage: Stage, member: Member): { dx: number; dy: number; depth: number } {
  const { index, count, kind, kinds, figure } = member
  const apart = Math.min(stage.width * 0.8, stage.width * 0.22 * (count - 1))
  const share = count > 1 ? index / (count - 1) - 0.5 : 0
  const lane = kinds > 1 ? (kind - (kinds - 1) / 2) * stage.width * 0.36 : 0
  const spread = kinds > 1 ? 0.45 : 1
  const wobble = count > 1 ? Math.sin(index * 2.4 + stage.brief.seed) : 0
  const free = figure.habitat === 'flies' || figure.habitat === 'swims'
  return {
    dx: lane + share * apart * spread + wobble * stage.unit * 3,
    dy: free && count > 1 ? (((index * 0.618) % 1) - 0.5) * stage.height * 0.36 : 0,
    depth: count > 1 ? 1 - ((index * 0.382) % 1) * 0.35 : 1,
  }
}

function applyGait(placement: Placement, stage: Stage, member: Member, t: number): void {
  const { unit, brief } = stage
  const beat = t + member.index * 0.7
  const { figure, medium } = member
  if (brief.gait === 'jump' && isGrounded(figure)) placement.y -= Math.abs(Math.sin(beat * 3)) * unit * 13
  if (brief.gait === 'dance') {
    placement.turn += Math.sin(beat * 4) * 0.12
    if (isGrounded(figure)) placement.y -= Math.abs(Math.sin(beat * 4)) * unit * 3
  }
  const floats = medium === 'space' || brief.gait === 'float' || brief.gait === 'fly'
  if (floats && isGrounded(figure)) {
    placement.y += Math.sin(beat * 1.1) * unit * 3
    placement.turn += Math.sin(beat * 0.7) * 0.16
  }
  if (figure.habitat === 'flies') {
    placement.y += Math.sin(beat * 1.3) * unit * 2.6
    if (figure.size < 36) placement.x += Math.sin(beat * 2.1) * unit * 3
  }
  if (figure.habitat === 'swims' && medium !== 'water' && !figure.ashore) {
    placement.y += Math.sin(beat * 0.9) * unit * 3
    placement.turn += Math.cos(beat * 0.9) * 0.05
  }
}

/** Out of the water and in again, nose first. */
function leap(placement: Placement, stage: Stage, member: Member, t: number): void {
  const cycle = (t + member.index * 0.9) * 1.15 + 0.4
  placement.y = stage.ground + stage.unit * (-6 - 22 * Math.max(-0.35, Math.sin(cycle)))
  placement.turn = -Math.cos(cycle) * 0.5 * (placement.flip ? -1 : 1)
}

/** Where a figure is at `t` seconds. */
export function moveFigure(stage: Stage, member: Member, t: number): Placement {
  const { width, height, unit, seconds, horizon, brief } = stage
  const { figure, count, kinds, medium } = member
  const share = seconds > 0 ? Math.min(1, t / seconds) - 0.5 : 0
  const { dx, dy, depth } = formation(stage, member)
  const crowd = (CROWD_SCALE[count] ?? 0.5) * (kinds > 1 ? 0.86 : 1) * depth
  const fit = Math.min(1, (width * 0.8) / ((figure.span * figure.size * unit) / 100))
  const travel = width * (count > 2 || kinds > 1 ? 0.14 : 0.27) * (brief.gait === 'run' ? 1.15 : 1)
  const { direction } = member
  const resting = direction === 'still' || figure.habitat === 'rooted'
  const placement: Placement = {
    x: width / 2 + dx,
    y: baseHeight(stage, member) + dy + (depth - 1) * unit * 6 * (isGrounded(figure) ? 1 : 0),
    scale: (figure.size / 100) * unit * crowd * fit,
    turn: 0,
    floor: stage.ground + unit * 2,
    flip: direction === 'left',
    stride: resting ? 0 : brief.gait ? STRIDES[brief.gait] : 0.65,
  }
  const upright = figure.heading === 'up'
  if (resting && direction !== 'up' && direction !== 'down') {
    placement.scale *= 1 + (share + 0.5) * 0.07
  } else if (direction === 'right' || direction === 'left') {
    placement.x += share * 2 * travel * (placement.flip ? -1 : 1)
    if (upright && figure.habitat === 'flies' && figure.span < 100 && figure.size > 36)
      placement.turn = placement.flip ? -1.15 : 1.15
  } else if (direction === 'up' || direction === 'down') {
    const way = direction === 'up' ? -1 : 1
    placement.y += way * share * height * (isGrounded(figure) ? 0.28 : 0.42)
    if (isGrounded(figure)) placement.y -= height * (figure.habitat === 'rooted' ? 0.1 : 0.14)
    if (!upright && !resting) placement.turn = way * 0.3
    if (upright && direction === 'down' && figure.span === 84) placement.turn = Math.PI
  } else if (direction === 'toward' || direction === 'away') {
    const near = (direction === 'toward' ? share : -share) + 0.5
    placement.scale *= 0.45 + near * 0.75
    if (isGrounded(figure) || figure.habitat === 'sails')
      placement.y = horizon + (stage.ground - horizon) * (0.45 + near * 0.75)
    placement.x += (near - 0.5) * unit * 12
  } else if (direction === 'circle') {
    const angle = t * 1.1 + member.index * 1.3
    placement.x += Math.cos(angle) * width * 0.2
    placement.y += Math.sin(angle) * unit * (isGrounded(figure) ? 3 : 10)
    placement.scale *= 1 + Math.sin(angle) * 0.16
    placement.flip = Math.sin(angle) > 0
  }
  if (isGrounded(figure) && direction !== 'up' && direction !== 'down' && brief.gait !== 'fly')
    placement.floor = placement.y
  if (figure.habitat === 'swims' && medium === 'water') leap(placement, stage, member, t)
  else applyGait(placement, stage, member, t)
  return placement
}
