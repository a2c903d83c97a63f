import { blob, type Context, fade, glow, line, oval, placed } from '../brush.js'
import { lighten, mix, shade } from '../color.js'
import type { DrawFigure } from './figure.js'

export const tree: DrawFigure = (context, { t }, paint) => {
  const sway = (k: number) => Math.sin(t * 1.4 + k) * (1 + k * 0.25)
  const bark = paint.lit('#7a5240')
  blob(
    context,
    [-12, 0, -7, -14, -6, -44, -14, -60, -6, -58, 0, -66, 8, -58, 16, -64, 7, -44, 8, -14, 13, 0, 0, 3],
    fade(context, -60, 0, bark, shade(bark, 0.4)),
  )
  line(context, [4, -40, 16, -52, 26 + sway(1), -58], 4.5, bark)
  const puffs = [-30, -68, 22, 30, -70, 21, -14, -90, 24, 18, -92, 23, 0, -68, 25, 2, -110, 18]
  for (const layer of [0, 1]) {
    for (let i = 0; i < puffs.length; i += 3) {
      const x = (puffs[i] ?? 0) + sway(i / 3 + 1)
      const y = puffs[i + 1] ?? 0
      const radius = puffs[i + 2] ?? 0
      if (layer)
        oval(
          context,
          x - 3,
          y - 4,
          radius * 0.84,
          radius * 0.84,
          fade(context, y - radius, y + radius, paint.light, paint.main),
        )
      else oval(context, x + 2, y + 4, radius, radius, paint.shade)
    }
  }
  for (let i = 0; i < 12; i++) {
    const x = Math.sin(i * 2.4) * 36 + sway(i % 4)
    oval(context, x, -82 + Math.cos(i * 3.7) * 26, 2.6, 2.6, paint.accent)
  }
  for (let i = 0; i < 3; i++) {
    const life = (t * 0.22 + i / 3) % 1
    oval(context, -34 + i * 30 + Math.sin(t * 2 + i) * 8, -60 + life * 60, 2.2, 1.4, paint.accent, t + i)
  }
}

function stalk(context: Context, t: number, tall: number, color: string): number {
  const sway = Math.sin(t * 1.6) * 4
  line(context, [0, 0, -3, -tall * 0.5, sway, -tall], 4.4, color)
  for (const side of [-1, 1]) {
    placed(
      context,
      { x: -2, y: -tall * (0.34 + side * 0.07), turn: side * 0.25 + sway * 0.02, scaleX: side, scaleY: 1 },
      () => blob(context, [0, 0, 12, -12, 30, -14, 22, -1, 8, 3], side > 0 ? color : shade(color, 0.25)),
    )
  }
  return sway
}

export const flower: DrawFigure = (context, { t }, paint) => {
  const sway = stalk(context, t, 72, paint.lit('#4f8f4a'))
  placed(context, { x: sway, y: -76, turn: sway * 0.03, scaleX: 1 + Math.sin(t * 1.3) * 0.03 }, () => {
    for (const [count, reach, offset, color] of [
      [8, 27, 0, paint.shade],
      [8, 22, 0.39, paint.main],
      [6, 13, 0.2, paint.light],
    ] as const) {
      for (let i = 0; i < count; i++) {
        placed(context, { x: 0, y: 0, turn: (i / count) * Math.PI * 2 + offset }, () =>
          blob(context, [0, 2, -reach * 0.34, -reach * 0.55, 0, -reach, reach * 0.34, -reach * 0.55], color),
        )
      }
    }
    oval(context, 0, 0, 7, 7, fade(context, -7, 7, lighten(paint.accent, 0.3), paint.accent))
  })
}

export const sunflower: DrawFigure = (context, { t }, paint) => {
  const sway = stalk(context, t, 78, paint.lit('#5a8f42'))
  placed(context, { x: sway, y: -84, turn: sway * 0.03 }, () => {
    for (const [offset, reach, color] of [
      [0.14, 34, paint.shade],
      [0, 32, paint.main],
    ] as const) {
      for (let i = 0; i < 18; i++) {
        placed(context, { x: 0, y: 0, turn: (i / 18) * Math.PI * 2 + offset }, () =>
          blob(context, [-4, -10, -5, -reach * 0.7, 0, -reach, 5, -reach * 0.7, 4, -10], color),
        )
      }
    }
    oval(
      context,
      0,
      0,
      16.5,
      16.5,
      fade(context, -16, 16, lighten(paint.accent, 0.12), shade(paint.accent, 0.35)),
    )
    // Seeds in the golden angle, as in the plant.
    for (let i = 1; i < 42; i++) {
      const radius = Math.sqrt(i) * 2.3
      oval(
        context,
        Math.cos(i * 2.39996) * radius,
        Math.sin(i * 2.39996) * radius,
        0.95,
        0.95,
        mix(paint.accent, paint.main, 0.3 + (i % 3) * 0.12),
      )
    }
  })
}

export const mushroom: DrawFigure = (context, { t }, paint) => {
  const squash = 1 + Math.sin(t * 2) * 0.02
  for (const [x, size, turn] of [
    [-34, 0.42, -0.12],
    [36, 0.52, 0.1],
    [0, 1, 0],
  ] as const) {
    placed(
      context,
      { x, y: 0, turn: turn + Math.sin(t * 1.5 + x) * 0.02, scaleX: size / squash, scaleY: size * squash },
      () => {
        const stem = paint.lit('#f6ead6')
        blob(
          context,
          [-13, 0, -10, -24, -14, -54, 14, -54, 10, -24, 14, 0, 0, 3],
          fade(context, -54, 0, shade(stem, 0.3), stem, shade(stem, 0.2)),
        )
        oval(context, 0, -52, 40, 9, paint.lit('#e2cfb4'))
        if (paint.night) glow(context, 0, -60, 60, lighten(paint.main, 0.4), 0.4)
        blob(
          context,
          [-46, -52, -36, -78, 0, -96, 36, -78, 46, -52, 24, -47, 0, -50, -24, -47],
          fade(context, -96, -46, paint.light, paint.main, paint.shade),
        )
        for (const [sx, sy, r] of [
          [-20, -68, 7],
          [4, -80, 6],
          [22, -62, 6.4],
          [0, -60, 4],
          [-34, -56, 3.6],
          [38, -55, 3],
        ] as const)
          oval(context, sx, sy, r, r * 0.8, paint.accent)
      },
    )
  }
}

export const cactus: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: 0, turn: Math.sin(t * 1.3) * 0.02 }, () => {
    line(context, [-8, -34, -34, -34, -36, -44, -35, -64], 14, paint.shade)
    line(context, [8, -26, 32, -26, 34, -34, 33, -52], 13, paint.main)
    line(context, [0, -4, 0, -50, 0, -90], 27, paint.main)
    line(context, [-6, -4, -6, -50, -6, -92], 4, paint.light)
    line(context, [8, -4, 8, -50, 8, -90], 4, paint.shade)
    for (const [x, y, r] of [
      [0, -104, 7],
      [-35, -72, 5],
      [33, -60, 5],
    ] as const) {
      for (let i = 0; i < 5; i++)
        oval(
          context,
          x + Math.cos(i * 1.26 + t * 0.3) * r * 0.7,
          y + Math.sin(i * 1.26 + t * 0.3) * r * 0.5,
          r * 0.55,
          r * 0.55,
          paint.accent,
        )
      oval(context, x, y, r * 0.4, r * 0.4, paint.lit('#ffe27a'))
    }
  })
}
