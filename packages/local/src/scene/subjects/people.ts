// biome-ignore-all format: coordinates are read in rows.

import { blob, type Context, fade, limb, line, oval, placed, poly } from '../brush.js'
import { lighten, shade } from '../color.js'
import { type DrawFigure, eye, type Paint } from './figure.js'
import { walkingBody } from './human-body.js'

const SKINS = ['#f2c6a0', '#d99e73', '#a86f4c', '#7a4b35', '#f6d5bd']

const HAIRS = ['#3a2a2c', '#6b3f2a', '#c98b4a', '#20222e', '#8a8f9a']

const choose = (list: readonly string[], variety: number) =>
  list[Math.floor(variety * list.length * 0.999)] ?? '#888888'

function face(context: Context, paint: Paint, t: number, skin: string, hair: string): void {
  const flow = Math.sin(t * 3) * 1.6
  placed(context, { x: 1, y: -95, turn: Math.sin(t * 1.1) * 0.05 }, () => {
    if (paint.variety > 0.5)
      blob(context, [-4, -10, -13, -4, -15 + flow, 14, -9 + flow, 20, 0, 8], shade(hair, 0.2))
    line(context, [-1, 6, 0, 14], 7, shade(skin, 0.25))
    oval(context, 0, 0, 10.4, 11.2, skin)
    poly(context, [9, -1, 13.4, 3, 8, 5], skin)
    blob(context, [-11, 4, -12, -7, -3, -14, 8, -11, 9.5, -5, 0, -5, -4, 1, -6, 6], hair)
    eye(context, { x: 6, y: 0, radius: 1.5, t })
    line(context, [9, 6.5, 6.5, 7.4, 4.5, 6.6], 1, shade(skin, 0.6))
  })
}

export const person: DrawFigure = (context, pose, paint) => {
  const skin = paint.lit(choose(SKINS, paint.variety))
  const hair = paint.lit(choose(HAIRS, (paint.variety * 7.3) % 1))
  const body = {
    girth: 1,
    legColor: paint.accent,
    armColor: paint.main,
    shoe: paint.lit('#3f3644'),
    hand: skin,
  }
  const hem = Math.sin(pose.t * (4.4 + pose.stride * 4.4)) * 2.5 * pose.stride
  walkingBody(
    context,
    pose,
    body,
    () => {
      blob(
        context,
        [-10, -82, 0, -85, 10, -81, 11, -62, 13 + hem, -40, 0, -37, -14 + hem, -40, -12, -62],
        fade(context, -84, -38, paint.light, paint.main, paint.shade),
      )
      blob(context, [-8, -84, 4, -87, 11, -82, 6, -78, -6, -78], paint.accent)
      // The scarf trails behind.
      line(
        context,
        [
          -6, -81, -16, -79 + Math.sin(pose.t * 5) * 3,
          -22 - pose.stride * 6, -74 + Math.sin(pose.t * 5 + 1) * 4,
        ],
        5,
        paint.accent,
      )
    },
    () => face(context, paint, pose.t, skin, hair),
  )
}

export const dancer: DrawFigure = (context, { t }, paint) => {
  const skin = paint.lit(choose(SKINS, paint.variety))
  const hair = paint.lit(choose(HAIRS, (paint.variety * 7.3) % 1))
  const beat = Math.sin(t * 2.6)
  const twirl = Math.sin(t * 1.3)
  placed(context, { x: 0, y: -Math.abs(beat) * 3, turn: beat * 0.05 }, () => {
    limb(
      context,
      [4, -50, 20 + beat * 4, -36, 16 - beat * 6, -16 - Math.abs(beat) * 10],
      8,
      5,
      shade(skin, 0.2),
    )
    limb(context, [-1, -50, -1, -26, -2, -5], 8, 5, skin)
    blob(context, [-6, -9, 2, -8, 1, 3, -5, 3], paint.accent)
    limb(context, [-4, -78, -20 - twirl * 4, -94, -8 - twirl * 8, -114], 6.4, 4.4, shade(skin, 0.2))
    const flare = 30 + twirl * 8
    blob(
      context,
      [
        -6, -62, 6, -62, flare, -34 + beat * 4, flare * 0.6, -28, 10, -31 + beat * 2, -8, -27,
        -flare * 0.6, -31 - beat * 2, -flare, -35 - beat * 4,
      ],
      fade(context, -62, -26, paint.main, paint.shade),
    )
    blob(
      context,
      [-5, -62, 5, -62, flare * 0.6, -38 + beat * 5, 6, -37, -flare * 0.6, -39 - beat * 5],
      lighten(paint.main, 0.2),
    )
    blob(
      context,
      [-8, -82, 0, -84, 8, -82, 7, -66, 6, -58, -6, -58, -7, -66],
      fade(context, -84, -58, paint.light, paint.main),
    )
    limb(context, [5, -79, 22 + twirl * 3, -88 + beat * 4, 38 + twirl * 3, -100 + beat * 8], 6.4, 4.4, skin)
    placed(context, { x: 1, y: -95, turn: -0.12 + beat * 0.06 }, () => {
      line(context, [-1, 6, -1, 14], 6, shade(skin, 0.2))
      oval(context, -7, -11, 6, 6, hair)
      oval(context, 0, 0, 9.6, 10.4, skin)
      blob(context, [-10, 2, -11, -6, -3, -12.5, 7, -10, 8.6, -5, 0, -5, -6, 2], hair)
      eye(context, { x: 5, y: 0, radius: 1.5, t })
      line(context, [8, 5.6, 6, 6.6, 4, 5.8], 1, paint.lit('#b8454f'))
    })
  })
}
