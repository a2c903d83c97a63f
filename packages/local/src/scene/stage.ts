import type { Canvas } from '@napi-rs/canvas'
import type { Context } from './brush.js'
import type { Palette } from './palette.js'
import type { Random } from './random.js'
import type { SceneBrief } from './read-prompt.js'

/** What everything that draws a scene knows about it. Lengths are in pixels. */
export interface Stage {
  width: number
  height: number
  /** One hundredth of the shorter side: the unit that keeps portrait and landscape alike. */
  unit: number
  /** Where sky and ground meet. */
  horizon: number
  /** Where subjects stand. */
  ground: number
  seconds: number
  brief: SceneBrief
  palette: Palette
  random: Random
  /** What `sprite` has painted so far. */
  sprites: Map<string, Canvas>
}

/** A part of a place that is painted once and then only moves with the camera. */
export interface PlaceLayer {
  /** How far it moves with the camera: 0 is the sky, 1 is where the subject is, more is in front of it. */
  depth: number
  /** Its upper edge as a share of the height; what lies above costs neither memory nor time. */
  top?: number
  /** Whether it hides the subject. */
  front?: boolean
  /** Paints the layer, `width` pixels wide, in the stage's coordinates. */
  paint(context: Context, stage: Stage, width: number): void
}

/** A place: where its ground is, what stands there, and what moves there by itself. */
export interface Place {
  /** Shares of the height. */
  horizon: number
  ground: number
  medium: 'land' | 'water' | 'underwater' | 'air' | 'space' | 'indoors'
  /** Whether its layers bring their own sky. */
  ownSky?: boolean
  layers: readonly PlaceLayer[]
  /** Draws what moves, behind the subject. */
  live?(context: Context, stage: Stage, t: number): void
  /** Draws what moves, in front of the subject. */
  liveFront?(context: Context, stage: Stage, t: number): void
}
