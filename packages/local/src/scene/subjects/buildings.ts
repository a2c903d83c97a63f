// biome-ignore-all format: coordinates are read in rows.

import { blob, box, type Context, fade, glow, line, oval, placed, poly } from '../brush.js'
import { lighten, mix, shade } from '../color.js'
import type { DrawFigure, Paint } from './figure.js'

function windowPane(context: Context, paint: Paint, x: number, y: number, w: number, h: number): void {
  if (paint.night) glow(context, x + w / 2, y + h / 2, w * 1.7, '#ffc35f', 0.5)
  box(context, x - 1.5, y - 1.5, w + 3, h + 3, 1.5, paint.lit('#fff6e6'))
  box(
    context,
    x,
    y,
    w,
    h,
    1,
    paint.night ? '#ffd98a' : fade(context, y, y + h, paint.lit('#bfe0ee'), paint.lit('#86b4cc')),
  )
  box(context, x + w / 2 - 0.6, y, 1.2, h, 0, paint.lit('#fff6e6'))
}

function smoke(context: Context, paint: Paint, t: number, x: number, y: number): void {
  for (let i = 0; i < 5; i++) {
    const life = (t * 0.3 + i / 5) % 1
    context.globalAlpha = 0.6 * (1 - life)
    oval(
      context,
      x + life * 22 + Math.sin(t + i) * 3,
      y - life * 40,
      4 + life * 8,
      4 + life * 7,
      paint.lit('#f4f2f2'),
    )
  }
  context.globalAlpha = 1
}

export const house: DrawFigure = (context, { t }, paint) => {
  smoke(context, paint, t, 29, -104)
  box(context, 22, -102, 13, 34, 1, paint.lit('#a86a55'))
  box(context, -46, -52, 92, 52, 1, fade(context, -52, 0, paint.light, paint.main, shade(paint.main, 0.2)))
  poly(
    context,
    [-58, -50, -36, -90, 36, -90, 58, -50],
    fade(context, -90, -50, lighten(paint.accent, 0.12), paint.accent, shade(paint.accent, 0.3)),
  )
  for (let row = 0; row < 3; row++)
    line(
      context,
      [-42 - row * 5, -80 + row * 11, 42 + row * 5, -80 + row * 11],
      0.8,
      shade(paint.accent, 0.35),
    )
  windowPane(context, paint, -35, -40, 20, 20)
  windowPane(context, paint, 16, -40, 20, 20)
  box(context, -9, -36, 18, 36, [9, 9, 0, 0], shade(paint.accent, 0.4))
  oval(context, 5, -16, 1.4, 1.4, paint.lit('#f2cf70'))
  for (const x of [-34, -28, -20, 20, 28, 35])
    oval(context, x, -2 + Math.sin(t * 2 + x) * 0.4, 6, 6, paint.lit(x % 4 ? '#5f9a4f' : '#78b05c'))
}

export const castle: DrawFigure = (context, { t }, paint) => {
  const stone = (x: number, y: number, w: number, h: number, far = false) => {
    const color = far ? paint.shade : paint.main
    box(context, x, y, w, h, 0, fade(context, y, y + h, lighten(color, 0.18), color, shade(color, 0.25)))
    box(context, x + w * 0.7, y, w * 0.3, h, 0, mix(color, shade(color, 0.5), 0.4))
    for (let i = 0; i * 7 < w; i++)
      if (i % 2 === 0) box(context, x + i * 7 - 1, y - 6, Math.min(7, w - i * 7 + 2), 7, 0, color)
  }
  const spire = (x: number, y: number, half: number, tall: number, phase: number) => {
    const wave = Math.sin(t * 4 + phase) * 3
    line(context, [x, y - tall, x, y - tall - 15], 1.2, paint.dark)
    blob(
      context,
      [
        x, y - tall - 15, x + 9, y - tall - 14 + wave, x + 18, y - tall - 11 - wave,
        x + 9, y - tall - 8 + wave, x, y - tall - 7,
      ],
      paint.accent,
    )
    poly(context, [x - half, y, x, y - tall, x + half, y], paint.accent)
    poly(context, [x, y - tall, x + half, y, x + half * 0.25, y], shade(paint.accent, 0.35))
  }
  stone(-24, -98, 22, 98, true)
  spire(-13, -98, 16, 34, 0)
  stone(8, -112, 20, 112, true)
  spire(18, -112, 15, 36, 1)
  stone(-66, -78, 28, 78)
  spire(-52, -78, 20, 38, 2)
  stone(40, -78, 28, 78)
  spire(54, -78, 20, 38, 3)
  stone(-40, -52, 82, 52)
  box(context, -13, -34, 28, 34, [14, 14, 0, 0], paint.lit('#4a3236'))
  for (const x of [-6, 1, 8]) box(context, x, -30, 1.2, 30, 0, paint.lit('#2c2230'))
  for (const [x, y] of [
    [-56, -56],
    [50, -56],
    [-56, -30],
    [50, -30],
    [-15, -84],
    [15, -94],
    [-28, -36],
    [27, -36],
  ] as const) {
    if (paint.night) glow(context, x + 2.5, y + 5, 12, '#ffc35f', 0.7)
    box(context, x, y, 5, 10, [2.5, 2.5, 0, 0], paint.night ? '#ffd98a' : paint.lit('#4a4458'))
  }
}

export const lighthouse: DrawFigure = (context, { t }, paint) => {
  const lamp = -122
  const sweep = Math.cos(t * 1.5)
  const beam = (reach: number) => {
    const half = 7 + Math.abs(reach) * 0.09
    const gradient = context.createLinearGradient(0, 0, reach, 0)
    gradient.addColorStop(0, `rgba(255, 244, 196, ${paint.night ? 0.75 : 0.4})`)
    gradient.addColorStop(1, 'rgba(255, 244, 196, 0)')
    poly(context, [0, lamp - 3, reach, lamp - half, reach, lamp + half, 0, lamp + 3], gradient)
  }
  beam(sweep * 210)
  beam(-sweep * 210)
  blob(
    context,
    [-50, 2, -34, -12, -8, -18, 20, -16, 44, -8, 54, 4, 0, 10],
    fade(context, -18, 8, paint.lit('#8d8a99'), paint.lit('#5c5a6c')),
  )
  for (let i = 0; i < 5; i++) {
    const y1 = -14 - i * 19
    const half = (y: number) => 21 + (y + 14) * 0.09
    const color = i % 2 ? paint.main : paint.lit('#fff8ee')
    poly(context, [-half(y1), y1, half(y1), y1, half(y1 - 19), y1 - 19, -half(y1 - 19), y1 - 19], color)
    poly(
      context,
      [half(y1) * 0.35, y1, half(y1), y1, half(y1 - 19), y1 - 19, half(y1 - 19) * 0.35, y1 - 19],
      shade(color, 0.3),
    )
  }
  box(context, -4, -33, 9, 19, [5, 5, 0, 0], paint.dark)
  box(context, -17, -112, 34, 5, 1, paint.dark)
  glow(context, 0, lamp, 44, '#fff1b8', 0.5 + 0.4 * Math.abs(sweep))
  box(context, -9, -132, 18, 20, 1, '#fff3c4')
  for (const x of [-9, -3, 3, 8]) box(context, x, -132, 1.2, 20, 0, paint.dark)
  poly(context, [-13, -131, 0, -147, 13, -131], paint.main)
  oval(context, 0, -148, 2, 2, paint.dark)
}

export const windmill: DrawFigure = (context, { t, stride }, paint) => {
  poly(
    context,
    [-27, 0, 27, 0, 17, -80, -17, -80],
    fade(context, -80, 0, paint.light, paint.main, shade(paint.main, 0.15)),
  )
  poly(context, [6, 0, 27, 0, 17, -80, 5, -80], shade(paint.main, 0.22))
  box(context, -31, -36, 62, 4, 1, paint.lit('#7a5240'))
  blob(
    context,
    [-20, -78, -15, -98, 0, -106, 15, -98, 20, -78],
    fade(context, -106, -78, lighten(paint.accent, 0.15), paint.accent),
  )
  box(context, -8, -25, 16, 25, [8, 8, 0, 0], paint.lit('#6b4433'))
  windowPane(context, paint, -5, -62, 10, 12)
  placed(context, { x: 0, y: -88, turn: t * (0.9 + stride * 0.6) }, () => {
    for (let i = 0; i < 4; i++) {
      placed(context, { x: 0, y: 0, turn: (i / 4) * Math.PI * 2 }, () => {
        box(context, -1.4, -66, 2.8, 66, 0, paint.lit('#6b4a3a'))
        box(context, 1.4, -64, 13, 48, 1, paint.lit('#fff6e4'))
        for (let k = 1; k < 6; k++) box(context, 1.4, -64 + k * 8, 13, 1, 0, paint.lit('#c9b08e'))
        box(context, 7, -64, 1, 48, 0, paint.lit('#c9b08e'))
      })
    }
    oval(context, 0, 0, 4.6, 4.6, paint.lit('#5a3d30'))
  })
}
