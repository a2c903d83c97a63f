// biome-ignore-all format: coordinates are read in rows.

import { blob, fade, limb, oval, placed } from '../brush.js'
import { lighten, mix, shade } from '../color.js'
import { type Beast, drawCoat, drawHead, drawTail } from './beast-parts.js'
import { type DrawFigure, step } from './figure.js'

/** The figure of a four-legged animal with these measures. */
export function fourLegged(beast: Beast): DrawFigure {
  const { length, depth, leg, legWidth, neck, neckWidth, speed = 1 } = beast
  return (context, pose, paint) => {
    const phase = pose.t * (5 + pose.stride * 5) * speed
    const bounce =
      pose.stride * Math.abs(Math.sin(phase)) * leg * 0.1 + (1 - pose.stride) * Math.sin(pose.t * 2) * 0.5
    const swing = leg * 0.52 * pose.stride
    const top = -(leg + depth)
    const muzzle = beast.belly ? paint.accent : lighten(paint.main, 0.3)
    const drawLeg = (x: number, at: number, far: boolean, hind: boolean) => {
      const foot = step(at)
      const fx = x + foot.x * swing + (hind ? -1 : 1)
      const fy = -foot.lift * leg * 0.34 * pose.stride - legWidth * 0.3
      const knee = hind
        ? -leg * (0.1 + 0.16 * foot.lift * pose.stride)
        : leg * (0.05 + 0.22 * foot.lift * pose.stride)
      const color = far ? paint.shade : paint.main
      limb(
        context,
        [x, -leg - depth * 0.22 + bounce * 0, (x + fx) / 2 + knee, -leg * 0.48 + fy * 0.6, fx, fy],
        legWidth * (hind ? 1.75 : 1.45),
        legWidth * 0.72,
        color,
      )
      oval(
        context,
        fx + legWidth * 0.2,
        fy,
        legWidth * 0.62,
        legWidth * 0.4,
        beast.socks ? paint.accent : far ? shade(paint.shade, 0.2) : paint.shade,
      )
    }
    const front = length * 0.33
    const back = -length * 0.34
    drawLeg(front + 3, phase + Math.PI, true, false)
    drawLeg(back + 3, phase + Math.PI * 0.35, true, true)
    context.save()
    context.translate(0, -bounce)
    drawTail(context, beast, pose, paint, -length * 0.46, top + depth * 0.2)
    const nod = Math.sin(phase + 0.6) * pose.stride * 1.6 + Math.sin(pose.t * 1.3) * 0.8
    const headX = length * 0.38 + neck[0]
    const headY = top + depth * 0.2 + neck[1] + nod
    const coat = fade(
      context,
      top,
      -leg * 0.8,
      paint.light,
      paint.main,
      beast.belly ? mix(paint.main, paint.accent, 0.5) : paint.shade,
    )
    if (beast.ears === 'wide')
      placed(context, { x: headX - 4, y: headY - 4 }, () =>
        oval(context, -2, 4, beast.head, beast.head * 1.1, paint.shade),
      )
    limb(
      context,
      [
        length * 0.33, top + depth * 0.42,
        length * 0.36 + neck[0] * 0.45, top + depth * 0.26 + neck[1] * 0.5, headX, headY,
      ],
      neckWidth * 1.45,
      neckWidth * 0.9,
      mix(paint.main, paint.light, 0.45),
    )
    blob(
      context,
      [
        length * 0.5, top + depth * 0.45, length * 0.36, top + depth * 0.02, 0, top + depth * 0.09,
        -length * 0.36, top, -length * 0.51, top + depth * 0.4, -length * 0.4, -leg * 0.88,
        0, -leg - depth * 0.06, length * 0.36, -leg * 0.84,
      ],
      coat,
    )
    if (beast.coat === 'wool') {
      for (let i = 0; i < 13; i++)
        oval(
          context,
          length * (0.46 - ((i * 0.31) % 0.94)),
          top + depth * (0.1 + ((i * 0.43) % 0.72)),
          depth * 0.29,
          depth * 0.27,
          i % 2 ? paint.light : paint.main,
        )
    } else drawCoat(context, beast, paint)
    if (beast.mane === 'crest') {
      const flow = pose.stride * 7 + Math.sin(pose.t * 7) * 2
      blob(
        context,
        [
          headX + 1, headY - beast.head * 1.05, headX - beast.head - 2, headY - 2,
          length * 0.24, top + depth * 0.05, length * 0.1 - flow, top + 2,
          headX - beast.head * 2.1 - flow, headY + 4,
          headX - beast.head * 1.2 - flow * 0.5, headY - beast.head,
        ],
        paint.accent,
      )
    }
    context.restore()
    drawLeg(front - 1, phase, false, false)
    drawLeg(back - 2, phase + Math.PI * 1.35, false, true)
    placed(context, { x: headX, y: headY - bounce, turn: Math.sin(pose.t * 1.1) * 0.05 + nod * 0.012 }, () =>
      drawHead(context, beast, pose, paint, muzzle),
    )
  }
}
