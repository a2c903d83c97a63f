import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { registerFonts } from '../fonts.js'
import { composeCaptions } from './captions.js'
import { castSubjects } from './cast.js'
import { createPalette } from './palette.js'
import { PLACES } from './places/places.js'
import { createRandom } from './random.js'
import { readPrompt } from './read-prompt.js'
import { drawLiveSky, paintSky } from './sky.js'
import type { PlaceLayer, Stage } from './stage.js'
import { MOTIFS } from './subjects/motifs.js'
import { drawWeather } from './weather.js'

export interface SceneOptions {
  prompt: string
  /** Pixels. */
  width: number
  height: number
  seconds: number
  /** The same options with the same seed draw the same pixels. */
  seed: number
}

export interface Scene {
  /** Draws the moment `t` (seconds from the start). */
  draw(context: SKRSContext2D, t: number): void
  /** The picture without its texts. */
  drawPicture(context: SKRSContext2D, t: number): void
  /** Title, timecode and the caption that says how the video was made. */
  drawCaptions(context: SKRSContext2D, t: number): void
}

/** How far the camera pans from the middle, as a share of the width, at the subject's depth. */
const PAN = 0.06

interface PaintedLayer {
  canvas: Canvas
  depth: number
  top: number
  slack: number
}

function paintLayer(stage: Stage, { depth, top = 0, paint }: PlaceLayer): PaintedLayer {
  const slack = Math.ceil(stage.width * PAN * depth)
  const start = Math.floor(stage.height * top)
  const width = stage.width + slack * 2
  const canvas = createCanvas(width, Math.max(1, stage.height - start))
  const context = canvas.getContext('2d')
  context.translate(0, -start)
  paint(context, stage, width)
  return { canvas, depth, top: start, slack }
}

function paintVignette({ width, height }: Stage): Canvas {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.scale(width / 2, height / 2)
  const gradient = context.createRadialGradient(1, 0.94, 0.75, 1, 0.94, 1.5)
  gradient.addColorStop(0, 'rgba(14, 10, 36, 0)')
  gradient.addColorStop(1, 'rgba(14, 10, 36, 0.42)')
  context.fillStyle = gradient
  context.fillRect(0, 0, 2, 2)
  return canvas
}

/** Composes the scene that a prompt asks for: reads the prompt, paints what stands still, and returns what draws. */
export function composeScene({ prompt, width, height, seconds, seed }: SceneOptions): Scene {
  registerFonts()
  const brief = readPrompt(prompt, seed)
  const random = createRandom(brief.seed + 1)
  const place = PLACES[brief.place]
  const stage: Stage = {
    width,
    height,
    unit: Math.min(width, height) / 100,
    horizon: height * place.horizon,
    ground: height * place.ground,
    seconds,
    brief,
    palette: createPalette(brief.light, brief.weather, place.medium === 'indoors', random),
    random,
    sprites: new Map(),
  }
  const sky = place.ownSky ? undefined : paintLayer(stage, { depth: 0.04, paint: paintSky })
  const layers = place.layers.map((layer) => ({ ...paintLayer(stage, layer), front: layer.front === true }))
  const vignette = paintVignette(stage)
  const drawSubjects = castSubjects(stage, place.medium)
  const drawMotif = brief.motif && MOTIFS[brief.motif]
  const outdoors = place.medium === 'land' || place.medium === 'water' || place.medium === 'air'
  const way = brief.direction === 'left' ? -1 : 1
  const captions = composeCaptions({ prompt, width, height, seconds })

  const drawLayer = (context: SKRSContext2D, { canvas, depth, top, slack }: PaintedLayer, pan: number) => {
    // Whole pixels: a bitmap between two pixels costs ten times as much to draw.
    context.drawImage(canvas, Math.round(-slack - pan * depth), top)
  }
  const drawPicture = (context: SKRSContext2D, t: number) => {
    const share = seconds > 0 ? Math.min(1, t / seconds) * 2 - 1 : 0
    const pan = way * share * width * PAN
    context.save()
    if (sky) {
      drawLayer(context, sky, pan)
      drawLiveSky(context, stage, t)
    }
    for (const layer of layers) if (!layer.front) drawLayer(context, layer, pan)
    place.live?.(context, stage, t)
    drawMotif?.(context, stage, t)
    drawSubjects(context, t)
    place.liveFront?.(context, stage, t)
    for (const layer of layers) if (layer.front) drawLayer(context, layer, pan)
    if (outdoors) drawWeather(context, stage, t)
    context.drawImage(vignette, 0, 0)
    context.restore()
  }
  return {
    drawPicture,
    drawCaptions: captions.draw,
    draw(context, t) {
      drawPicture(context, t)
      captions.draw(context, t)
    },
  }
}
