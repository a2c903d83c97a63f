import { between } from '../random.js'
import type { Stage } from '../stage.js'

/** Scatters over a strip of ground, from the far edge to the near one; `near` runs from 0 to 1. */
export function scatter(
  stage: Stage,
  width: number,
  { count, from, to }: { count: number; from: number; to: number },
  draw: (x: number, y: number, near: number) => void,
): void {
  for (let i = 0; i < count; i++) {
    const near = (i + stage.random()) / count
    draw(between(stage.random, 0, width), stage.height * (from + (to - from) * near), near)
  }
}
