import { type Canvas, createCanvas } from '@napi-rs/canvas'
import { type Context, glow } from './brush.js'
import type { Stage } from './stage.js'

/**
 * A small picture that is painted once per scene and drawn many times. Large gradients cost milliseconds per frame;
 * copying their pixels does not, as long as they land on whole pixels.
 */
export function sprite(
  stage: Stage,
  name: string,
  width: number,
  height: number,
  paint: (context: Context) => void,
): Canvas {
  const known = stage.sprites.get(name)
  if (known) return known
  const canvas = createCanvas(Math.max(1, Math.ceil(width)), Math.max(1, Math.ceil(height)))
  paint(canvas.getContext('2d'))
  stage.sprites.set(name, canvas)
  return canvas
}

/** Draws a soft oval light or cloud around (x, y), from a sprite. */
export function softOval(
  context: Context,
  stage: Stage,
  {
    x,
    y,
    radiusX,
    radiusY,
    color,
    opacity,
  }: { x: number; y: number; radiusX: number; radiusY: number; color: string; opacity: number },
): void {
  const name = `oval ${Math.round(radiusX)} ${Math.round(radiusY)} ${color} ${opacity}`
  const picture = sprite(stage, name, radiusX * 2, radiusY * 2, (paint) => {
    paint.scale(radiusX, radiusY)
    glow(paint, 1, 1, 1, color, opacity)
  })
  context.drawImage(picture, Math.round(x - radiusX), Math.round(y - radiusY))
}
