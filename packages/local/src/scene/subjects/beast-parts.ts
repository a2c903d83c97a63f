// biome-ignore-all format: coordinates are read in rows.

import { blob, type Context, fade, limb, line, oval, placed, poly } from '../brush.js'
import { mix, shade } from '../color.js'
import { eye, type Paint, type Pose } from './figure.js'

/** The measures that tell one four-legged animal from another. */
export interface Beast {
  length: number
  depth: number
  leg: number
  legWidth: number
  /** From the shoulder to the middle of the head. */
  neck: readonly [x: number, y: number]
  neckWidth: number
  head: number
  snout: readonly [length: number, height: number]
  ears: 'flop' | 'point' | 'round' | 'long' | 'wide' | 'side'
  tail: 'curl' | 'plume' | 'brush' | 'thin' | 'hair' | 'tuft' | 'stub'
  /** The lighter colour of belly and muzzle, or `accent`. */
  belly?: 'accent'
  socks?: boolean
  mane?: 'crest' | 'ring'
  horns?: 'antlers' | 'horn' | 'short'
  coat?: 'stripes' | 'patches' | 'wool'
  trunk?: boolean
  speed?: number
}

export function drawTail(
  context: Context,
  beast: Beast,
  pose: Pose,
  paint: Paint,
  x: number,
  y: number,
): void {
  const wag = Math.sin(pose.t * (beast.tail === 'curl' ? 11 : 3.4)) * (beast.tail === 'curl' ? 5 : 4)
  const hair = beast.tail === 'hair' ? paint.accent : paint.main
  if (beast.tail === 'stub') oval(context, x - 3, y + 3, 6.5, 6.5, paint.accent)
  else if (beast.tail === 'curl')
    line(context, [x + 2, y + 4, x - 12, y, x - 14 + wag, y - 15, x - 8 + wag, y - 24], 6, paint.main)
  else if (beast.tail === 'plume')
    line(
      context,
      [x + 2, y + 4, x - 15, y + 5, x - 21, y - 14, x - 11 + wag, y - 26, x - 17 + wag, y - 35],
      5.5,
      paint.main,
    )
  else if (beast.tail === 'brush') {
    blob(
      context,
      [
        x + 4, y + 4, x - 12, y - 5, x - 28, y - 8 + wag, x - 44, y + 1 + wag, x - 30, y + 9 + wag,
        x - 12, y + 10,
      ],
      fade(context, y - 10, y + 10, paint.main, paint.shade),
    )
    blob(
      context,
      [x - 33, y - 6 + wag, x - 44, y + 1 + wag, x - 32, y + 8 + wag, x - 35, y + 2 + wag],
      paint.lit('#fff4e2'),
    )
  } else if (beast.tail === 'hair') {
    const flow = pose.stride * 12
    blob(
      context,
      [
        x + 4, y + 2, x - 7, y + 2, x - 14 - flow, y + 14 - flow * 0.4 + wag,
        x - 16 - flow, y + 36 - flow + wag, x - 9 - flow * 0.6, y + 30 - flow * 0.6, x - 3, y + 14,
      ],
      hair,
    )
  } else {
    const low = beast.tail === 'tuft' ? 22 : 18
    line(
      context,
      [x + 2, y + 4, x - 9, y + 4, x - 11 + wag, y + low * 0.6, x - 9 + wag * 1.5, y + low],
      3,
      paint.shade,
    )
    if (beast.tail === 'tuft') oval(context, x - 9 + wag * 1.5, y + low + 2, 4, 5.5, paint.accent)
  }
}

function drawEar(context: Context, beast: Beast, paint: Paint, pose: Pose): void {
  const r = beast.head
  const bounce = Math.sin(pose.t * 9) * pose.stride * 0.16
  const inner = mix(paint.main, '#f2a59a', 0.45)
  placed(context, { x: -r * 0.35, y: -r * 0.62, turn: bounce }, () => {
    if (beast.ears === 'flop')
      blob(
        context,
        [-r * 0.3, -r * 0.12, r * 0.3, -r * 0.1, r * 0.22, r * 0.6, -r * 0.08, r * 1.12, -r * 0.5, r * 0.7],
        paint.shade,
      )
    else if (beast.ears === 'point') {
      poly(context, [-r * 0.45, r * 0.25, -r * 0.2, -r * 0.95, r * 0.5, r * 0.02], paint.main)
      poly(context, [-r * 0.2, r * 0.12, -r * 0.12, -r * 0.6, r * 0.26, r * 0.02], inner)
    } else if (beast.ears === 'round') {
      oval(context, 0, -r * 0.14, r * 0.42, r * 0.42, paint.shade)
      oval(context, r * 0.04, -r * 0.08, r * 0.24, r * 0.26, inner)
    } else if (beast.ears === 'long') {
      oval(context, -r * 0.16, -r * 0.8, r * 0.26, r * 1.05, paint.main, -0.22)
      oval(context, -r * 0.14, -r * 0.75, r * 0.12, r * 0.8, inner, -0.22)
    } else if (beast.ears === 'side')
      blob(context, [r * 0.2, 0, -r * 0.3, -r * 0.34, -r * 0.9, -r * 0.3, -r * 0.5, r * 0.1], paint.shade)
    else
      blob(
        context,
        [
          r * 0.5, r * 0.1, r * 0.2, -r * 0.5, -r * 0.7, -r * 0.5, -r * 1.25, r * 0.3, -r * 0.9, r * 1.35,
          -r * 0.15, r * 1.3,
        ],
        fade(context, -r * 0.5, r * 1.3, paint.main, paint.shade),
      )
  })
}

function drawHorns(context: Context, beast: Beast, paint: Paint): void {
  const r = beast.head
  const bone = paint.lit(beast.horns === 'antlers' ? '#a5815a' : '#e8d3ae')
  if (beast.horns === 'antlers') {
    for (const side of [-1, 1]) {
      const lean = side * r * 0.5
      line(
        context,
        [0, -r * 0.7, lean * 0.6, -r * 1.5, lean * 0.2 + side * r * 0.4, -r * 2.3],
        r * 0.15,
        side < 0 ? shade(bone, 0.25) : bone,
      )
      line(
        context,
        [lean * 0.6, -r * 1.4, lean * 1.6, -r * 1.75, lean * 1.9, -r * 2.15],
        r * 0.12,
        side < 0 ? shade(bone, 0.25) : bone,
      )
    }
  } else if (beast.horns === 'horn') {
    poly(context, [r * 0.05, -r * 0.75, r * 0.85, -r * 2.3, r * 0.5, -r * 0.6], paint.lit('#ffdf8a'))
    poly(context, [r * 0.3, -r * 0.68, r * 0.85, -r * 2.3, r * 0.5, -r * 0.6], paint.lit('#e8b04a'))
  } else if (beast.horns === 'short') {
    line(context, [-r * 0.1, -r * 0.7, r * 0.05, -r * 1.15, r * 0.42, -r * 1.3], r * 0.2, bone)
  }
}

export function drawHead(context: Context, beast: Beast, pose: Pose, paint: Paint, muzzle: string): void {
  const {
    head: r,
    snout: [length, height],
  } = beast
  if (beast.mane === 'ring') {
    for (let i = 0; i < 12; i++) {
      const angle = (i / 12) * Math.PI * 2 + Math.sin(pose.t * 1.5) * 0.05
      oval(
        context,
        -r * 0.28 + Math.cos(angle) * r * 0.86,
        r * 0.12 + Math.sin(angle) * r * 0.95,
        r * 0.56,
        r * 0.56,
        i % 2 ? paint.accent : shade(paint.accent, 0.25),
      )
    }
  }
  drawHorns(context, beast, paint)
  oval(context, 0, 0, r * 0.98, r * 0.92, fade(context, -r, r, paint.light, paint.main))
  if (beast.trunk) {
    const swing = Math.sin(pose.t * 1.6) * 6
    limb(
      context,
      [r * 0.75, r * 0.25, r * 1.35 + swing * 0.2, r * 1.4, r * 1.15 + swing, r * 2.5],
      r * 0.72,
      r * 0.34,
      paint.main,
    )
    line(context, [r * 0.5, r * 0.72, r * 0.95, r * 1.15, r * 1.6, r * 0.92], r * 0.17, paint.lit('#fff3dc'))
  } else {
    const tip = r * 0.5 + length
    blob(
      context,
      [
        r * 0.2, -height * 0.35, r * 0.75, -height * 0.28, tip, height * 0.02, tip - 1, height * 0.62,
        r * 0.5, r * 0.86, -r * 0.1, r * 0.7,
      ],
      muzzle,
    )
    oval(context, tip - height * 0.05, height * 0.12, height * 0.24, height * 0.2, paint.lit('#2f2733'))
    line(
      context,
      [tip - height * 0.25, height * 0.6, r * 0.7, height * 0.62, r * 0.5, height * 0.5],
      Math.max(0.8, r * 0.07),
      shade(muzzle, 0.55),
    )
  }
  drawEar(context, beast, paint, pose)
  eye(context, { x: r * 0.34, y: -r * 0.16, radius: r * 0.17, t: pose.t })
}

export function drawCoat(context: Context, beast: Beast, paint: Paint): void {
  const { length, depth, leg } = beast
  const top = -(leg + depth)
  if (beast.coat === 'stripes') {
    for (let i = 0; i < 6; i++) {
      const x = length * (0.34 - i * 0.145)
      line(
        context,
        [x, top + depth * 0.1, x - 3, top + depth * 0.34, x - 1, top + depth * (i % 2 ? 0.5 : 0.62)],
        3,
        paint.accent,
      )
    }
  } else if (beast.coat === 'patches') {
    for (let i = 0; i < 7; i++) {
      const x = length * (0.36 - ((i * 0.37) % 0.78))
      oval(
        context,
        x,
        top + depth * (0.24 + ((i * 0.29) % 0.5)),
        3.2 + (i % 3) * 1.7,
        3 + ((i + 1) % 3),
        paint.accent,
        i,
      )
    }
  }
}
