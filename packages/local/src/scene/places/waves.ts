import { type Context, poly } from '../brush.js'
import { lighten, mix } from '../color.js'
import { between, createRandom } from '../random.js'
import type { Stage } from '../stage.js'

/** Draws light that glitters on the water. */
export function glints(context: Context, stage: Stage, t: number, from: number, to: number): void {
  const { width, height, unit, palette, brief } = stage
  const random = createRandom(brief.seed + 5)
  context.fillStyle = mix(palette.sky[2], '#ffffff', palette.dark ? 0.15 : 0.6)
  for (let i = 0; i < 46; i++) {
    const share = random() ** 1.5
    const x = random() * width
    const beat = Math.sin(t * between(random, 1, 2.4) + i)
    const y = height * (from + (to - from) * share) + Math.sin(t * 0.9 + i) * unit * 0.3
    if (beat <= 0) continue
    const size = unit * (0.8 + share * 3.4) * beat
    context.globalAlpha = 0.55 * beat
    context.fillRect(x - size / 2 + Math.sin(t * 0.5 + i) * unit, y, size, unit * (0.15 + share * 0.25))
  }
  context.globalAlpha = 1
}

/** Draws one line of waves that rolls sideways. */
export function swell(
  context: Context,
  stage: Stage,
  t: number,
  {
    top,
    rise,
    length,
    speed,
    color,
  }: { top: number; rise: number; length: number; speed: number; color: string },
): void {
  const { width, height, unit } = stage
  const y = height * top
  const points: number[] = [width, height, 0, height]
  for (let i = 0; i <= 48; i++) {
    const x = (i / 48) * width
    const crest =
      Math.sin((x / unit / length) * 6.28 + t * speed) +
      0.4 * Math.sin((x / unit / length) * 14.1 - t * speed * 0.7)
    points.push(x, y - crest * rise * unit + Math.sin(t * 0.8 + top * 30) * unit * 0.5)
  }
  // Flat colours with a light crest: gradients over half the picture cost milliseconds.
  poly(context, points, lighten(color, 0.3))
  context.translate(0, unit * 0.7)
  poly(context, points, lighten(color, 0.08))
  context.translate(0, unit * 3)
  poly(context, points, color)
  context.translate(0, unit * -3.7)
}
