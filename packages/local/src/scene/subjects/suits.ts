import { blob, type Context, fade, line, oval, placed, poly } from '../brush.js'
import { mix, shade } from '../color.js'
import { type DrawFigure, eye } from './figure.js'
import { walkingBody } from './human-body.js'

export const astronaut: DrawFigure = (context, pose, paint) => {
  const floating = { ...pose, stride: Math.max(0.35, pose.stride) }
  const body = {
    girth: 1.45,
    legColor: paint.main,
    armColor: paint.main,
    shoe: paint.accent,
    hand: paint.accent,
  }
  placed(context, { x: -16, y: -70 }, () => {
    context.beginPath()
    context.roundRect(-9, -18, 18, 38, 6)
    context.fillStyle = fade(context, -18, 20, paint.shade, shade(paint.shade, 0.4))
    context.fill()
  })
  walkingBody(
    context,
    floating,
    body,
    () => {
      blob(
        context,
        [-14, -84, 2, -88, 15, -82, 16, -58, 13, -40, -13, -40, -15, -58],
        fade(context, -88, -38, paint.light, paint.main, paint.shade),
      )
      context.beginPath()
      context.roundRect(-2, -72, 14, 12, 3)
      context.fillStyle = paint.shade
      context.fill()
      oval(context, 2, -68, 1.8, 1.8, '#ff6a5a')
      oval(context, 7.5, -68, 1.8, 1.8, '#5ad6ff')
      line(context, [-13, -46, 0, -44, 13, -46], 3, paint.accent)
    },
    () => {
      oval(context, 1, -101, 19, 19, fade(context, -120, -82, paint.light, paint.main, paint.shade))
      const visor = fade(context, -114, -88, '#7fc8f0', '#2f4f9a', '#1c2450')
      blob(context, [0, -112, 13, -111, 18.5, -102, 14, -91, 2, -90, -4, -100], visor)
      blob(context, [8, -109, 14, -105, 14, -100, 8, -104], 'rgba(255,255,255,0.7)')
      line(context, [-12, -115, -15, -124], 1.6, paint.shade)
      oval(context, -15, -125, 2.4, 2.4, Math.sin(pose.t * 4) > 0 ? '#ff7a6a' : paint.accent)
    },
  )
}

export const robot: DrawFigure = (context, pose, paint) => {
  const joint = shade(paint.main, 0.55)
  const body = { girth: 1.1, legColor: joint, armColor: joint, shoe: paint.main, hand: paint.main }
  const shine = 0.6 + 0.4 * Math.sin(pose.t * 3)
  walkingBody(
    context,
    pose,
    body,
    () => {
      context.beginPath()
      context.roundRect(-17, -84, 34, 44, 9)
      context.fillStyle = fade(context, -84, -40, paint.light, paint.main, paint.shade)
      context.fill()
      context.beginPath()
      context.roundRect(-8, -76, 20, 15, 4)
      context.fillStyle = paint.dark
      context.fill()
      for (let i = 0; i < 4; i++) {
        const tall = 3 + Math.abs(Math.sin(pose.t * 4 + i)) * 7
        context.fillStyle = '#5ff0d0'
        context.fillRect(-5 + i * 4, -63 - tall, 2.4, tall)
      }
      for (const x of [-10, 0, 10]) oval(context, x, -47, 2, 2, paint.accent)
    },
    () => {
      placed(context, { x: 1, y: -90, turn: Math.sin(pose.t * 1.3) * 0.08 }, () => {
        context.fillStyle = joint
        context.fillRect(-4, -4, 8, 10)
        line(context, [0, -30, 0, -40], 2, joint)
        oval(context, 0, -42, 3.6, 3.6, mix(paint.accent, '#ff5a4a', shine))
        context.beginPath()
        context.roundRect(-20, -32, 40, 29, 10)
        context.fillStyle = fade(context, -32, -3, paint.light, paint.main)
        context.fill()
        context.beginPath()
        context.roundRect(-12, -26, 31, 17, 7)
        context.fillStyle = paint.dark
        context.fill()
        const open = (pose.t + 0.7) % 3 < 0.14 ? 0.15 : 1
        oval(context, -2, -17.5, 4, 4.6 * open, '#6ff6ff')
        oval(context, 11, -17.5, 4, 4.6 * open, '#6ff6ff')
        box(context, -24, -22, joint)
      })
    },
  )
}

function box(context: Context, x: number, y: number, color: string): void {
  context.beginPath()
  context.roundRect(x, y, 5, 11, 2)
  context.fillStyle = color
  context.fill()
}

export const snowman: DrawFigure = (context, { t, stride }, paint) => {
  const sway = Math.sin(t * (1.6 + stride * 4)) * (0.03 + stride * 0.05)
  const wave = Math.sin(t * 4) * 0.3
  placed(context, { x: 0, y: 0, turn: sway }, () => {
    const ball = (y: number, radius: number) =>
      oval(
        context,
        0,
        y,
        radius,
        radius * 0.95,
        fade(context, y - radius, y + radius, paint.light, paint.main, shade(paint.main, 0.4)),
      )
    const stick = paint.lit('#6b4a3a')
    placed(context, { x: -20, y: -62, turn: -0.2 - wave }, () =>
      line(context, [0, 0, -16, -10, -30, -12], 3, stick),
    )
    ball(-26, 30)
    ball(-62, 23)
    placed(context, { x: 18, y: -64, turn: wave }, () => {
      line(context, [0, 0, 16, -14, 28, -24], 3, stick)
      line(context, [20, -17, 28, -15], 2, stick)
    })
    for (const y of [-70, -60, -50]) oval(context, 6, y, 2.4, 2.4, paint.dark)
    ball(-92, 17)
    line(context, [-14, -80, 0, -76, 15, -80], 7, paint.accent)
    line(context, [-10, -78, -14 + wave * 8, -68, -20 + wave * 16, -60], 6, shade(paint.accent, 0.2))
    poly(context, [5, -94, 26, -89, 5, -88], paint.lit('#f2883a'))
    eye(context, { x: 2, y: -98, radius: 2.2, t })
    eye(context, { x: 11, y: -98, radius: 2.2, t })
    const hat = paint.lit('#3a3550')
    oval(context, -1, -106, 20, 4.2, hat)
    poly(context, [-13, -106, -12, -130, 11, -130, 12, -106], hat)
    poly(context, [-13, -108, -12.7, -114, 11.7, -114, 12, -108], paint.accent)
  })
}
