// biome-ignore-all format: coordinates are read in rows.

import type { CanvasGradient, SKRSContext2D } from '@napi-rs/canvas'
import { alpha } from './color.js'

export type Context = SKRSContext2D
export type Fill = string | CanvasGradient

/** Traces a smooth closed curve through the points `x0, y0, x1, y1, …` (Catmull-Rom). */
function traceBlob(context: Context, points: readonly number[]): void {
  const count = points.length / 2
  const x = (index: number) => points[((index + count) % count) * 2] ?? 0
  const y = (index: number) => points[((index + count) % count) * 2 + 1] ?? 0
  context.beginPath()
  context.moveTo(x(0), y(0))
  for (let i = 0; i < count; i++) {
    context.bezierCurveTo(
      x(i) + (x(i + 1) - x(i - 1)) / 6,
      y(i) + (y(i + 1) - y(i - 1)) / 6,
      x(i + 1) - (x(i + 2) - x(i)) / 6,
      y(i + 1) - (y(i + 2) - y(i)) / 6,
      x(i + 1),
      y(i + 1),
    )
  }
  context.closePath()
}

/** Fills the smooth closed shape through the points `x0, y0, x1, y1, …`. */
export function blob(context: Context, points: readonly number[], fill: Fill): void {
  traceBlob(context, points)
  context.fillStyle = fill
  context.fill()
}

/** Fills the polygon with the corners `x0, y0, x1, y1, …`. */
export function poly(context: Context, points: readonly number[], fill: Fill): void {
  context.beginPath()
  for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0)
  context.closePath()
  context.fillStyle = fill
  context.fill()
}

/** Fills an ellipse. */
export function oval(
  context: Context,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  fill: Fill,
  rotation = 0,
): void {
  context.beginPath()
  context.ellipse(x, y, Math.max(0, radiusX), Math.max(0, radiusY), rotation, 0, Math.PI * 2)
  context.fillStyle = fill
  context.fill()
}

/** Fills a rectangle with rounded corners. */
export function box(
  context: Context,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number | number[],
  fill: Fill,
): void {
  context.beginPath()
  context.roundRect(x, y, width, height, radius)
  context.fillStyle = fill
  context.fill()
}

/** Strokes a smooth open line with round ends through the points `x0, y0, x1, y1, …`. */
export function line(context: Context, points: readonly number[], width: number, stroke: Fill): void {
  const last = points.length / 2 - 1
  const x = (index: number) => points[index * 2] ?? 0
  const y = (index: number) => points[index * 2 + 1] ?? 0
  context.beginPath()
  context.moveTo(x(0), y(0))
  for (let i = 1; i < last; i++) {
    context.quadraticCurveTo(x(i), y(i), (x(i) + x(i + 1)) / 2, (y(i) + y(i + 1)) / 2)
  }
  context.lineTo(x(last), y(last))
  context.lineWidth = width
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = stroke
  context.stroke()
}

/** A limb with a joint: wide at the top, narrower at the end. */
export function limb(
  context: Context,
  [x1, y1, x2, y2, x3, y3]: readonly [number, number, number, number, number, number],
  top: number,
  end: number,
  fill: Fill,
): void {
  const middle = (top + end) / 2
  const upper = Math.atan2(y2 - y1, x2 - x1) + Math.PI / 2
  const lower = Math.atan2(y3 - y2, x3 - x2) + Math.PI / 2
  const joint = (upper + lower) / 2
  const offset = (x: number, y: number, angle: number, width: number) => [
    x + (Math.cos(angle) * width) / 2,
    y + (Math.sin(angle) * width) / 2,
  ]
  oval(context, x1, y1, top / 2, top / 2, fill)
  oval(context, x3, y3, end / 2, end / 2, fill)
  oval(context, x2, y2, middle / 2, middle / 2, fill)
  poly(
    context,
    [
      ...offset(x1, y1, upper, top), ...offset(x2, y2, joint, middle),
      ...offset(x3, y3, lower, end), ...offset(x3, y3, lower, -end),
      ...offset(x2, y2, joint, -middle), ...offset(x1, y1, upper, -top),
    ],
    fill,
  )
}

/** A gradient from top to bottom with evenly spread colours. */
export function fade(context: Context, top: number, bottom: number, ...colors: string[]): CanvasGradient {
  const gradient = context.createLinearGradient(0, top, 0, bottom)
  colors.forEach((color, index) => {
    gradient.addColorStop(index / Math.max(1, colors.length - 1), color)
  })
  return gradient
}

/** A gradient from left to right with evenly spread colours. */
export function sweep(context: Context, left: number, right: number, ...colors: string[]): CanvasGradient {
  const gradient = context.createLinearGradient(left, 0, right, 0)
  colors.forEach((color, index) => {
    gradient.addColorStop(index / Math.max(1, colors.length - 1), color)
  })
  return gradient
}

/** A soft round light. */
export function glow(
  context: Context,
  x: number,
  y: number,
  radius: number,
  color: string,
  opacity = 1,
): void {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius)
  gradient.addColorStop(0, alpha(color, opacity))
  gradient.addColorStop(0.4, alpha(color, opacity * 0.4))
  gradient.addColorStop(1, alpha(color, 0))
  context.fillStyle = gradient
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2)
}

/** Draws with the origin at (x, y), turned and scaled; puts everything back afterwards. */
export function placed(
  context: Context,
  at: { x: number; y: number; turn?: number; scaleX?: number; scaleY?: number },
  draw: () => void,
): void {
  context.save()
  context.translate(at.x, at.y)
  if (at.turn) context.rotate(at.turn)
  context.scale(at.scaleX ?? 1, at.scaleY ?? at.scaleX ?? 1)
  draw()
  context.restore()
}
