import { type Context, fade, oval, poly } from '../brush.js'
import { mix, shade } from '../color.js'
import { between } from '../random.js'
import { sprite } from '../sprite.js'
import type { Place, Stage } from '../stage.js'
import { conifer, leafTree, rock, trunk, tuft } from './greenery.js'
import { hills } from './landforms.js'
import { scatter } from './scatter.js'

const FLOWERS = ['#f6c945', '#f08a9b', '#ffffff', '#b58be0', '#ef6f5a']

function flowers(context: Context, stage: Stage, width: number, count: number): void {
  const { palette, random, unit } = stage
  const first = Math.floor(random() * FLOWERS.length)
  scatter(stage, width, { count, from: stage.ground / stage.height - 0.06, to: 1.02 }, (x, y, near) => {
    const size = unit * (0.35 + near * 0.75)
    const color = FLOWERS[(first + Math.floor(random() * 2)) % FLOWERS.length] ?? '#ffffff'
    context.fillStyle = palette.land('#4f8a43')
    context.fillRect(x - size * 0.1, y, size * 0.2, size * 2)
    oval(context, x, y, size * 0.8, size * 0.6, palette.lit(color))
    oval(context, x, y, size * 0.3, size * 0.24, palette.lit('#fff3c0'))
  })
}

export const meadow: Place = {
  horizon: 0.6,
  ground: 0.73,
  medium: 'land',
  layers: [
    {
      depth: 0.2,
      top: 0.4,
      paint(context, stage, width) {
        const { palette } = stage
        hills(context, stage, width, {
          top: 0.54,
          rise: 0.07,
          color: palette.land('#7fae8e', 0.72),
          roughness: 0.8,
        })
        hills(context, stage, width, { top: 0.58, rise: 0.045, color: palette.land('#79b06f', 0.5) })
      },
    },
    {
      depth: 0.5,
      top: 0.36,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        const line = hills(context, stage, width, {
          top: 0.63,
          rise: 0.035,
          color: palette.land('#7cb659', 0.22),
        })
        for (let i = 0; i < 7; i++) {
          const x = random() * width
          leafTree(
            context,
            x,
            line(x) + unit,
            unit * between(random, 9, 19),
            palette.land(i % 2 ? '#4f9150' : '#6ba548', 0.25),
            random,
          )
        }
      },
    },
    {
      depth: 1,
      top: 0.6,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        hills(context, stage, width, {
          top: 0.685,
          rise: 0.012,
          color: palette.land('#86bf4f'),
          low: palette.land('#3f7d45'),
          roughness: 0.7,
        })
        scatter(stage, width, { count: 60, from: 0.71, to: 1.02 }, (x, y, near) =>
          tuft(
            context,
            x,
            y,
            unit * (1.2 + near * 3),
            palette.land(near > 0.5 ? '#58993f' : '#74ae48'),
            random,
          ),
        )
        flowers(context, stage, width, 70)
      },
    },
  ],
}

export const forest: Place = {
  horizon: 0.62,
  ground: 0.75,
  medium: 'land',
  layers: [
    {
      depth: 0.2,
      top: 0.12,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let row = 0; row < 3; row++) {
          const color = palette.land('#4d8a6d', 0.86 - row * 0.2)
          for (let i = 0; i < 18; i++) {
            conifer(
              context,
              ((i + random()) / 18) * width,
              height * (0.62 + row * 0.015),
              unit * between(random, 26, 44) * (1 - row * 0.14),
              color,
            )
          }
          hills(context, stage, width, { top: 0.61 + row * 0.02, rise: 0.008, color })
        }
      },
    },
    {
      depth: 0.55,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let i = 0; i < 9; i++) {
          const x = ((i + between(random, 0.1, 0.9)) / 9) * width
          if (random() < 0.6)
            conifer(context, x, height * 0.69, unit * between(random, 40, 66), palette.land('#3b7a55', 0.22))
          else
            leafTree(
              context,
              x,
              height * 0.69,
              unit * between(random, 36, 52),
              palette.land('#5f9a4a', 0.2),
              random,
            )
        }
        hills(context, stage, width, { top: 0.675, rise: 0.012, color: palette.land('#5c9150', 0.12) })
      },
    },
    {
      depth: 1,
      top: 0.64,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        hills(context, stage, width, {
          top: 0.715,
          rise: 0.014,
          color: palette.land('#6f9f48'),
          low: palette.land('#2f5b40'),
        })
        scatter(stage, width, { count: 55, from: 0.73, to: 1.04 }, (x, y, near) =>
          tuft(
            context,
            x,
            y,
            unit * (1.4 + near * 3.4),
            palette.land(near > 0.5 ? '#3f7a44' : '#5c9444'),
            random,
          ),
        )
        scatter(stage, width, { count: 8, from: 0.74, to: 0.98 }, (x, y, near) =>
          rock(context, x, y, unit * (2 + near * 4), palette.land('#8b9384'), random),
        )
      },
    },
    {
      depth: 1.6,
      front: true,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const color = palette.land('#3a4a44')
        for (const u of [0.015, 0.985])
          trunk(
            context,
            width * u + unit * between(random, -2, 2),
            height * 1.02,
            unit * between(random, 6, 8),
            fade(context, 0, height, color, shade(color, 0.6)),
          )
      },
    },
  ],
  live(context, stage, t) {
    if (stage.palette.dark) return
    // Shafts of light between the trees.
    const { width, height, palette } = stage
    const long = height * 0.74
    const shaft = sprite(stage, 'shaft', width * 0.23, long, (paint) => {
      const light = fade(paint, 0, long, palette.disc, mix(palette.disc, palette.haze, 0.5))
      poly(paint, [width * 0.16, 0, width * 0.23, 0, width * 0.14, long, 0, long], light)
    })
    for (let i = 0; i < 3; i++) {
      context.globalAlpha = 0.1 + 0.05 * Math.sin(t * 0.6 + i * 1.7)
      context.drawImage(shaft, Math.round(width * (0.04 + i * 0.3 + Math.sin(t * 0.3 + i * 2) * 0.02)), 0)
    }
    context.globalAlpha = 1
  },
}
