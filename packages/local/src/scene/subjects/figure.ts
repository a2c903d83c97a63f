import { type Context, oval } from '../brush.js'
import type { DirectionId, PlaceId } from '../vocabulary.js'

/** The colours a figure is drawn with, already seen in the light of the scene. */
export interface Paint {
  main: string
  light: string
  shade: string
  dark: string
  accent: string
  /** Whether lamps shine. */
  night: boolean
  /** 0-1, different for every figure of a scene. */
  variety: number
  /** Any other colour in the light of the scene. */
  lit(color: string): string
}

/** The moment a figure is drawn at. */
export interface Pose {
  /** Seconds. */
  t: number
  /** How briskly it moves: 0 stands, 0.6 walks, 1 runs. */
  stride: number
  /** Whether it sits, on the back of another figure. */
  seated: boolean
}

/** Draws facing right, 100 units tall or so; y grows downwards. */
export type DrawFigure = (context: Context, pose: Pose, paint: Paint) => void

export interface Figure {
  draw: DrawFigure
  /** Its natural colours; the prompt may ask for another main colour. */
  color: string
  accent: string
  /**
   * Where it belongs. The origin is between the feet of what walks, rolls or is rooted, at the waterline of what
   * sails, and in the middle of what flies or swims.
   */
  habitat: 'walks' | 'rolls' | 'rooted' | 'sails' | 'flies' | 'swims'
  /** How tall 100 of its units are, in hundredths of the picture's shorter side. */
  size: number
  /** How wide it is in its own units. */
  span: number
  /** Where it is when the prompt does not say. */
  places: readonly [PlaceId, ...PlaceId[]]
  /** Which way it moves when the prompt does not say. */
  heading?: DirectionId
  /** Whether this swimmer crawls where there is no water. */
  ashore?: boolean
  /** Where someone sits on it. */
  seat?: readonly [x: number, y: number]
}

/** Draws an eye that blinks every few seconds. */
export function eye(
  context: Context,
  { x, y, radius, t, color = '#2a2433' }: { x: number; y: number; radius: number; t: number; color?: string },
): void {
  const open = (t + 1.3) % 3.4 < 0.13 ? 0.12 : 1
  oval(context, x, y, radius * 0.86, radius * open, color)
  if (open === 1) oval(context, x + radius * 0.25, y - radius * 0.35, radius * 0.32, radius * 0.32, '#ffffff')
}

/** Where a foot is in its cycle: `x` from -1 (back) to 1 (front), `lift` from 0 (on the ground) to 1. */
export function step(phase: number): { x: number; lift: number } {
  return { x: -Math.cos(phase), lift: Math.max(0, Math.sin(phase)) }
}
