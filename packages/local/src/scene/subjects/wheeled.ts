import { blob, box, type Context, fade, glow, line, oval, placed, poly } from '../brush.js'
import { alpha, lighten, shade } from '../color.js'
import type { DrawFigure, Paint } from './figure.js'

function wheel(context: Context, x: number, radius: number, turn: number, paint: Paint): void {
  const y = -radius
  oval(context, x, y, radius, radius, paint.lit('#2c2b38'))
  oval(context, x, y, radius * 0.62, radius * 0.62, paint.lit('#cfd5de'))
  placed(context, { x, y, turn }, () => {
    for (let i = 0; i < 5; i++) {
      placed(context, { x: 0, y: 0, turn: (i / 5) * Math.PI * 2 }, () =>
        box(context, -radius * 0.06, -radius * 0.6, radius * 0.12, radius * 0.6, 0, paint.lit('#7d8594')),
      )
    }
  })
  oval(context, x, y, radius * 0.16, radius * 0.16, paint.lit('#4a4f5e'))
}

const glass = (context: Context, paint: Paint, top: number, bottom: number) =>
  paint.night
    ? fade(context, top, bottom, '#ffe6a8', '#f7b85f')
    : fade(context, top, bottom, paint.lit('#d8f0fa'), paint.lit('#8fc3dd'))

function headlight(context: Context, paint: Paint, x: number, y: number): void {
  if (!paint.night) return
  poly(
    context,
    [x, y - 3, x + 110, y - 12, x + 110, y + 26, x, y + 3],
    (() => {
      const beam = context.createLinearGradient(x, 0, x + 110, 0)
      beam.addColorStop(0, alpha('#fff1bf', 0.55))
      beam.addColorStop(1, alpha('#fff1bf', 0))
      return beam
    })(),
  )
  glow(context, x, y, 18, '#fff1bf', 0.9)
}

export const car: DrawFigure = (context, { t, stride }, paint) => {
  const shake = Math.sin(t * 17) * 0.6 * stride
  const turn = t * (2 + stride * 9)
  placed(context, { x: 0, y: shake }, () => {
    blob(
      context,
      [-48, -40, -32, -68, -6, -76, 22, -72, 44, -44],
      fade(context, -76, -40, paint.light, paint.main),
    )
    const pane = glass(context, paint, -70, -42)
    poly(context, [-36, -43, -25, -64, -4, -69, -4, -43], pane)
    poly(context, [2, -43, 2, -69, 18, -65, 34, -43], pane)
    poly(context, [-30, -43, -20, -60, -14, -62, -24, -43], alpha('#ffffff', 0.35))
    blob(
      context,
      [-76, -30, -70, -44, -40, -47, 0, -46, 40, -45, 70, -39, 78, -26, 74, -12, 0, -9, -74, -12],
      fade(context, -47, -10, paint.light, paint.main, paint.shade),
    )
    box(context, -74, -18, 150, 6, 3, paint.lit('#e8edf2'))
    line(context, [-1, -44, -1, -17], 1, paint.shade)
    box(context, 5, -37, 9, 2.4, 1.2, paint.lit('#f2f4f7'))
    oval(context, 71, -30, 5, 6, paint.night ? '#fff6d0' : paint.lit('#fff3c9'))
    box(context, -78, -36, 6, 9, 3, paint.night ? '#ff5a4a' : paint.lit('#d8483c'))
    headlight(context, paint, 76, -30)
    for (const x of [-44, 44]) {
      context.beginPath()
      context.arc(x, -16, 21, Math.PI, 0)
      context.fillStyle = shade(paint.shade, 0.6)
      context.fill()
    }
  })
  for (const x of [-44, 44]) wheel(context, x, 17, turn, paint)
  if (stride > 0.3)
    for (let i = 0; i < 4; i++) {
      const life = (t * 1.4 + i / 4) % 1
      oval(
        context,
        -84 - life * 34,
        -9 - life * 12,
        3 + life * 7,
        3 + life * 6,
        alpha(paint.lit('#eef0f4'), 0.45 * (1 - life)),
      )
    }
}

export const bus: DrawFigure = (context, { t, stride }, paint) => {
  const turn = t * (2 + stride * 8)
  placed(context, { x: 0, y: Math.sin(t * 15) * 0.6 * stride }, () => {
    box(context, -84, -92, 168, 80, 14, fade(context, -92, -12, paint.light, paint.main, paint.shade))
    box(context, -84, -46, 168, 9, 0, paint.lit('#fff4e2'))
    const pane = glass(context, paint, -82, -52)
    for (let i = 0; i < 4; i++) box(context, -74 + i * 32, -82, 27, 30, 4, pane)
    box(context, 55, -82, 24, 30, 5, pane)
    box(context, 36, -36, 20, 24, 2, shade(paint.main, 0.35))
    headlight(context, paint, 82, -26)
    oval(context, 79, -26, 5, 6, paint.night ? '#fff6d0' : paint.lit('#fff3c9'))
    box(context, -86, -18, 172, 6, 3, paint.lit('#4a4a5a'))
  })
  for (const x of [-48, 50]) wheel(context, x, 17, turn, paint)
}

export const bicycle: DrawFigure = (context, { t, stride }, paint) => {
  const turn = t * (2 + stride * 7)
  const tyre = (x: number) => {
    context.lineWidth = 4
    context.strokeStyle = paint.lit('#2f2d3a')
    context.beginPath()
    context.arc(x, -26, 24, 0, Math.PI * 2)
    context.stroke()
    context.lineWidth = 1
    context.strokeStyle = paint.lit('#b9c0cc')
    context.beginPath()
    for (let i = 0; i < 10; i++) {
      const angle = turn + (i / 10) * Math.PI * 2
      context.moveTo(x, -26)
      context.lineTo(x + Math.cos(angle) * 22, -26 + Math.sin(angle) * 22)
    }
    context.stroke()
    oval(context, x, -26, 3.4, 3.4, paint.shade)
  }
  tyre(-38)
  tyre(40)
  const frame = [-38, -26, -4, -26, 26, -62, -16, -62, -4, -26]
  for (let i = 0; i + 3 < frame.length; i += 2) line(context, frame.slice(i, i + 4), 5, paint.main)
  line(context, [-38, -26, -16, -62], 4, paint.shade)
  line(context, [40, -26, 26, -62, 23, -74], 5, paint.main)
  line(context, [23, -74, 34, -79, 38, -74], 4, paint.dark)
  line(context, [-16, -62, -19, -72], 4, paint.shade)
  blob(context, [-32, -74, -18, -77, -6, -73, -18, -70], paint.lit('#6b4433'))
  for (const side of [0, Math.PI]) {
    const x = -4 + Math.cos(turn + side) * 9
    const y = -26 + Math.sin(turn + side) * 9
    line(context, [-4, -26, x, y], 3, paint.lit('#4a4f5e'))
    box(context, x - 5, y - 1.5, 10, 3, 1, paint.dark)
  }
  oval(context, -4, -26, 5.5, 5.5, paint.accent)
  // A basket with flowers.
  poly(context, [28, -68, 52, -68, 48, -52, 32, -52], paint.lit('#c79a5f'))
  for (let i = 0; i < 4; i++)
    oval(
      context,
      31 + i * 6,
      -71 + Math.sin(t * 4 + i) * 1,
      4.4,
      4.4,
      paint.lit(['#ef6f7a', '#ffd35a', '#ffffff', '#b58be0'][i] ?? '#ffffff'),
    )
}

export const train: DrawFigure = (context, { t, stride }, paint) => {
  const turn = t * (2 + stride * 6)
  const iron = paint.lit('#3a3a4a')
  box(context, -2000, -1, 4000, 2, 0, paint.lit('#5a5563'))
  box(context, -2000, 2.5, 4000, 3, 0, paint.lit('#7d6a5c'))
  for (let i = 0; i < 8; i++) {
    const life = (t * 0.55 + i / 8) % 1
    const size = 7 + life * 20
    oval(
      context,
      66 - life * 130,
      -104 - life * 34,
      size,
      size * 0.85,
      alpha(paint.lit('#f6f4f4'), 0.75 * (1 - life)),
    )
  }
  for (const carriage of [1, 0]) {
    const x = -76 - carriage * 96
    box(
      context,
      x - 44,
      -72,
      90,
      56,
      7,
      fade(context, -72, -16, lighten(paint.accent, 0.2), paint.accent, shade(paint.accent, 0.35)),
    )
    box(context, x - 47, -77, 96, 9, 4, shade(paint.main, 0.3))
    for (let i = 0; i < 3; i++) box(context, x - 36 + i * 27, -62, 20, 20, 3, glass(context, paint, -62, -42))
    box(context, x + 44, -26, 10, 5, 1, iron)
    for (const at of [-26, 26]) wheel(context, x + at, 11, turn, paint)
  }
  placed(context, { x: 0, y: Math.sin(t * 12) * 0.5 * stride }, () => {
    box(context, -26, -88, 40, 74, 5, fade(context, -88, -14, paint.light, paint.main, paint.shade))
    box(context, -32, -95, 52, 10, 4, shade(paint.main, 0.45))
    box(context, -16, -78, 22, 22, 3, glass(context, paint, -78, -56))
    box(context, 12, -66, 70, 42, 18, fade(context, -66, -24, paint.light, paint.main, paint.shade))
    for (const x of [30, 52]) box(context, x, -66, 4, 42, 0, paint.lit('#f0cd75'))
    poly(context, [58, -62, 56, -92, 50, -100, 80, -100, 74, -92, 72, -62], iron)
    oval(context, 36, -68, 8, 8, paint.lit('#f0cd75'))
    oval(context, 82, -45, 7, 12, iron)
    headlight(context, paint, 86, -50)
    oval(context, 86, -50, 5, 6, paint.night ? '#fff6d0' : paint.lit('#fff3c9'))
    poly(context, [70, -20, 100, -2, 66, -2], paint.lit('#c8483c'))
    box(context, -28, -24, 104, 9, 2, iron)
  })
  for (const [x, radius] of [
    [-10, 16],
    [26, 16],
    [58, 11],
  ] as const)
    wheel(context, x, radius, turn, paint)
  const rod = Math.sin(turn) * 6
  line(
    context,
    [-10 + Math.cos(turn) * 8, -16 + rod, 26 + Math.cos(turn) * 8, -16 + rod],
    3.4,
    paint.lit('#d5dbe4'),
  )
}
