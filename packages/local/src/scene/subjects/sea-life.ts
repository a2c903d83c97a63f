// biome-ignore-all format: coordinates are read in rows.

import { blob, type Context, type Fill, fade, line, oval, placed, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { type DrawFigure, eye, type Paint } from './figure.js'

function tailFin(context: Context, x: number, size: number, beat: number, color: Fill): void {
  placed(context, { x, y: 0, scaleX: 1 - Math.abs(beat) * 0.3, scaleY: 1 }, () => {
    blob(
      context,
      [
        6, 0, -size * 0.5, -size * 0.72, -size, -size * 0.8 + beat * 6, -size * 0.66, beat * 5,
        -size, size * 0.8 + beat * 6, -size * 0.5, size * 0.72,
      ],
      color,
    )
  })
}

export const fish: DrawFigure = (context, { t }, paint) => {
  const beat = Math.sin(t * 7)
  placed(context, { x: 0, y: 0, turn: beat * 0.03 }, () => {
    tailFin(context, -32, 30, beat, fade(context, -24, 24, paint.accent, paint.main))
    blob(context, [10, -24, -4, -40 + beat * 2, -22, -34, -18, -20], paint.accent)
    blob(
      context,
      [48, 2, 34, -18, 8, -27, -20, -14, -38, 0, -20, 14, 8, 26, 34, 20],
      fade(context, -27, 26, paint.light, paint.main, mix(paint.main, paint.lit('#fff3e0'), 0.45)),
    )
    for (const x of [-14, 12])
      blob(context, [x - 4, -21, x + 5, -23, x + 9, 0, x + 5, 22, x - 4, 19, x, 0], paint.lit('#fff6ea'))
    blob(context, [6, 16, -4, 32 - beat * 2, -16, 30, -10, 14], paint.accent)
    placed(context, { x: 14, y: 5, turn: 0.3 + beat * 0.35 }, () =>
      blob(context, [4, -6, -8, -10, -22, -2, -18, 8, -4, 6], lighten(paint.accent, 0.15)),
    )
    oval(context, 33, -6, 6.6, 6.8, paint.lit('#ffffff'))
    eye(context, { x: 34.4, y: -6, radius: 4, t })
    line(context, [47, 7, 42, 9, 38, 8], 1.6, shade(paint.main, 0.5))
  })
}

export const shark: DrawFigure = (context, { t }, paint) => {
  const beat = Math.sin(t * 4)
  placed(context, { x: 0, y: 0, turn: beat * 0.02 }, () => {
    poly(context, [-62, 0, -92, -36 + beat * 4, -84, -2, -88, 24 + beat * 4], paint.main)
    poly(context, [-6, -20, -22, -52, -30, -16], paint.main)
    blob(
      context,
      [72, 2, 44, -18, 4, -24, -40, -12, -70, 0, -40, 10, 4, 20, 46, 18],
      fade(context, -24, 20, paint.light, paint.main, paint.main),
    )
    blob(context, [70, 5, 48, 7, 4, 8, -46, 5, -30, 12, 6, 20, 46, 18], paint.lit('#f1f4f6'))
    poly(context, [18, 12, 0, 42 + beat * 3, 34, 16], paint.shade)
    for (let i = 0; i < 3; i++)
      line(context, [28 - i * 6, -6, 25 - i * 6, 1, 27 - i * 6, 7], 1.6, paint.shade)
    line(context, [66, 9, 56, 12, 46, 10], 1.8, paint.dark)
    eye(context, { x: 52, y: -5, radius: 3, t })
  })
}

function cetacean(
  context: Context,
  paint: Paint,
  t: number,
  { girth, belly, beak }: { girth: number; belly: string; beak: boolean },
): void {
  const beat = Math.sin(t * 2.6)
  placed(context, { x: 0, y: 0, turn: beat * 0.03 }, () => {
    placed(context, { x: -62, y: -4 + beat * 4, turn: beat * 0.3 }, () => {
      blob(context, [6, -3, -16, -20, -34, -22, -22, -4, -32, 12, -14, 8, 4, 5], paint.main)
    })
    if (beak) {
      blob(context, [4, -girth * 0.8, -12, -girth * 1.55, -26, -girth * 1.4, -18, -girth * 0.7], paint.shade)
      blob(context, [60, 0, 80, 3, 84, 8, 60, 12], paint.main)
    }
    blob(
      context,
      [
        68, 6, 62, -girth * 0.62, 30, -girth, -14, -girth * 0.72, -66, -6 + beat * 4, -64, 4 + beat * 4,
        -20, girth * 0.62, 26, girth * 0.92, 60, girth * 0.6,
      ],
      fade(context, -girth, girth, paint.light, paint.main, paint.shade),
    )
    blob(
      context,
      [66, 10, 44, 8, 8, girth * 0.42, -22, girth * 0.5, 20, girth * 0.92, 58, girth * 0.62],
      belly,
    )
    if (!beak)
      for (let i = 0; i < 5; i++)
        line(
          context,
          [60 - i * 3, 13 + i * 3.4, 34, girth * 0.42 + i * 3, 2, girth * 0.56 + i * 2],
          0.9,
          shade(belly, 0.3),
        )
    placed(context, { x: 18, y: girth * 0.5, turn: 0.25 + beat * 0.22 }, () =>
      blob(context, [8, -4, -6, 2, -26, 24, -18, 26, 6, 10], paint.shade),
    )
    line(context, [66, 6, 54, 8, 44, 4], 1.4, paint.dark)
    eye(context, { x: 42, y: -1, radius: beak ? 2.8 : 2.6, t })
  })
}

export const whale: DrawFigure = (context, { t }, paint) => {
  // The blow: droplets rise and fall above the head.
  for (let i = 0; i < 9; i++) {
    const life = (t * 0.7 + i / 9) % 1
    const side = i % 2 ? 1 : -1
    oval(
      context,
      30 + side * life * 16,
      -34 - Math.sin(life * Math.PI) * 26,
      2.6 * (1 - life * 0.5),
      2.6 * (1 - life * 0.5),
      alpha(paint.lit('#e6f8ff'), 0.8 * (1 - life)),
    )
  }
  cetacean(context, paint, t, { girth: 34, belly: paint.accent, beak: false })
}

export const dolphin: DrawFigure = (context, { t }, paint) =>
  cetacean(context, paint, t * 1.5, { girth: 23, belly: paint.accent, beak: true })

export const turtle: DrawFigure = (context, { t, stride }, paint) => {
  const beat = Math.sin(t * (1.6 + stride * 1.4))
  const skin = fade(context, -20, 26, lighten(paint.accent, 0.18), paint.accent)
  placed(context, { x: -30, y: 8, turn: -0.2 - beat * 0.3 }, () =>
    blob(context, [6, -4, -10, -2, -24, 10, -18, 14, 4, 6], shade(paint.accent, 0.25)),
  )
  placed(context, { x: 22, y: 4, turn: -0.5 + beat * 0.55 }, () =>
    blob(context, [6, -8, -4, -22, -26, -42, -28, -34, -8, 0], shade(paint.accent, 0.3)),
  )
  blob(context, [30, -4, 46, -16, 62, -16, 68, -6, 60, 4, 40, 8], skin)
  eye(context, { x: 58, y: -9, radius: 2.8, t })
  blob(context, [40, 6, 0, 12, -42, 6, -24, 16, 24, 17], paint.lit('#f0dfae'))
  blob(
    context,
    [44, 4, 30, -18, 2, -30, -26, -20, -46, 4, 0, 11],
    fade(context, -30, 10, paint.light, paint.main, paint.shade),
  )
  for (const [x, y, r] of [
    [0, -14, 10],
    [20, -9, 7.5],
    [-20, -9, 7.5],
    [34, 0, 4.5],
    [-34, 0, 4.5],
  ] as const)
    blob(
      context,
      [
        x - r, y, x - r * 0.5, y - r * 0.8, x + r * 0.5, y - r * 0.8, x + r, y, x + r * 0.5, y + r * 0.8,
        x - r * 0.5, y + r * 0.8,
      ],
      alpha(shade(paint.main, 0.6), 0.55),
    )
  placed(context, { x: 24, y: 8, turn: 0.5 - beat * 0.6 }, () =>
    blob(context, [8, -4, 4, 12, -18, 40, -26, 40, -10, 4], skin),
  )
}

export const jellyfish: DrawFigure = (context, { t }, paint) => {
  const pulse = Math.sin(t * 2.4)
  const wide = 36 + pulse * 5
  const tall = 40 - pulse * 4
  if (paint.night) context.globalAlpha = 0.95
  for (let i = 0; i < 9; i++) {
    const x = (i / 8 - 0.5) * wide * 1.6
    const sway = (k: number) => Math.sin(t * 2 - k * 1.1 + i) * (3 + k * 2)
    line(
      context,
      [x, 0, x * 0.9 + sway(1), 22, x * 0.8 + sway(2), 44, x * 0.9 + sway(3), 62 + (i % 3) * 12],
      i % 2 ? 1.6 : 3.4,
      alpha(i % 2 ? paint.light : paint.main, 0.75),
    )
  }
  for (const side of [-1, 0, 1]) {
    const sway = Math.sin(t * 1.6 + side) * 5
    line(
      context,
      [side * 9, 0, side * 12 + sway, 16, side * 8 - sway, 30, side * 10 + sway, 46],
      7,
      alpha(paint.accent, 0.8),
    )
  }
  blob(
    context,
    [
      0, -tall, wide * 0.72, -tall * 0.72, wide, -tall * 0.1, wide * 0.86, 6, wide * 0.43, 1, 0, 7,
      -wide * 0.43, 1, -wide * 0.86, 6, -wide, -tall * 0.1, -wide * 0.72, -tall * 0.72,
    ],
    fade(
      context,
      -tall,
      8,
      alpha(lighten(paint.main, 0.45), 0.95),
      alpha(paint.main, 0.9),
      alpha(paint.accent, 0.85),
    ),
  )
  blob(
    context,
    [
      -wide * 0.45, -tall * 0.75, -wide * 0.1, -tall * 0.86, -wide * 0.3, -tall * 0.5,
      -wide * 0.68, -tall * 0.25,
    ],
    alpha('#ffffff', 0.4),
  )
  for (let i = 0; i < 5; i++)
    oval(context, (i - 2) * wide * 0.3, -tall * (0.2 + (i % 2) * 0.2), 3, 3, alpha(paint.light, 0.7))
  context.globalAlpha = 1
}

export const octopus: DrawFigure = (context, { t }, paint) => {
  for (let i = 0; i < 8; i++) {
    const side = i / 7 - 0.5
    const sway = (k: number) => Math.sin(t * 2 + i * 0.9 - k) * (2 + k * 4)
    const color = i % 2 ? paint.shade : paint.main
    line(
      context,
      [
        side * 36, 0, side * 62 + sway(1) * 0.5, 22, side * 88 + sway(2) * 0.6, 38,
        side * 96 + sway(3) * 0.7, 54 + sway(1), side * 110, 50 + sway(2),
      ],
      9,
      color,
    )
  }
  blob(
    context,
    [0, -66, 28, -56, 34, -28, 24, 6, 0, 12, -24, 6, -34, -28, -28, -56],
    fade(context, -66, 12, paint.light, paint.main, paint.shade),
  )
  for (const [x, y, r] of [
    [-16, -46, 4],
    [-6, -54, 3],
    [18, -48, 3.4],
  ] as const)
    oval(context, x, y, r, r, alpha(paint.light, 0.8))
  for (const side of [-1, 1]) {
    oval(context, side * 13, -14, 8, 9, paint.lit('#fffaf0'))
    eye(context, { x: side * 13 + 1.5, y: -13, radius: 5, t })
  }
  line(context, [-5, 1, 0, 4, 5, 1], 1.8, paint.dark)
}
