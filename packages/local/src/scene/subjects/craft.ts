// biome-ignore-all format: coordinates are read in rows.

import { blob, box, fade, glow, limb, line, oval, placed, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import type { DrawFigure } from './figure.js'

export const boat: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 1.5) * 2, turn: Math.sin(t * 1.2) * 0.05 }, () => {
    const fill = Math.sin(t * 1.7) * 3
    line(context, [0, -14, 0, -118], 3.4, paint.lit('#7a5238'))
    context.beginPath()
    context.moveTo(4, -114)
    context.quadraticCurveTo(48 + fill, -62, 52, -24)
    context.lineTo(4, -22)
    context.fillStyle = fade(context, -114, -22, paint.lit('#ffffff'), paint.lit('#f6e9d4'))
    context.fill()
    for (let i = 0; i < 2; i++)
      line(
        context,
        [5, -54 + i * 16, 24 + fill * 0.4, -52 + i * 16, 43 + i * 5 + fill * 0.5, -54 + i * 16],
        3.5,
        paint.accent,
      )
    context.beginPath()
    context.moveTo(-4, -106)
    context.quadraticCurveTo(-38 + fill * 0.6, -58, -46, -26)
    context.lineTo(-4, -22)
    context.fillStyle = fade(context, -106, -22, lighten(paint.accent, 0.3), paint.accent)
    context.fill()
    poly(context, [0, -118, 16, -114 + fill, 0, -109], paint.main)
    blob(
      context,
      [-62, -18, 0, -13, 68, -20, 52, 8, 30, 16, -34, 16, -54, 6],
      fade(context, -20, 16, paint.light, paint.main, paint.shade),
    )
    line(context, [-60, -15, 0, -10, 64, -16], 3.5, paint.lit('#fff6e6'))
    for (const x of [-28, 0, 28])
      oval(context, x, 0, 3.4, 3.4, paint.night ? '#ffd98a' : paint.lit('#bfe2ee'))
  })
  for (let i = 0; i < 3; i++)
    line(
      context,
      [-70 - i * 12, 12 + i * 2, -50, 14 + i, 60 - i * 8, 12 + i * 2],
      1.6,
      alpha(paint.lit('#ffffff'), 0.5 - i * 0.13),
    )
}

export const submarine: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 1.4) * 2, turn: Math.sin(t) * 0.03 }, () => {
    const blade = Math.cos(t * 12)
    oval(context, -80, 0, 3, 20 * Math.abs(blade) + 2, paint.lit('#c9b26a'))
    poly(context, [-58, -6, -82, -24, -76, 0, -82, 24, -58, 6], paint.shade)
    line(context, [6, -34, 6, -66, 24, -66], 5, paint.shade)
    blob(context, [-22, -30, -16, -50, 22, -50, 30, -30], fade(context, -50, -30, paint.light, paint.main))
    blob(
      context,
      [78, 0, 62, -26, 20, -36, -30, -33, -70, -8, -70, 8, -30, 33, 20, 36, 62, 26],
      fade(context, -36, 36, paint.light, paint.main, paint.shade),
    )
    for (const x of [-22, 10, 42]) {
      oval(context, x, -2, 12, 12, paint.lit('#d9c37a'))
      oval(context, x, -2, 8.6, 8.6, fade(context, -10, 7, '#fff2bd', '#f2b75a'))
    }
    if (paint.night) glow(context, 78, 0, 30, '#fff1bf', 0.8)
    line(context, [-60, 16, 0, 24, 62, 16], 2, shade(paint.main, 0.4))
  })
}

export const rocket: DrawFigure = (context, { t }, paint) => {
  const flare = 0.8 + 0.2 * Math.sin(t * 31) + 0.1 * Math.sin(t * 47)
  for (let i = 0; i < 7; i++) {
    const life = (t * 1.1 + i / 7) % 1
    oval(
      context,
      Math.sin(i * 4.1) * 16 * life,
      66 + life * 66,
      6 + life * 15,
      6 + life * 13,
      alpha(mix('#ffd9a0', paint.lit('#e9e6ee'), life), 0.55 * (1 - life)),
    )
  }
  glow(context, 0, 62, 58 * flare, '#ffab4a', 0.6)
  blob(
    context,
    [-13, 42, 13, 42, 15, 62, 0, 62 + 46 * flare, -15, 62],
    fade(context, 42, 110, '#fff3b0', '#ffb03a', '#ff6a2f'),
  )
  blob(context, [-7, 42, 7, 42, 8, 56, 0, 52 + 26 * flare, -8, 56], '#fffbe2')
  poly(context, [-16, 8, -42, 46, -38, 58, -14, 40], paint.shade)
  poly(context, [16, 8, 42, 46, 38, 58, 14, 40], paint.shade)
  poly(context, [-11, 40, 11, 40, 14, 50, -14, 50], paint.lit('#4a4a5e'))
  blob(
    context,
    [0, -78, 15, -52, 23, -16, 20, 22, 13, 43, -13, 43, -20, 22, -23, -16, -15, -52],
    (() => {
      const side = context.createLinearGradient(-23, 0, 23, 0)
      side.addColorStop(0, paint.lit('#ffffff'))
      side.addColorStop(0.55, paint.lit('#eef0f6'))
      side.addColorStop(1, paint.lit('#b4b8cf'))
      return side
    })(),
  )
  blob(
    context,
    [0, -79, 9, -66, 17, -46, 0, -42, -17, -46, -9, -66],
    fade(context, -78, -42, paint.light, paint.main),
  )
  poly(context, [-21, 16, 21, 16, 18, 27, -18, 27], paint.main)
  oval(context, 0, -14, 12, 12, paint.main)
  oval(context, 0, -14, 8.6, 8.6, fade(context, -22, -6, '#bfeaff', '#3f78c0'))
  oval(context, -3, -17, 2.6, 2.6, alpha('#ffffff', 0.8))
  blob(context, [-4, 14, 4, 14, 4.6, 54, -4.6, 54], paint.main)
}

export const ufo: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 2) * 4, turn: Math.sin(t * 1.3) * 0.08 }, () => {
    poly(
      context,
      [-26, 12, 26, 12, 58, 120, -58, 120],
      fade(context, 12, 120, alpha('#b8ffd9', 0.5 + 0.12 * Math.sin(t * 5)), alpha('#b8ffd9', 0)),
    )
    blob(
      context,
      [-28, -6, -22, -34, 0, -44, 22, -34, 28, -6],
      fade(context, -44, -6, alpha('#e6fbff', 0.95), alpha('#7fd0e8', 0.9)),
    )
    oval(context, 0, -16, 9, 12, '#7fd88a')
    for (const side of [-1, 1]) oval(context, side * 3.6, -18, 2.6, 4, '#1c2a33', side * 0.3)
    blob(
      context,
      [-72, 6, -36, -10, 0, -13, 36, -10, 72, 6, 36, 18, 0, 21, -36, 18],
      fade(context, -13, 21, paint.light, paint.main, paint.shade),
    )
    for (let i = 0; i < 7; i++) {
      const on = Math.sin(t * 6 - i) > 0
      oval(context, -48 + i * 16, 7 + Math.abs(i - 3) * -0.8, 3.4, 3.4, on ? '#fff2a0' : paint.accent)
    }
  })
}

export const airplane: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 1.8) * 2, turn: -0.06 + Math.sin(t * 1.1) * 0.03 }, () => {
    line(context, [-190, 6, -130, 2, -74, 0], 2.4, alpha('#ffffff', 0.35))
    poly(context, [6, -8, -14, -40, -28, -40, -16, -6], paint.shade)
    poly(context, [-56, -8, -84, -46, -68, -44, -40, -12], fade(context, -46, -8, paint.light, paint.main))
    blob(
      context,
      [76, 2, 66, -11, 30, -17, -30, -15, -74, -9, -80, -2, -40, 10, 30, 15, 66, 12],
      fade(context, -17, 15, paint.lit('#ffffff'), paint.lit('#f4f2f0'), paint.lit('#c3c6d6')),
    )
    blob(context, [76, 4, 40, 4, -40, 2, -78, -3, -40, 10, 30, 15, 66, 12], paint.main)
    blob(context, [62, -10, 74, -1, 58, -1, 52, -9], paint.lit('#4f6f94'))
    for (let i = 0; i < 7; i++)
      oval(context, 40 - i * 12, -5, 3, 3.4, paint.night ? '#ffe2a0' : paint.lit('#7fa6c8'))
    poly(
      context,
      [14, 4, -36, 42, -52, 44, -22, 6],
      fade(context, 4, 44, paint.light, paint.main, paint.shade),
    )
    oval(context, -16, 24, 11, 5.4, paint.lit('#e6e8ef'), -0.1)
    poly(context, [-58, -2, -84, 12, -92, 10, -74, -4], paint.shade)
    const spin = Math.abs(Math.cos(t * 24))
    limb(context, [79, 2, 79, 2, 79, 2], 6, 6, paint.dark)
    oval(context, 80, 2, 1.6, 5 + 15 * spin, alpha(paint.dark, 0.6))
  })
}

export const balloon: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 1.1) * 3, turn: Math.sin(t * 0.8) * 0.035 }, () => {
    for (const side of [-1, 1]) line(context, [side * 15, 24, side * 9, 50], 1, paint.lit('#6b5444'))
    const gore = (wide: number, fill: string | ReturnType<typeof fade>) =>
      blob(
        context,
        [
          0, -78, wide * 0.62, -68, wide, -32, wide * 0.72, 2, 13 * (wide / 54), 27, -13 * (wide / 54), 27,
          -wide * 0.72, 2, -wide, -32, -wide * 0.62, -68,
        ],
        fill,
      )
    gore(54, fade(context, -78, 27, paint.light, paint.main, paint.shade))
    gore(38, fade(context, -78, 27, lighten(paint.accent, 0.25), paint.accent, shade(paint.accent, 0.25)))
    gore(21, fade(context, -78, 27, paint.light, paint.main, paint.shade))
    gore(7, paint.accent)
    blob(context, [-38, -52, -26, -66, -30, -40, -42, -24], alpha('#ffffff', 0.28))
    const burn = Math.max(0, Math.sin(t * 2.3))
    if (paint.night) glow(context, 0, -12, 66, '#ffc46a', 0.25 + burn * 0.35)
    blob(
      context,
      [-3, 34, 3, 34, 2, 27, 0, 20 - burn * 6, -2, 27],
      burn > 0.1 ? '#ffcf5a' : alpha('#ffcf5a', 0),
    )
    box(context, -11, 48, 22, 18, 4, fade(context, 48, 66, paint.lit('#c08a52'), paint.lit('#8a5c38')))
    box(context, -13, 46, 26, 5, 2.5, paint.lit('#e0b071'))
    for (const x of [-5, 4]) oval(context, x, 42, 3.4, 3.8, paint.lit(x < 0 ? '#e0a880' : '#8a5a44'))
  })
}
