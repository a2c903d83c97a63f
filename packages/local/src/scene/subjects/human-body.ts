import { blob, type Context, limb, oval, placed } from '../brush.js'
import { shade } from '../color.js'
import { type Pose, step } from './figure.js'

/** The parts that tell one human figure from another. */
export interface Body {
  girth: number
  legColor: string
  armColor: string
  shoe: string
  hand: string
}

function leg(context: Context, pose: Pose, body: Body, phase: number, far: boolean): void {
  const color = far ? shade(body.legColor, 0.3) : body.legColor
  const width = 11 * body.girth
  if (pose.seated) {
    // Astride: the thigh forward, the shin down.
    limb(context, [-2, -46, 17, -40, 14, -18], width, width * 0.75, color)
    oval(context, 18, -15, 8 * body.girth, 4.2 * body.girth, body.shoe)
    return
  }
  const foot = step(phase)
  const reach = 19 * pose.stride
  const fx = foot.x * reach + (far ? 2.5 : -2.5)
  const fy = -4 - foot.lift * 15 * pose.stride - Math.max(0, -foot.x) * 4 * pose.stride
  const knee = 3 + foot.lift * 10 * pose.stride
  limb(context, [far ? 2 : -2, -47, fx * 0.5 + knee, -25 + fy * 0.5, fx, fy], width, width * 0.72, color)
  placed(context, { x: fx, y: fy, turn: foot.x < 0 ? -foot.x * 0.4 * pose.stride : 0 }, () =>
    blob(
      context,
      [-4 * body.girth, -3, 3, -4, 11 * body.girth, 1, 10 * body.girth, 4, -4.5 * body.girth, 4],
      body.shoe,
    ),
  )
}

function arm(context: Context, pose: Pose, body: Body, phase: number, far: boolean): void {
  const swing = pose.seated ? 0.9 : Math.sin(phase) * (0.2 + pose.stride * 0.75)
  const bend = 0.25 + pose.stride * 0.6
  const color = far ? shade(body.armColor, 0.3) : body.armColor
  const elbowX = Math.sin(swing) * 16
  const elbowY = -76 + Math.cos(swing) * 16
  const handX = elbowX + Math.sin(swing + bend) * 16
  const handY = elbowY + Math.cos(swing + bend) * 16
  limb(context, [0, -76, elbowX, elbowY, handX, handY], 8.5 * body.girth, 6.5 * body.girth, color)
  oval(context, handX, handY, 4 * body.girth, 4 * body.girth, far ? shade(body.hand, 0.25) : body.hand)
}

export function walkingBody(
  context: Context,
  pose: Pose,
  body: Body,
  torso: () => void,
  head: () => void,
): void {
  const phase = pose.t * (4.4 + pose.stride * 4.4)
  const bounce = Math.abs(Math.sin(phase)) * 3.2 * pose.stride + Math.sin(pose.t * 2) * 0.5
  placed(context, { x: 0, y: -bounce, turn: pose.seated ? 0 : pose.stride * 0.07 }, () =>
    arm(context, pose, body, phase + Math.PI, true),
  )
  leg(context, pose, body, phase + Math.PI, true)
  leg(context, pose, body, phase, false)
  placed(context, { x: 0, y: -bounce, turn: pose.seated ? 0 : pose.stride * 0.07 }, () => {
    torso()
    head()
    arm(context, pose, body, phase, false)
  })
}
