import { type Context, fade, glow, oval } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { between, createRandom } from '../random.js'
import { cloud } from '../sky.js'
import type { Place, PlaceLayer, Stage } from '../stage.js'
import { rock } from './greenery.js'
import { hills, peaks } from './landforms.js'
import { scatter } from './scatter.js'

function bank(depth: number, top: number, size: number, distance: number, front = false): PlaceLayer {
  return {
    depth,
    top: Math.max(0, top - 0.3),
    front,
    paint(context, stage, width) {
      const { palette, random, unit, height } = stage
      const white = mix(palette.lit('#ffffff'), palette.sky[2], distance)
      for (let i = 0; i < 16; i++) {
        cloud(
          context,
          ((i + random()) / 16) * width,
          height * (top + 0.06 + between(random, 0, 0.07)),
          unit * size * between(random, 0.8, 1.4),
          white,
          random,
        )
      }
      const y = height * (top + 0.07)
      context.fillStyle = fade(context, y, y + unit * 6, alpha(white, 0), white)
      context.fillRect(0, y, width, unit * 6)
      context.fillStyle = fade(context, y + unit * 6, height, white, mix(white, palette.sky[1], 0.4))
      context.fillRect(0, y + unit * 6 - 1, width, height)
    },
  }
}

export const sky: Place = {
  horizon: 0.86,
  ground: 0.8,
  medium: 'air',
  layers: [bank(0.3, 0.72, 44, 0.5), bank(0.7, 0.82, 54, 0.22), bank(1.5, 0.93, 60, 0, true)],
}

const NEBULAE = [
  ['#7b3fa0', '#d8578f', '#3f7fd0'],
  ['#1f7f8f', '#4fb0a0', '#6a4fc0'],
  ['#a0453f', '#e0a04f', '#7f3f8f'],
] as const

function planet(
  context: Context,
  x: number,
  y: number,
  radius: number,
  color: string,
  ringed: boolean,
): void {
  glow(context, x, y, radius * 1.7, color, 0.35)
  oval(
    context,
    x,
    y,
    radius,
    radius,
    fade(context, y - radius, y + radius, lighten(color, 0.3), color, shade(color, 0.7)),
  )
  context.save()
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.clip()
  for (let i = 0; i < 4; i++)
    oval(
      context,
      x,
      y + radius * (i * 0.42 - 0.6),
      radius * 1.2,
      radius * 0.09,
      alpha(i % 2 ? '#ffffff' : shade(color, 0.6), 0.22),
      -0.2,
    )
  oval(context, x - radius * 0.55, y - radius * 0.5, radius * 1.75, radius * 1.75, alpha('#ffffff', 0.07))
  context.restore()
  if (!ringed) return
  context.lineWidth = radius * 0.12
  context.strokeStyle = alpha(lighten(color, 0.5), 0.75)
  context.beginPath()
  context.ellipse(x, y, radius * 1.8, radius * 0.45, -0.25, -0.35, Math.PI + 0.35)
  context.stroke()
}

function starField(context: Context, stage: Stage, width: number, count: number): void {
  const { random, unit, height } = stage
  for (let i = 0; i < count; i++) {
    const radius = unit * between(random, 0.07, 0.27)
    oval(
      context,
      random() * width,
      random() * height,
      radius,
      radius,
      alpha(i % 5 ? '#fdf6e3' : '#a9d4ff', between(random, 0.3, 1)),
    )
  }
}

export const space: Place = {
  horizon: 1,
  ground: 0.7,
  medium: 'space',
  ownSky: true,
  layers: [
    {
      depth: 0.1,
      paint(context, stage, width) {
        const { random, unit, height } = stage
        context.fillStyle = fade(context, 0, height, '#070a20', '#10143a', '#1a1440')
        context.fillRect(0, 0, width, height)
        const colors = NEBULAE[Math.floor(random() * NEBULAE.length)] ?? NEBULAE[0]
        for (let i = 0; i < 9; i++)
          glow(
            context,
            width * (0.1 + i * 0.1),
            height * (0.75 - i * 0.07 + between(random, -0.16, 0.16)),
            unit * between(random, 26, 56),
            colors[i % 3] ?? '#7b3fa0',
            0.42,
          )
        starField(context, stage, width, 260)
        planet(
          context,
          width * between(random, 0.1, 0.25),
          height * between(random, 0.68, 0.85),
          unit * between(random, 18, 28),
          colors[1],
          false,
        )
      },
    },
    {
      depth: 0.5,
      top: 0,
      paint(context, stage, width) {
        const { random, unit, height } = stage
        planet(
          context,
          width * between(random, 0.76, 0.9),
          height * between(random, 0.16, 0.32),
          unit * between(random, 7, 12),
          ['#e8b06a', '#6ab8d8', '#d87f8f'][Math.floor(random() * 3)] ?? '#e8b06a',
          true,
        )
      },
    },
  ],
  live(context, stage, t) {
    const { width, height, unit, brief } = stage
    const random = createRandom(brief.seed + 3)
    // A shooting star every few seconds.
    const cycle = 3.2
    const round = Math.floor(t / cycle)
    const share = (t % cycle) / 0.9
    for (let i = 0; i <= round % 5; i++) random()
    const x = width * between(random, 0.2, 0.9)
    if (share < 1) {
      context.globalAlpha = 1 - share
      const at = { x: x - share * unit * 40, y: height * 0.1 + share * unit * 18 }
      context.lineWidth = unit * 0.3
      context.strokeStyle = '#ffffff'
      context.beginPath()
      context.moveTo(at.x, at.y)
      context.lineTo(at.x + unit * 12, at.y - unit * 5.4)
      context.stroke()
      context.globalAlpha = 1
    }
  },
}

function barren(soil: string, far: string, heaven: readonly string[], orb: string): Place {
  return {
    horizon: 0.62,
    ground: 0.76,
    medium: 'land',
    ownSky: true,
    layers: [
      {
        depth: 0.05,
        paint(context, stage, width) {
          const { random, unit, height } = stage
          context.fillStyle = fade(context, 0, height * 0.7, ...heaven)
          context.fillRect(0, 0, width, height)
          starField(context, stage, width, 180)
          const x = width * between(random, 0.2, 0.8)
          planet(context, x, height * 0.24, unit * 12, orb, false)
          for (let i = 0; i < 4; i++)
            oval(
              context,
              x + unit * between(random, -7, 7),
              height * 0.24 + unit * between(random, -7, 6),
              unit * between(random, 1.4, 3.4),
              unit * 1.3,
              alpha('#7fc08a', orb === '#4f8fe0' ? 0.7 : 0),
            )
        },
      },
      {
        depth: 0.3,
        top: 0.3,
        paint(context, stage, width) {
          peaks(context, stage, width, { base: 0.68, tall: 0.2, count: 7, color: far })
          hills(context, stage, width, { top: 0.65, rise: 0.03, color: mix(far, soil, 0.5) })
        },
      },
      {
        depth: 1,
        top: 0.6,
        paint(context, stage, width) {
          const { random, unit } = stage
          hills(context, stage, width, { top: 0.71, rise: 0.014, color: soil, low: shade(soil, 0.6) })
          scatter(stage, width, { count: 16, from: 0.75, to: 1 }, (x, y, near) => {
            const size = unit * between(random, 1.5, 5) * (0.5 + near)
            oval(context, x, y, size, size * 0.3, shade(soil, 0.4))
            oval(context, x, y + size * 0.07, size * 0.92, size * 0.24, shade(soil, 0.18))
          })
          scatter(stage, width, { count: 14, from: 0.73, to: 1 }, (x, y, near) =>
            rock(context, x, y, unit * (1 + near * 3.4), shade(soil, 0.15), random),
          )
        },
      },
    ],
  }
}

export const moon: Place = barren('#b9bcc9', '#757a92', ['#05060f', '#0d1026', '#1c2040'], '#4f8fe0')
export const mars: Place = barren('#d0714a', '#9c4a3c', ['#3a1c33', '#a5524a', '#eba773'], '#e8c9a8')
