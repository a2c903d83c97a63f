import { blob, fade, glow, line, oval, placed, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { type DrawFigure, eye } from './figure.js'

export const butterfly: DrawFigure = (context, { t }, paint) => {
  const beat = 0.28 + 0.72 * Math.abs(Math.sin(t * 5.2))
  placed(context, { x: 0, y: Math.sin(t * 10.4) * 2, turn: 0.2 + Math.sin(t * 2) * 0.08 }, () => {
    for (const side of [-1, 1]) {
      placed(context, { x: 0, y: 0, scaleX: side * beat, scaleY: 1 }, () => {
        blob(context, [3, 4, 22, 8, 38, 22, 36, 40, 20, 44, 8, 28], paint.dark)
        blob(
          context,
          [5, 7, 21, 11, 33, 23, 31, 36, 20, 39, 10, 26],
          fade(context, 6, 40, paint.accent, shade(paint.accent, 0.25)),
        )
        oval(context, 24, 28, 5, 6, lighten(paint.accent, 0.45))
        blob(context, [3, 2, 10, -24, 34, -46, 52, -42, 50, -18, 34, 2, 14, 7], paint.dark)
        blob(
          context,
          [6, 0, 13, -21, 34, -40, 46, -36, 44, -18, 31, -2, 15, 3],
          fade(context, -42, 4, paint.light, paint.main, paint.shade),
        )
        oval(context, 34, -24, 6, 7, lighten(paint.main, 0.5))
        for (let i = 0; i < 4; i++) oval(context, 47 - i * 1.5, -38 + i * 8, 1.6, 1.6, paint.lit('#fff8e8'))
      })
    }
    oval(context, 0, 6, 3.4, 22, paint.dark)
    oval(context, 0, -16, 4.2, 4.6, paint.dark)
    for (const side of [-1, 1]) line(context, [0, -18, side * 5, -28, side * 11, -34], 1.2, paint.dark)
  })
}

export const bee: DrawFigure = (context, { t }, paint) => {
  const buzz = Math.sin(t * 38)
  placed(context, { x: 0, y: Math.sin(t * 3) * 4 }, () => {
    for (const [x, turn] of [
      [-8, -0.5],
      [4, -0.1],
    ] as const) {
      placed(context, { x, y: -18, turn: turn + buzz * 0.25 }, () =>
        blob(context, [0, 2, 12, -14, 8, -40, -6, -42, -12, -16], alpha(paint.lit('#e8f6ff'), 0.75)),
      )
    }
    poly(context, [-36, 2, -48, 5, -36, 9], paint.dark)
    blob(
      context,
      [34, 2, 20, -20, -10, -22, -36, -6, -38, 10, -12, 24, 20, 22],
      fade(context, -22, 24, paint.light, paint.main, paint.shade),
    )
    for (const x of [-24, -8, 8])
      blob(context, [x - 4, -21, x + 4, -22, x + 7, 2, x + 4, 23, x - 4, 22, x, 2], paint.dark)
    oval(context, 28, 0, 15, 15, paint.dark)
    oval(context, 33, -3, 5.4, 5.8, paint.lit('#ffffff'))
    eye(context, { x: 34, y: -3, radius: 3.6, t })
    line(context, [30, -13, 34, -24, 42, -28], 1.8, paint.dark)
    line(context, [26, -14, 27, -26, 33, -32], 1.8, paint.dark)
  })
}

export const dragon: DrawFigure = (context, { t, stride }, paint) => {
  const beat = Math.sin(t * (3 + stride))
  const membrane = (far: boolean) => {
    placed(context, { x: far ? 6 : -2, y: -14, scaleX: 1, scaleY: 0.34 + 0.74 * beat }, () => {
      const skin = far ? shade(paint.accent, 0.35) : paint.accent
      context.beginPath()
      context.moveTo(16, 4)
      context.quadraticCurveTo(20, -50, -4, -84)
      context.quadraticCurveTo(-40, -84, -70, -66)
      context.quadraticCurveTo(-52, -56, -50, -34)
      context.quadraticCurveTo(-36, -40, -32, -14)
      context.quadraticCurveTo(-22, -20, -16, 4)
      context.closePath()
      context.fillStyle = fade(context, -84, 4, lighten(skin, 0.2), skin)
      context.fill()
      const bone = far ? paint.shade : paint.main
      line(context, [14, 2, 18, -46, -4, -84], 6, bone)
      line(context, [-4, -84, -44, -78, -70, -66], 3, bone)
      line(context, [-4, -84, -34, -60, -50, -34], 2.4, bone)
      line(context, [-4, -84, -22, -48, -32, -14], 2.4, bone)
    })
  }
  placed(context, { x: 0, y: -beat * 6 }, () => {
    membrane(true)
    const wave = (k: number) => Math.sin(t * 2.2 - k) * (2 + k * 2.4)
    for (const [width, from] of [
      [17, 0],
      [11, 1],
      [6, 2],
    ] as const) {
      const points = [-18, 2, -44, 12 + wave(1), -70, 8 + wave(2), -94, -6 + wave(3)]
      line(context, points.slice(0, 8 - (2 - from) * 2), width, paint.main)
    }
    poly(
      context,
      [-90, -6 + wave(3), -116, -16 + wave(3), -108, 0 + wave(3), -114, 12 + wave(3)],
      paint.accent,
    )
    for (const x of [-14, 20]) {
      line(context, [x, 12, x - 8, 26, x - 16 + wave(1) * 0.4, 30], 8, paint.shade)
      for (let k = 0; k < 3; k++)
        poly(
          context,
          [x - 18 - k * 2, 26 + k * 3, x - 27, 29 + k * 3.4, x - 17, 31 + k * 2],
          paint.lit('#fff0d0'),
        )
    }
    line(
      context,
      [24, -4, 52, -8, 56, -32 + wave(0) * 0.5, 66, -46 + wave(0)],
      15,
      mix(paint.main, paint.light, 0.35),
    )
    blob(
      context,
      [36, -6, 14, -20, -18, -14, -32, 2, -10, 18, 22, 16],
      fade(context, -20, 18, paint.light, paint.main, mix(paint.main, paint.lit('#ffe3b0'), 0.55)),
    )
    for (let i = 0; i < 6; i++)
      poly(
        context,
        [24 - i * 10, -17 + i * i * 0.7, 18 - i * 10, -29 + i * i, 13 - i * 10, -15 + i * i * 0.7],
        paint.accent,
      )
    placed(context, { x: 66, y: -48 + wave(0), turn: 0.08 + Math.sin(t * 1.7) * 0.08 }, () => {
      const jaw = Math.max(0, Math.sin(t * 1.7)) * 0.22
      // It breathes fire now and then.
      const fire = Math.max(0, Math.sin(t * 1.7) - 0.35)
      if (fire > 0) {
        glow(context, 62, 4, 52 * fire + 14, '#ff9a3c', 0.5)
        for (let i = 0; i < 7; i++) {
          const reach = ((t * 2.4 + i / 7) % 1) * 56 * fire + 6
          oval(
            context,
            36 + reach,
            4 + Math.sin(i * 5 + t * 9) * reach * 0.16,
            4 + reach * 0.15,
            3 + reach * 0.12,
            alpha(i % 2 ? '#ffd34f' : '#ff7a33', 0.85 - reach / 90),
          )
        }
      }
      poly(context, [-6, -6, -30, -22, -10, -14], paint.lit('#f2e0b4'))
      poly(context, [0, -9, -18, -28, 6, -12], paint.lit('#f2e0b4'))
      placed(context, { x: 6, y: 5, turn: jaw }, () =>
        blob(context, [-6, -2, 26, -1, 30, 3, 4, 8], paint.shade),
      )
      blob(
        context,
        [-12, 2, -6, -11, 12, -10, 34, -4, 37, 2, 20, 5, 0, 9],
        fade(context, -11, 9, paint.light, paint.main),
      )
      oval(context, 32, -2, 1.4, 1.2, paint.dark)
      eye(context, { x: 9, y: -4, radius: 2.8, t, color: '#3a1a10' })
    })
    membrane(false)
  })
}
