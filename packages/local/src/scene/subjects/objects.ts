// biome-ignore-all format: coordinates are read in rows.

import { blob, box, fade, glow, line, oval, placed, poly } from '../brush.js'
import { alpha, lighten, mix } from '../color.js'
import type { DrawFigure } from './figure.js'

export const clock: DrawFigure = (context, { t }, paint) => {
  const swing = Math.sin(t * Math.PI) * 0.3
  placed(context, { x: 0, y: -56, turn: swing }, () => {
    line(context, [0, 0, 0, 52], 2.4, paint.lit('#d9b45a'))
    oval(context, 0, 54, 8, 8, fade(context, 46, 62, paint.lit('#ffe7a0'), paint.lit('#c9983c')))
  })
  poly(context, [-50, -86, 0, -132, 50, -86], fade(context, -132, -86, paint.light, paint.main))
  box(context, -42, -112, 84, 84, 12, fade(context, -112, -28, paint.light, paint.main, paint.shade))
  oval(context, 0, -70, 35, 35, paint.accent)
  oval(context, 0, -70, 31, 31, fade(context, -101, -39, paint.lit('#fffdf4'), paint.lit('#efe3cb')))
  for (let i = 0; i < 12; i++)
    placed(context, { x: 0, y: -70, turn: (i / 12) * Math.PI * 2 }, () =>
      box(context, -0.9, -28, 1.8, i % 3 ? 3.4 : 7, 0.8, paint.dark),
    )
  placed(context, { x: 0, y: -70, turn: t * 0.16 - 1 }, () =>
    box(context, -1.8, -17, 3.6, 20, 1.8, paint.dark),
  )
  placed(context, { x: 0, y: -70, turn: t * 1.1 }, () => box(context, -1.3, -25, 2.6, 29, 1.3, paint.dark))
  placed(context, { x: 0, y: -70, turn: (Math.floor(t * 2) * Math.PI) / 30 + 0.4 }, () =>
    box(context, -0.5, -27, 1, 34, 0.5, paint.lit('#d8412f')),
  )
  oval(context, 0, -70, 2.6, 2.6, paint.lit('#d8412f'))
}

export const lantern: DrawFigure = (context, { t }, paint) => {
  const flame = 0.85 + 0.15 * Math.sin(t * 9) * Math.sin(t * 5.3)
  placed(context, { x: 0, y: -40, turn: Math.sin(t * 1.2) * 0.06 }, () => {
    glow(context, 0, 4, 68, '#ffb54f', (paint.night ? 0.75 : 0.4) * flame)
    line(context, [-9, -42, 0, -56, 9, -42], 2.4, paint.dark)
    blob(
      context,
      [0, -40, 30, -28, 37, 4, 27, 34, 0, 42, -27, 34, -37, 4, -30, -28],
      fade(context, -40, 42, lighten(paint.main, 0.3), mix(paint.main, '#ffd27a', 0.55 * flame), paint.main),
    )
    for (const wide of [25, 12]) {
      context.beginPath()
      context.ellipse(0, 1, wide, 40, 0, 0, Math.PI * 2)
      context.lineWidth = 1
      context.strokeStyle = alpha(paint.shade, 0.55)
      context.stroke()
    }
    glow(context, 0, 10, 30 * flame, '#fff3c0', 0.9)
    box(context, -15, -46, 30, 8, 3, paint.dark)
    box(context, -14, 38, 28, 7, 3, paint.dark)
    for (let i = -1; i <= 1; i++)
      line(
        context,
        [i * 4, 45, i * 4 + Math.sin(t * 2) * 2, 54, i * 4 + Math.sin(t * 2 - 0.6) * 4, 66],
        1.8,
        paint.accent,
      )
  })
}

export const cup: DrawFigure = (context, { t }, paint) => {
  oval(context, 0, -3, 58, 8, paint.lit('#efe4d2'))
  oval(context, 0, -5, 52, 6.4, paint.lit('#fffaf0'))
  context.beginPath()
  context.ellipse(40, -40, 17, 17, 0, -1.5, 1.9)
  context.lineWidth = 7
  context.strokeStyle = paint.shade
  context.stroke()
  blob(
    context,
    [-42, -72, 42, -72, 40, -34, 24, -6, 0, -3, -24, -6, -40, -34],
    fade(context, -72, -3, paint.light, paint.main, paint.shade),
  )
  oval(context, 0, -71, 42, 9, lighten(paint.main, 0.35))
  oval(context, 0, -70, 38, 7, paint.lit('#6b4128'))
  oval(context, Math.sin(t) * 4, -70, 17, 3.4, paint.lit('#d9a873'))
  blob(context, [-34, -60, -28, -58, -24, -20, -30, -24], alpha('#ffffff', 0.35))
  for (let i = 0; i < 3; i++) {
    const x = (i - 1) * 17
    const wave = (k: number) => Math.sin(t * 2 + i * 1.9 - k * 1.2) * (3 + k * 2)
    const steam = context.createLinearGradient(0, -78, 0, -142)
    steam.addColorStop(0, alpha('#ffffff', 0))
    steam.addColorStop(0.3, alpha('#ffffff', 0.65))
    steam.addColorStop(1, alpha('#ffffff', 0))
    line(
      context,
      [x, -78, x + wave(1), -94, x + wave(2), -110, x + wave(3), -126, x + wave(4), -142],
      6,
      steam,
    )
  }
}

export const kite: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: Math.sin(t * 1.7) * 4, turn: 0.5 + Math.sin(t * 1.4) * 0.12 }, () => {
    const wave = (k: number) => Math.sin(t * 3 - k) * (3 + k * 3)
    line(context, [0, 48, wave(1), 66, wave(2), 84, wave(3), 102, wave(4) + 4, 118], 2, paint.dark)
    for (let i = 1; i <= 3; i++) {
      const y = 50 + i * 18
      placed(context, { x: wave(i) * 0.7, y, turn: wave(i) * 0.05 }, () =>
        poly(context, [0, 0, -9, -5, -9, 5, 0, 0, 9, -5, 9, 5], i % 2 ? paint.main : paint.accent),
      )
    }
    poly(context, [0, -56, 36, -14, 0, 50, -36, -14], paint.main)
    poly(context, [0, -56, 36, -14, 0, -14], paint.accent)
    poly(context, [-36, -14, 0, -14, 0, 50], paint.shade)
    poly(context, [0, -56, -36, -14, 0, -14], paint.light)
    line(context, [0, -56, 0, 50], 1.4, paint.dark)
    line(context, [-36, -14, 36, -14], 1.4, paint.dark)
  })
}

export const umbrella: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: -62 + Math.sin(t * 1.4) * 2, turn: 0.12 + Math.sin(t * 1.1) * 0.08 }, () => {
    line(context, [0, -44, 0, 0, 0, 50, 7, 59, 14, 50], 3.4, paint.lit('#6b4433'))
    context.beginPath()
    context.moveTo(-62, 0)
    context.bezierCurveTo(-58, -66, 58, -66, 62, 0)
    for (const x of [31, 0, -31]) context.quadraticCurveTo(x + 15.5, -11, x, 0)
    context.quadraticCurveTo(-46.5, -11, -62, 0)
    context.fillStyle = fade(context, -50, 0, paint.light, paint.main, paint.shade)
    context.fill()
    context.beginPath()
    context.moveTo(-31, 0)
    context.bezierCurveTo(-28, -34, -12, -49, 0, -50)
    context.bezierCurveTo(12, -49, 28, -34, 31, 0)
    context.quadraticCurveTo(15, -11, 0, 0)
    context.quadraticCurveTo(-15, -11, -31, 0)
    context.fillStyle = alpha(paint.light, 0.85)
    context.fill()
    line(context, [0, -48, 0, -58], 2.6, paint.dark)
  })
}

export const candle: DrawFigure = (context, { t }, paint) => {
  for (const [x, tall, phase] of [
    [-34, 46, 1],
    [32, 60, 2],
    [0, 84, 0],
  ] as const) {
    const lean = Math.sin(t * 3 + phase) * 1.8
    const flicker = 1 + Math.sin(t * 11 + phase) * 0.1
    oval(context, x, 0, 17, 4.4, paint.lit('#b98a4c'))
    box(
      context,
      x - 11,
      -tall,
      22,
      tall,
      4,
      fade(context, -tall, 0, mix(paint.main, '#ffd98a', 0.5), paint.main, paint.shade),
    )
    blob(
      context,
      [
        x - 11, -tall + 2, x, -tall - 2, x + 11, -tall + 2, x + 10, -tall + 16, x + 6, -tall + 8,
        x - 3, -tall + 20, x - 9, -tall + 10,
      ],
      paint.light,
    )
    line(context, [x, -tall, x, -tall - 6], 1.4, paint.dark)
    glow(context, x, -tall - 16, 46, '#ffb34a', (paint.night ? 0.7 : 0.45) * flicker)
    blob(
      context,
      [x, -tall - 3, x + 6, -tall - 11, x + lean, -tall - 30 * flicker, x - 6, -tall - 11],
      '#ffae3d',
    )
    blob(
      context,
      [x, -tall - 4, x + 3, -tall - 9, x + lean * 0.6, -tall - 19 * flicker, x - 3, -tall - 9],
      '#fff6cf',
    )
  }
}

export const book: DrawFigure = (context, { t }, paint) => {
  const flip = (t * 0.6) % 1
  poly(context, [-72, -16, 0, -6, 72, -16, 72, -4, 0, 6, -72, -4], paint.main)
  for (const side of [-1, 1]) {
    blob(
      context,
      [0, -6, side * 20, -40, side * 66, -42, side * 70, -14, side * 34, -16],
      fade(context, -42, -6, paint.lit('#fffaf0'), paint.lit('#ecdcbc')),
    )
    for (let i = 0; i < 5; i++)
      line(
        context,
        [side * 16, -34 + i * 5, side * 36, -36 + i * 5, side * 58, -35 + i * 5],
        1,
        paint.lit('#b5a184'),
      )
  }
  const angle = Math.cos(flip * Math.PI)
  blob(
    context,
    [
      0, -6, angle * 22, -44 - Math.sin(flip * Math.PI) * 26,
      angle * 66, -44 - Math.sin(flip * Math.PI) * 20, angle * 68, -15, angle * 30, -14,
    ],
    paint.lit('#fff4de'),
  )
  glow(context, 0, -44, 64, lighten(paint.accent, 0.5), 0.4)
  for (let i = 0; i < 9; i++) {
    const life = (t * 0.35 + i / 9) % 1
    placed(
      context,
      {
        x: Math.sin(i * 2.4 + t * 0.6) * 44,
        y: -44 - life * 76,
        turn: t + i,
        scaleX: Math.sin(life * Math.PI),
      },
      () =>
        poly(
          context,
          [0, -6, 1.6, -1.6, 6, 0, 1.6, 1.6, 0, 6, -1.6, 1.6, -6, 0, -1.6, -1.6],
          i % 2 ? paint.accent : paint.light,
        ),
    )
  }
}
