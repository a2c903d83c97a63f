// biome-ignore-all format: coordinates are read in rows.

import { box, type Context, fade, glow, oval, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { between, type Random } from '../random.js'
import type { Stage } from '../stage.js'

/** A tall building whose lower edge is at `y`; some of its windows are lit when it is dark. */
export function tower(
  context: Context,
  stage: Stage,
  {
    x,
    y,
    width,
    height,
    color,
    lights,
  }: { x: number; y: number; width: number; height: number; color: string; lights: number },
): void {
  const { random, palette } = stage
  context.fillStyle = fade(context, y - height, y, lighten(color, 0.12), color)
  context.fillRect(x, y - height, width, height)
  context.fillStyle = alpha(shade(color, 0.6), 0.4)
  context.fillRect(x + width * 0.74, y - height, width * 0.26, height)
  const roof = random()
  if (roof < 0.3)
    poly(
      context,
      [x + width * 0.3, y - height, x + width * 0.5, y - height * 1.12, x + width * 0.7, y - height],
      color,
    )
  else if (roof < 0.55) context.fillRect(x + width * 0.48, y - height * 1.16, width * 0.04, height * 0.16)
  else if (roof < 0.75)
    box(context, x + width * 0.18, y - height - width * 0.14, width * 0.5, width * 0.16, 0, color)
  const columns = Math.max(2, Math.round(width / (stage.unit * 2.4)))
  const rows = Math.max(3, Math.round(height / (stage.unit * 3.4)))
  const w = width / columns
  const h = height / rows
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const on = palette.dark ? random() < 0.42 : random() < 0.12
      context.fillStyle = on
        ? mix(random() < 0.8 ? '#ffd98a' : '#a9e4ff', color, 1 - lights)
        : palette.dark
          ? shade(color, 0.35)
          : mix(color, palette.sky[1], 0.45)
      context.fillRect(x + w * (column + 0.24), y - height + h * (row + 0.3), w * 0.52, h * 0.46)
    }
  }
}

/** A small gabled house. */
export function cottage(
  context: Context,
  stage: Stage,
  x: number,
  y: number,
  size: number,
  wall: string,
  roof: string,
): void {
  const { palette } = stage
  const half = size * 0.4
  const eaves = y - size * 0.42
  context.fillStyle = fade(context, eaves, y, lighten(wall, 0.12), shade(wall, 0.15))
  context.fillRect(x - half, eaves, half * 2, size * 0.43)
  box(context, x + half * 0.42, y - size * 0.86, size * 0.1, size * 0.3, 0, shade(wall, 0.4))
  poly(
    context,
    [
      x - half * 1.2, eaves, x - half * 0.75, y - size * 0.8, x + half * 0.75, y - size * 0.8,
      x + half * 1.2, eaves,
    ],
    fade(context, y - size * 0.8, eaves, lighten(roof, 0.1), shade(roof, 0.25)),
  )
  const pane = palette.dark ? '#ffd27a' : mix(palette.sky[1], '#ffffff', 0.3)
  if (palette.dark) glow(context, x - half * 0.45, y - size * 0.24, size * 0.5, '#ffbf5a', 0.4)
  box(context, x - half * 0.72, y - size * 0.33, half * 0.46, size * 0.17, size * 0.01, pane)
  box(context, x + half * 0.3, y - size * 0.33, half * 0.46, size * 0.17, size * 0.01, pane)
  box(context, x - half * 0.14, y - size * 0.29, half * 0.34, size * 0.29, size * 0.03, shade(roof, 0.45))
}

/** A street lamp; it shines when it is dark. */
export function streetLamp(context: Context, stage: Stage, x: number, y: number, size: number): void {
  const { palette } = stage
  const iron = palette.lit('#3b4356')
  context.fillStyle = iron
  context.fillRect(x - size * 0.012, y - size * 0.9, size * 0.024, size * 0.9)
  box(context, x - size * 0.04, y - size * 0.05, size * 0.08, size * 0.05, size * 0.01, iron)
  if (palette.dark) glow(context, x, y - size * 0.95, size * 0.6, '#ffd890', 0.6)
  oval(
    context,
    x,
    y - size * 0.95,
    size * 0.055,
    size * 0.07,
    palette.dark ? '#fff0c4' : palette.lit('#f2efe2'),
  )
  poly(context, [x - size * 0.06, y - size, x, y - size * 1.06, x + size * 0.06, y - size], iron)
}

const ROOFS = ['#c9573f', '#b5654a', '#5f7fa8', '#a8483f', '#7f6aa5', '#4f8f86']
const WALLS = ['#f6ead2', '#f1d9b5', '#e9e4d8', '#f3d3c4', '#d8e2dd']

/** A wall and a roof colour that go together. */
export function houseColors(stage: Stage, random: Random, distance = 0): [wall: string, roof: string] {
  const at = (colors: string[]) => colors[Math.floor(between(random, 0, colors.length))] ?? '#f6ead2'
  return [stage.palette.lit(at(WALLS), distance), stage.palette.land(at(ROOFS), distance)]
}
