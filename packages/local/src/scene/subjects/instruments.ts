import { blob, box, fade, line, oval, placed, poly } from '../brush.js'
import { alpha, mix } from '../color.js'
import type { DrawFigure } from './figure.js'

/** Notes that rise from an instrument. */
function notes(context: Parameters<DrawFigure>[0], t: number, x: number, y: number, color: string): void {
  for (let i = 0; i < 4; i++) {
    const life = (t * 0.28 + i / 4) % 1
    context.globalAlpha = Math.sin(life * Math.PI)
    placed(
      context,
      { x: x + Math.sin(t * 1.4 + i * 2.3) * 13 + i * 9, y: y - life * 56, turn: Math.sin(t * 2 + i) * 0.2 },
      () => {
        oval(context, 0, 0, 4.4, 3.2, color, -0.4)
        line(context, [3.6, -1, 3.6, -16], 1.6, color)
        if (i % 2) line(context, [3.6, -16, 10, -12, 9, -8], 2.2, color)
      },
    )
  }
  context.globalAlpha = 1
}

export const piano: DrawFigure = (context, { t }, paint) => {
  for (const x of [-48, 10, 50]) poly(context, [x - 4, -28, x + 4, -28, x + 2.4, 0, x - 2.4, 0], paint.dark)
  line(context, [14, -70, 34, -98], 2.4, paint.lit('#c9a45f'))
  blob(
    context,
    [-58, -62, -40, -104, -6, -122, 40, -112, 64, -86, 66, -64],
    fade(context, -122, -62, paint.light, paint.main),
  )
  blob(
    context,
    [-52, -66, -36, -100, -6, -115, 36, -106, 57, -84, 58, -66],
    fade(context, -115, -66, paint.lit('#b98a4c'), paint.lit('#8a5f34')),
  )
  for (let i = 0; i < 9; i++)
    line(
      context,
      [-44 + i * 11, -66, -30 + i * 9, -84 - Math.sin((i / 9) * 3.1) * 18],
      0.7,
      paint.lit('#f0d9a0'),
    )
  blob(
    context,
    [-70, -60, 0, -66, 64, -64, 70, -46, 62, -28, -20, -30, -70, -30],
    fade(context, -66, -28, paint.light, paint.main, paint.shade),
  )
  box(context, -76, -44, 60, 8, 2, paint.main)
  for (let i = 0; i < 12; i++) {
    const pressed = Math.max(0, Math.sin(t * 5 + i * 2.6)) > 0.82 ? 1.5 : 0
    box(context, -75 + i * 4.8, -48 + pressed, 4.2, 6, 0.6, paint.lit('#fffaf0'))
    if (i % 7 !== 2 && i % 7 !== 6)
      box(context, -72 + i * 4.8, -49 + pressed, 2.4, 3.4, 0.4, paint.lit('#241f2c'))
  }
  box(context, -108, -26, 30, 6, 3, paint.accent)
  for (const x of [-104, -84]) box(context, x, -21, 3, 21, 1, paint.dark)
  blob(context, [-30, -56, 10, -60, 50, -58, 20, -54], alpha('#ffffff', 0.16))
  notes(context, t, -8, -104, paint.night ? '#ffdf9a' : paint.accent)
}

export const guitar: DrawFigure = (context, { t }, paint) => {
  placed(context, { x: 0, y: -34, turn: 0.5 + Math.sin(t * 1.5) * 0.05 }, () => {
    box(context, -5, -104, 10, 78, 2, fade(context, -104, -26, paint.lit('#5a3a2c'), paint.lit('#7a4f38')))
    for (let i = 0; i < 8; i++) box(context, -5, -98 + i * 9, 10, 1, 0, paint.lit('#d9c9a0'))
    blob(context, [-8, -104, -7, -124, 0, -128, 7, -124, 8, -104], paint.dark)
    for (const side of [-1, 1])
      for (let i = 0; i < 3; i++) oval(context, side * 10, -120 + i * 6, 2.4, 2, paint.lit('#e8dcc0'))
    blob(
      context,
      [
        0, -40, 20, -36, 22, -20, 16, -6, 30, 10, 28, 32, 0, 40, -28, 32, -30, 10, -16, -6, -22, -20, -20,
        -36,
      ],
      paint.shade,
    )
    blob(
      context,
      [
        0, -37, 17, -33, 19, -20, 13, -6, 26, 11, 24, 29, 0, 36, -24, 29, -26, 11, -13, -6, -19, -20, -17,
        -33,
      ],
      fade(context, -37, 36, paint.light, paint.main, mix(paint.main, paint.shade, 0.5)),
    )
    oval(context, 0, -10, 10, 10, paint.accent)
    oval(context, 0, -10, 8, 8, paint.lit('#2a1f22'))
    box(context, -12, 16, 24, 5, 2, paint.dark)
    for (let i = 0; i < 5; i++) {
      const hum = Math.sin(t * 40 + i * 2) * Math.max(0, Math.sin(t * 3 + i)) * 0.8
      line(
        context,
        [-3.4 + i * 1.7, 17, -3.4 + i * 1.7 + hum, -40, -3.4 + i * 1.7, -104],
        0.5,
        paint.lit('#fff6dc'),
      )
    }
  })
  notes(context, t, 26, -70, paint.night ? '#ffdf9a' : paint.accent)
}
