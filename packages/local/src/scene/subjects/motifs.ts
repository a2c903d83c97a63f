import { blob, type Context, fade, oval, placed, poly } from '../brush.js'
import { alpha, lighten, mix, rotateHue, shade } from '../color.js'
import { between, createRandom } from '../random.js'
import type { Stage } from '../stage.js'

/** Draws an abstract motif over the whole stage: what a prompt becomes whose subject nobody knows. */
export type DrawMotif = (context: Context, stage: Stage, t: number) => void

const SCHEMES = [
  ['#f26d5b', '#f7b267', '#f4e3b2', '#6c5b7b', '#355c7d'],
  ['#1b998b', '#f5e663', '#ed217c', '#2d3047', '#ff9b71'],
  ['#7b5ea7', '#e86a92', '#f7e733', '#41e2ba', '#3d5a80'],
  ['#ef476f', '#ffd166', '#06d6a0', '#118ab2', '#f1faee'],
  ['#ff7b54', '#ffb26b', '#ffd56f', '#939b62', '#4f5d75'],
  ['#cdb4db', '#ffafcc', '#bde0fe', '#a2d2ff', '#8a7fc0'],
] as const

/** The five colours of a motif: those the prompt names come first. */
export function motifColors(stage: Stage): string[] {
  const random = createRandom(stage.brief.seed + 17)
  const scheme = SCHEMES[Math.floor(random() * SCHEMES.length)] ?? SCHEMES[0]
  const turn = between(random, -35, 35)
  const asked = stage.brief.colors.flatMap((color) => [color, lighten(color, 0.35)])
  return [...asked, ...scheme.map((color) => rotateHue(color, turn))].slice(0, 5)
}

const ribbons: DrawMotif = (context, stage, t) => {
  const { width, height, unit } = stage
  const random = createRandom(stage.brief.seed + 21)
  const colors = motifColors(stage)
  for (let i = 0; i < 6; i++) {
    const color = colors[i % colors.length] ?? '#f26d5b'
    const base = height * (0.18 + i * 0.085)
    const turns = between(random, 0.7, 1.6)
    const phase = random() * 6.28
    const thick = unit * between(random, 7, 15)
    const upper: number[] = []
    const lower: number[] = []
    for (let k = 0; k <= 40; k++) {
      const u = k / 40
      const y =
        base +
        Math.sin(u * turns * 6.28 + phase + t * 0.7) * unit * 13 +
        Math.sin(u * 9 - t * 0.5 + phase) * unit * 3
      const half = thick * Math.cos(u * turns * 4 + phase * 2 - t * 0.5)
      upper.push(-unit * 4 + u * (width + unit * 8), y - half)
      lower.unshift(-unit * 4 + u * (width + unit * 8), y + half)
    }
    // The points of the lower edge were put in front pairwise, so each pair is the right way round already.
    poly(
      context,
      [...upper, ...lower],
      fade(context, base - unit * 20, base + unit * 20, lighten(color, 0.35), color, shade(color, 0.45)),
    )
  }
}

const orbs: DrawMotif = (context, stage, t) => {
  const { width, height, unit } = stage
  const random = createRandom(stage.brief.seed + 22)
  const colors = motifColors(stage)
  for (let i = 0; i < 15; i++) {
    const depth = (i + 1) / 15
    const color = colors[i % colors.length] ?? '#f7b267'
    const radius = unit * between(random, 3, 10) * (0.45 + depth)
    const x = width * between(random, 0.06, 0.94) + Math.sin(t * between(random, 0.3, 0.8) + i) * unit * 7
    const y = height * between(random, 0.1, 0.66) + Math.cos(t * between(random, 0.4, 0.9) + i * 2) * unit * 6
    oval(context, x, y, radius * 1.35, radius * 1.35, alpha(lighten(color, 0.3), 0.14))
    const ball = context.createRadialGradient(x - radius * 0.35, y - radius * 0.4, radius * 0.1, x, y, radius)
    ball.addColorStop(0, lighten(color, 0.75))
    ball.addColorStop(0.45, color)
    ball.addColorStop(1, shade(color, 0.65))
    oval(context, x, y, radius, radius, ball)
  }
}

function crane(context: Context, color: string, beat: number): void {
  poly(context, [6, 0, -8, -44 * beat, -30, -40 * beat, -16, 6], shade(color, 0.35))
  poly(context, [-18, 4, -58, -22, -12, 12], mix(color, shade(color, 0.4), 0.5))
  poly(context, [10, 6, 50, -30, 20, 12], lighten(color, 0.12))
  poly(context, [50, -30, 66, -24, 45, -23], shade(color, 0.2))
  poly(context, [-20, 4, 4, -12, 24, 8, 2, 20], color)
  poly(context, [-20, 4, 2, 20, 2, 2], shade(color, 0.28))
  poly(context, [14, 0, 12, -52 * beat, 36, -34 * beat, 22, 8], lighten(color, 0.4))
  poly(context, [14, 0, 12, -52 * beat, 2, 4], lighten(color, 0.2))
}

const origami: DrawMotif = (context, stage, t) => {
  const { width, height, unit } = stage
  const random = createRandom(stage.brief.seed + 23)
  const colors = motifColors(stage)
  const flock = 4 + Math.floor(random() * 4)
  for (let i = 0; i < flock; i++) {
    const size = (unit / 100) * between(random, 22, 34) * (0.6 + (i / flock) * 0.9)
    const x = ((random() + (t * (0.03 + size * 0.05)) / 1.2) % 1.25) * width - width * 0.12
    const y = height * (0.14 + ((i * 0.618) % 1) * 0.5) + Math.sin(t * 1.2 + i * 2) * unit * 3
    placed(context, { x, y, turn: Math.sin(t * 0.9 + i) * 0.1 - 0.08, scaleX: size }, () =>
      crane(context, colors[i % colors.length] ?? '#ffffff', 0.55 + 0.5 * Math.sin(t * 3.2 + i * 1.7)),
    )
  }
}

const bloom: DrawMotif = (context, stage, t) => {
  const { width, height, unit } = stage
  const random = createRandom(stage.brief.seed + 24)
  const colors = motifColors(stage)
  const petals = 5 + Math.floor(random() * 6)
  const drift = Math.sin(t * 0.5) * unit * 3
  for (let ring = 5; ring >= 1; ring--) {
    const color = colors[ring % colors.length] ?? '#e86a92'
    const reach = unit * (7 + ring * 6.4) * (1 + 0.07 * Math.sin(t * 1.3 + ring))
    for (let i = 0; i < petals; i++) {
      placed(
        context,
        {
          x: width / 2 + drift,
          y: height * 0.42,
          turn: (i / petals) * Math.PI * 2 + t * 0.16 * (ring % 2 ? 1 : -1) + ring * 0.4,
        },
        () => {
          blob(
            context,
            [0, 0, -reach * 0.3, -reach * 0.56, 0, -reach, reach * 0.3, -reach * 0.56],
            fade(context, -reach, 0, lighten(color, 0.3), alpha(color, 0.92), shade(color, 0.4)),
          )
        },
      )
    }
  }
  const core = unit * 6
  oval(
    context,
    width / 2 + drift,
    height * 0.42,
    core,
    core,
    fade(context, height * 0.42 - core, height * 0.42 + core, '#fff6d8', colors[0] ?? '#f7b267'),
  )
}

const shards: DrawMotif = (context, stage, t) => {
  const { width, height, unit } = stage
  const random = createRandom(stage.brief.seed + 25)
  const colors = motifColors(stage)
  for (let i = 0; i < 22; i++) {
    const color = colors[i % colors.length] ?? '#118ab2'
    const spin = t * between(random, 0.15, 0.5) * (i % 2 ? 1 : -1) + i
    const orbit = unit * between(random, 8, 44)
    const angle = i * 2.4 + t * (6 / (orbit / unit + 8))
    const size = unit * between(random, 4, 12)
    placed(
      context,
      {
        x: width / 2 + Math.cos(angle) * orbit * (width / height > 1 ? 1.4 : 0.9),
        y: height * 0.42 + Math.sin(angle) * orbit * 0.62,
        turn: spin,
      },
      () => {
        poly(context, [0, -size, size * 0.7, size * 0.1, 0, size * 0.75], shade(color, 0.25))
        poly(context, [0, -size, -size * 0.65, size * 0.2, 0, size * 0.75], lighten(color, 0.25))
        poly(context, [0, -size * 0.1, size * 0.7, size * 0.1, 0, size * 0.75], color)
      },
    )
  }
}

export const MOTIFS = { ribbons, orbs, origami, bloom, shards } as const
export type MotifId = keyof typeof MOTIFS
export const MOTIF_IDS = Object.keys(MOTIFS) as [MotifId, ...MotifId[]]
