// biome-ignore-all format: coordinates are read in rows.

import { type Context, fade, poly } from '../brush.js'
import { lighten, mix, shade } from '../color.js'
import { between } from '../random.js'
import type { Stage } from '../stage.js'

/** The height of a rolling line at share `u` of the width, -1 to 1; each scene has its own. */
export function rolling(stage: Stage, roughness: number): (u: number) => number {
  const waves = [1, 2.3, 4.7].map((frequency) => ({
    frequency: frequency * roughness * between(stage.random, 0.8, 1.25),
    phase: stage.random() * 7,
  }))
  return (u) =>
    waves.reduce(
      (sum, { frequency, phase }, index) => sum + Math.sin(u * frequency * 6.28 + phase) / 2 ** index,
      0,
    ) / 1.75
}

/** Paints rolling ground from `top` (a share of the height) down to the lower edge and returns its line. */
export function hills(
  context: Context,
  stage: Stage,
  width: number,
  {
    top,
    rise,
    color,
    roughness = 1,
    low = shade(color, 0.35),
  }: { top: number; rise: number; color: string; roughness?: number; low?: string },
): (x: number) => number {
  const { height } = stage
  const shape = rolling(stage, roughness)
  const lineAt = (x: number) => height * (top - rise * shape(x / width))
  const points: number[] = []
  for (let i = 0; i <= 64; i++) points.push((i / 64) * width, lineAt((i / 64) * width))
  const edge = height * (top - rise)
  poly(
    context,
    [...points, width, height, 0, height],
    fade(context, edge, height, lighten(color, 0.1), color, low),
  )
  return lineAt
}

/** Paints a range of angular mountains, lit from one side, with snow on the high ones. */
export function peaks(
  context: Context,
  stage: Stage,
  width: number,
  {
    base,
    tall,
    count,
    color,
    snow,
  }: { base: number; tall: number; count: number; color: string; snow?: string },
): void {
  const { height, random } = stage
  const foot = height * base
  for (let i = 0; i < count; i++) {
    const x = ((i + between(random, 0.1, 0.9)) / count) * width
    const rise = height * tall * between(random, 0.55, 1)
    const half = rise * between(random, 0.9, 1.35)
    const top = foot - rise
    const lean = half * between(random, -0.12, 0.12)
    const fold = x + lean * 0.4 + half * 0.12
    poly(
      context,
      [
        x - half, foot, x - half * 0.5, top + rise * 0.56, x - half * 0.42, top + rise * 0.5, x + lean, top,
        x + half * 0.46, top + rise * 0.52, x + half, foot,
      ],
      fade(context, top, foot, lighten(color, 0.16), color),
    )
    poly(
      context,
      [
        x + lean, top, x + half * 0.46, top + rise * 0.52, x + half, foot, fold + half * 0.1, foot,
        fold - half * 0.06, top + rise * 0.6, fold + half * 0.05, top + rise * 0.3,
      ],
      fade(context, top, foot, shade(color, 0.38), mix(color, shade(color, 0.3), 0.5)),
    )
    if (!snow || rise < height * tall * 0.62) continue
    const line = top + rise * 0.3
    const left = x + lean - half * 0.27
    const right = x + lean + half * 0.27
    poly(
      context,
      [
        x + lean, top, right, line, right - half * 0.1, line - rise * 0.05,
        x + lean + half * 0.06, line + rise * 0.07, x + lean - half * 0.05, line - rise * 0.03,
        left + half * 0.1, line + rise * 0.05, left, line,
      ],
      snow,
    )
    poly(
      context,
      [
        x + lean, top, right, line, right - half * 0.1, line - rise * 0.05,
        x + lean + half * 0.06, line + rise * 0.07, x + lean + half * 0.04, line - rise * 0.12,
      ],
      shade(snow, 0.35),
    )
  }
}

/** Paints calm or moving water from the horizon down, with streaks of reflected sky. */
export function water(
  context: Context,
  stage: Stage,
  width: number,
  { top, color, bottom = stage.height }: { top: number; color: string; bottom?: number },
): void {
  const { random, unit, palette, height } = stage
  const edge = height * top
  context.fillStyle = fade(context, edge, bottom, mix(palette.sky[2], color, 0.35), color, shade(color, 0.55))
  context.fillRect(0, edge, width, bottom - edge)
  for (let i = 0; i < 70; i++) {
    const share = random() ** 1.7
    const y = edge + share * (bottom - edge)
    const length = unit * between(random, 2, 9) * (0.3 + share * 1.6)
    context.fillStyle = mix(palette.sky[2], color, 0.25 + random() * 0.5)
    context.globalAlpha = 0.5 - share * 0.25
    context.beginPath()
    context.roundRect(random() * width, y, length, unit * (0.16 + share * 0.35), unit * 0.2)
    context.fill()
  }
  context.globalAlpha = 1
}
