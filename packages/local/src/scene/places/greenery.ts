// biome-ignore-all format: coordinates are read in rows.

import { blob, type Context, type Fill, fade, line, oval, poly } from '../brush.js'
import { lighten, shade } from '../color.js'
import { between, type Random } from '../random.js'

/** A conifer of stacked tiers. */
export function conifer(context: Context, x: number, y: number, size: number, color: string): void {
  context.fillStyle = shade(color, 0.6)
  context.fillRect(x - size * 0.035, y - size * 0.16, size * 0.07, size * 0.17)
  for (let tier = 0; tier < 4; tier++) {
    const low = y - size * (0.1 + tier * 0.2)
    const half = size * (0.27 - tier * 0.05)
    const top = low - size * 0.36
    poly(context, [x - half, low, x, top, x + half, low, x, low + size * 0.03], lighten(color, tier * 0.045))
    poly(context, [x, top, x + half, low, x, low + size * 0.03], shade(color, 0.28 - tier * 0.04))
  }
}

/** A broad-leaved tree with a cloud of leaves. */
export function leafTree(
  context: Context,
  x: number,
  y: number,
  size: number,
  color: string,
  random: Random,
): void {
  const bark = shade('#7a5a4a', 0.2)
  line(context, [x, y, x + size * 0.01, y - size * 0.3, x, y - size * 0.5], size * 0.07, shade(color, 0.75))
  line(
    context,
    [x, y - size * 0.3, x + size * 0.1, y - size * 0.42, x + size * 0.16, y - size * 0.5],
    size * 0.035,
    shade(color, 0.75),
  )
  const puffs = [-0.17, -0.58, 0.17, 0.17, -0.6, 0.16, 0, -0.74, 0.19, -0.04, -0.55, 0.2]
  const dark = shade(color, 0.32)
  for (let i = 0; i < puffs.length; i += 3) {
    const radius = size * (puffs[i + 2] ?? 0) * between(random, 0.9, 1.15)
    oval(
      context,
      x + size * (puffs[i] ?? 0) + radius * 0.1,
      y + size * (puffs[i + 1] ?? 0) + radius * 0.14,
      radius,
      radius,
      bark === '' ? bark : dark,
    )
  }
  for (let i = 0; i < puffs.length; i += 3) {
    const radius = size * (puffs[i + 2] ?? 0) * 0.86
    const cy = y + size * (puffs[i + 1] ?? 0) - radius * 0.06
    oval(
      context,
      x + size * (puffs[i] ?? 0) - radius * 0.08,
      cy,
      radius,
      radius,
      fade(context, cy - radius, cy + radius, lighten(color, 0.16), color),
    )
  }
}

/** A tall trunk that leaves the picture at the top. */
export function trunk(context: Context, x: number, y: number, width: number, color: Fill): void {
  blob(
    context,
    [
      x - width * 0.9, y, x - width * 0.5, y - width * 1.6, x - width * 0.42, -width * 4,
      x + width * 0.42, -width * 4, x + width * 0.5, y - width * 1.6, x + width, y, x, y + width * 0.2,
    ],
    color,
  )
}

/** A palm with a bent trunk and hanging fronds. */
export function palm(
  context: Context,
  x: number,
  y: number,
  size: number,
  color: string,
  trunkColor: string,
  random: Random,
): void {
  const lean = size * between(random, -0.22, 0.22)
  const top = y - size * 0.72
  line(context, [x, y, x + lean * 0.2, y - size * 0.38, x + lean, top], size * 0.05, trunkColor)
  for (let i = 0; i < 8; i++) {
    const angle = -Math.PI * 0.5 + (i - 3.5) * 0.62
    const reach = size * between(random, 0.3, 0.38)
    const tipX = x + lean + Math.cos(angle) * reach
    const tipY = top + Math.sin(angle) * reach * 0.5 + size * 0.13
    const midX = x + lean + Math.cos(angle) * reach * 0.55
    const midY = top + Math.sin(angle) * reach * 0.6 - size * 0.06
    context.beginPath()
    context.moveTo(x + lean, top)
    context.quadraticCurveTo(midX, midY, tipX, tipY)
    context.quadraticCurveTo(midX, midY + size * 0.1, x + lean, top)
    context.fillStyle = i % 2 ? color : shade(color, 0.3)
    context.fill()
  }
}

/** A tuft of blades. */
export function tuft(
  context: Context,
  x: number,
  y: number,
  size: number,
  color: string,
  random: Random,
): void {
  for (let i = 0; i < 5; i++) {
    const lean = (i - 2) * size * 0.22 + between(random, -0.1, 0.1) * size
    poly(
      context,
      [
        x + (i - 2) * size * 0.09 - size * 0.06, y, x + lean, y - size * between(random, 0.6, 1),
        x + (i - 2) * size * 0.09 + size * 0.06, y,
      ],
      i % 2 ? color : lighten(color, 0.1),
    )
  }
}

/** A broad leaf that points along `angle`. */
export function leaf(
  context: Context,
  x: number,
  y: number,
  size: number,
  angle: number,
  color: string,
): void {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const at = (along: number, aside: number) => [
    x + size * (cos * along - sin * aside),
    y + size * (sin * along + cos * aside),
  ]
  blob(
    context,
    [...at(0, 0), ...at(0.35, -0.2), ...at(0.75, -0.13), ...at(1, 0), ...at(0.75, 0.13), ...at(0.35, 0.2)],
    color,
  )
  line(context, [...at(0.05, 0), ...at(0.5, 0.02), ...at(0.92, 0)], size * 0.02, lighten(color, 0.2))
}

/** A smooth rock. */
export function rock(
  context: Context,
  x: number,
  y: number,
  size: number,
  color: string,
  random: Random,
): void {
  const w = size * between(random, 0.8, 1.2)
  blob(
    context,
    [
      x - w * 0.5, y, x - w * 0.42, y - size * 0.3, x - w * 0.1, y - size * 0.52,
      x + w * 0.28, y - size * 0.38, x + w * 0.5, y, x, y + size * 0.06,
    ],
    fade(context, y - size * 0.5, y, lighten(color, 0.18), shade(color, 0.35)),
  )
}

/** A saguaro. */
export function saguaro(context: Context, x: number, y: number, size: number, color: string): void {
  line(context, [x, y, x, y - size * 0.5, x, y - size * 0.92], size * 0.15, color)
  line(
    context,
    [x, y - size * 0.36, x - size * 0.24, y - size * 0.36, x - size * 0.24, y - size * 0.66],
    size * 0.1,
    color,
  )
  line(
    context,
    [x, y - size * 0.26, x + size * 0.22, y - size * 0.26, x + size * 0.22, y - size * 0.5],
    size * 0.1,
    color,
  )
  line(
    context,
    [x + size * 0.035, y - size * 0.04, x + size * 0.035, y - size * 0.9],
    size * 0.03,
    shade(color, 0.35),
  )
}
