import { blob, type Context, fade, line, oval, placed, poly } from '../brush.js'
import { lighten, mix, shade } from '../color.js'
import { type DrawFigure, eye, type Paint, step } from './figure.js'

function wing(context: Context, paint: Paint, beat: number, reach: number, far: boolean): void {
  placed(context, { x: far ? 3 : -2, y: -5, scaleX: 1, scaleY: beat * (far ? 0.85 : 1) }, () => {
    const color = far ? paint.shade : paint.main
    blob(
      context,
      [14, 2, 6, -reach * 0.55, -12, -reach, -26, -reach * 1.06, -22, -reach * 0.5, -16, 2, 0, 6],
      fade(context, -reach, 4, shade(paint.accent, far ? 0.3 : 0), color),
    )
    if (!far)
      blob(
        context,
        [9, 2, 3, -reach * 0.4, -9, -reach * 0.66, -13, -reach * 0.3, -8, 2],
        lighten(color, 0.18),
      )
  })
}

/** A bird in flight; `reach` is the length of its wings, `beats` how often they beat. */
export function flyingBird(reach: number, beats: number, glides: boolean): DrawFigure {
  return (context, { t }, paint) => {
    const rest = glides ? Math.max(0, Math.sin(t * 0.9)) : 0
    const beat = Math.sin(t * beats) * (1 - rest * 0.75) * 0.85 + 0.25 * rest
    placed(context, { x: 0, y: -beat * 4, turn: Math.sin(t * beats) * 0.04 }, () => {
      wing(context, paint, beat + 0.12, reach, true)
      poly(
        context,
        [-20, 0, -46, -7, -42, 1, -47, 7, -18, 7],
        fade(context, -8, 8, paint.accent, paint.shade),
      )
      blob(
        context,
        [32, -8, 20, -14, 0, -11, -24, 0, -20, 7, 2, 12, 22, 8, 32, 0],
        fade(context, -14, 12, paint.light, paint.main, mix(paint.main, paint.lit('#fff3e0'), 0.7)),
      )
      poly(context, [36, -9, 49, -3, 35, 0], paint.lit('#f2a33c'))
      poly(context, [36, -4, 47, -3, 35, 0], paint.lit('#d17f2a'))
      oval(context, 30, -6, 10, 9.4, fade(context, -15, 4, paint.light, paint.main))
      eye(context, { x: 33, y: -8, radius: 2, t })
      wing(context, paint, beat, reach, false)
    })
  }
}

export const owl: DrawFigure = (context, pose, paint) => {
  blob(
    context,
    [-26, 0, -20, -14, -22, -40, 22, -40, 20, -14, 28, 0, 0, 4],
    fade(context, -40, 0, paint.lit('#8a644c'), paint.lit('#553a30')),
  )
  oval(context, 0, -40, 22, 5, paint.lit('#c79a6c'))
  placed(context, { x: 0, y: -38 }, () => drawOwl(context, pose, paint))
}

const drawOwl: DrawFigure = (context, { t }, paint) => {
  const tilt = Math.sin(t * 0.8) * 0.16
  const lift = Math.max(0, Math.sin(t * 2.2)) * 0.18
  blob(
    context,
    [0, -74, 30, -64, 36, -28, 20, 0, -20, 0, -36, -28, -30, -64],
    fade(context, -74, 0, paint.light, paint.main, paint.shade),
  )
  blob(context, [0, -48, 20, -40, 19, -14, 0, -4, -19, -14, -20, -40], paint.accent)
  for (let row = 0; row < 3; row++)
    for (let k = -1; k <= 1; k++)
      blob(
        context,
        [k * 10 - 4, -36 + row * 10, k * 10 + 4, -36 + row * 10, k * 10, -30 + row * 10],
        shade(paint.accent, 0.3),
      )
  for (const side of [-1, 1]) {
    placed(context, { x: side * 28, y: -54, turn: -side * lift, scaleX: side, scaleY: 1 }, () =>
      blob(
        context,
        [-4, -4, 9, 8, 10, 34, 0, 50, -7, 30],
        fade(context, 0, 50, paint.main, shade(paint.main, 0.4)),
      ),
    )
    for (let k = -1; k <= 1; k++) oval(context, side * 10 + k * 4, 0, 2.4, 4, paint.lit('#f0a640'))
  }
  placed(context, { x: 0, y: -70, turn: tilt }, () => {
    poly(context, [-32, -10, -30, -38, -8, -26], paint.shade)
    poly(context, [32, -10, 30, -38, 8, -26], paint.shade)
    oval(context, 0, -6, 34, 26, fade(context, -32, 20, paint.light, paint.main))
    for (const side of [-1, 1]) {
      oval(context, side * 13, -6, 14.5, 15, paint.accent)
      oval(context, side * 13, -6, 9, 9.5, paint.night ? '#ffd24a' : paint.lit('#ffc933'))
      eye(context, { x: side * 13, y: -6, radius: 6, t })
    }
    poly(context, [-4, 0, 4, 0, 0, 11], paint.lit('#f0a640'))
  })
}

export const penguin: DrawFigure = (context, { t, stride }, paint) => {
  const rate = 4 + stride * 5
  const waddle = Math.sin(t * rate) * (0.03 + stride * 0.12)
  for (const side of [-1, 1]) {
    const foot = step(t * rate + (side > 0 ? Math.PI : 0))
    oval(
      context,
      side * 11 + 5 + foot.x * stride * 5,
      -3 - foot.lift * stride * 6,
      12,
      5,
      paint.lit('#f29b38'),
    )
  }
  placed(context, { x: 0, y: -3, turn: waddle }, () => {
    const flap = 0.25 + Math.sin(t * rate) * 0.2 * (0.4 + stride)
    placed(context, { x: -24, y: -56, turn: flap }, () =>
      blob(context, [4, -4, 6, 16, 0, 40, -8, 36, -7, 10], paint.shade),
    )
    blob(
      context,
      [0, -96, 20, -88, 27, -62, 31, -28, 20, -3, -20, -3, -31, -28, -27, -62, -20, -88],
      fade(context, -96, 0, paint.light, paint.main, paint.shade),
    )
    blob(
      context,
      [6, -66, 22, -58, 25, -28, 15, -6, -9, -6, -17, -28, -12, -58],
      fade(context, -66, 0, paint.lit('#ffffff'), paint.lit('#dfe8f2')),
    )
    blob(context, [6, -88, 20, -82, 22, -70, 10, -62, -2, -66, -4, -80], paint.lit('#ffffff'))
    oval(context, 4, -62, 13, 4, mix(paint.lit('#ffcf4f'), paint.lit('#ffffff'), 0.3))
    poly(context, [17, -79, 33, -73, 17, -70], paint.lit('#f29b38'))
    eye(context, { x: 12, y: -80, radius: 3, t })
    placed(context, { x: 20, y: -56, turn: -flap }, () =>
      blob(
        context,
        [-4, -4, 7, 10, 9, 36, 1, 42, -6, 16],
        fade(context, 0, 40, paint.main, shade(paint.main, 0.3)),
      ),
    )
  })
}

export const duck: DrawFigure = (context, { t, stride }, paint) => {
  const bob = Math.sin(t * 2.4) * 1.6
  placed(context, { x: 0, y: bob - 6, turn: Math.sin(t * 1.7) * 0.03 }, () => {
    poly(context, [-40, -22, -66, -40, -46, -4], paint.shade)
    blob(
      context,
      [40, -24, 24, -36, -8, -32, -44, -26, -50, -12, -30, 8, 14, 10, 38, -2],
      fade(context, -36, 10, paint.light, paint.main, paint.shade),
    )
    blob(context, [20, -20, 38, -34, 30, -66, 46, -70, 56, -52, 50, -24, 40, -8], paint.main)
    oval(context, 44, -68, 16, 15, fade(context, -82, -54, paint.light, paint.main))
    blob(context, [56, -72, 76, -66, 78, -60, 56, -60], paint.lit('#f29b38'))
    eye(context, { x: 49, y: -71, radius: 2.8, t })
    const tuck = Math.sin(t * 5) * (1 + stride * 3)
    blob(
      context,
      [12, -24, -10, -30, -42, -26 - tuck, -50, -14 - tuck, -26, -4, 4, -6],
      fade(context, -30, 0, lighten(paint.main, 0.2), paint.accent),
    )
  })
}

export const flamingo: DrawFigure = (context, { t, stride }, paint) => {
  const phase = t * (3 + stride * 3)
  const bob = Math.sin(t * 1.5) * 1.5
  for (const side of [1, -1]) {
    const foot = step(phase + (side > 0 ? Math.PI : 0))
    const x = foot.x * 12 * stride + side * 2
    line(
      context,
      [side * 3, -44, x * 0.5 + 4, -24, x, -2 - foot.lift * 9 * stride],
      2.6,
      side > 0 ? paint.shade : paint.accent,
    )
    line(context, [x, -2 - foot.lift * 9 * stride, x + 8, -1 - foot.lift * 9 * stride], 2.6, paint.accent)
  }
  placed(context, { x: 0, y: bob }, () => {
    line(context, [18, -56, 40, -62, 30, -84, 18, -98, 30, -112, 42, -108], 7, paint.main)
    blob(
      context,
      [26, -60, 6, -66, -22, -58, -40, -44, -18, -40, 10, -40, 26, -48],
      fade(context, -66, -40, paint.light, paint.main, paint.shade),
    )
    blob(context, [12, -58, -14, -58, -46, -42, -16, -44, 8, -48], lighten(paint.main, 0.25))
    oval(context, 40, -109, 8, 7, paint.main)
    blob(context, [45, -112, 56, -106, 54, -94, 50, -99, 44, -104], paint.lit('#fff1e0'))
    blob(context, [55, -102, 54, -92, 51, -98], paint.lit('#2f2733'))
    eye(context, { x: 42, y: -111, radius: 1.6, t })
  })
}
