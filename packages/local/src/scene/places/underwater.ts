// biome-ignore-all format: coordinates are read in rows.

import { fade, glow, line, oval, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { between, createRandom } from '../random.js'
import { sprite } from '../sprite.js'
import type { Place } from '../stage.js'
import { rock } from './greenery.js'
import { hills } from './landforms.js'

const DEEP = ['#0b3a68', '#1565a0', '#2fb3c8'] as const

export const underwater: Place = {
  horizon: 0.82,
  ground: 0.8,
  medium: 'underwater',
  ownSky: true,
  layers: [
    {
      depth: 0,
      paint(context, stage, width) {
        const { palette, height, unit } = stage
        const [deep, middle, light] = DEEP.map((color) => palette.land(color)) as [string, string, string]
        context.fillStyle = fade(
          context,
          0,
          height,
          lighten(light, palette.dark ? 0 : 0.25),
          light,
          middle,
          deep,
        )
        context.fillRect(0, 0, width, height)
        glow(context, width * 0.5, -unit * 8, unit * 85, lighten(light, 0.6), palette.dark ? 0.35 : 0.8)
      },
    },
    {
      depth: 0.3,
      top: 0.5,
      paint(context, stage, width) {
        const { palette } = stage
        const far = palette.land('#1f6f9e')
        hills(context, stage, width, {
          top: 0.74,
          rise: 0.08,
          color: mix(far, palette.land('#2b90b4'), 0.5),
          roughness: 1.6,
        })
        hills(context, stage, width, { top: 0.8, rise: 0.05, color: far, roughness: 2 })
      },
    },
    {
      depth: 1,
      top: 0.52,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const sea = palette.land('#125a8c')
        hills(context, stage, width, {
          top: 0.86,
          rise: 0.02,
          color: mix(palette.land('#d9c79a'), sea, 0.45),
          low: sea,
        })
        for (let i = 0; i < 15; i++) {
          const x = ((i + random()) / 15) * width
          const y = height * between(random, 0.88, 0.98)
          const color = mix(
            palette.land(['#f0718a', '#f49a5c', '#c77dd6', '#f4c95d'][i % 4] ?? '#f0718a'),
            sea,
            0.22,
          )
          const size = unit * between(random, 5, 11)
          if (i % 3 === 0) {
            for (let k = -2; k <= 2; k++)
              line(
                context,
                [
                  x, y, x + k * size * 0.16, y - size * 0.6,
                  x + k * size * 0.34, y - size * between(random, 0.8, 1.2),
                ],
                size * 0.15,
                k % 2 ? color : shade(color, 0.25),
              )
          } else if (i % 3 === 1) {
            for (let k = 0; k < 5; k++)
              oval(
                context,
                x + (k - 2) * size * 0.26,
                y - size * (0.28 - Math.abs(k - 2) * 0.05),
                size * 0.26,
                size * 0.3,
                k % 2 ? color : lighten(color, 0.14),
              )
          } else {
            rock(context, x, y, size * 1.1, mix(palette.land('#6f7f95'), sea, 0.4), random)
          }
        }
      },
    },
  ],
  live(context, stage, t) {
    const { width, height, palette, unit, brief } = stage
    const beam = lighten(palette.land(DEEP[2]), 0.55)
    const shaft = sprite(stage, 'shaft', unit * 29, height * 0.8, (paint) => {
      const long = height * 0.8
      poly(
        paint,
        [unit * 20, 0, unit * 29, 0, unit * 22, long, 0, long],
        fade(paint, 0, long, beam, alpha(beam, 0)),
      )
    })
    for (let i = 0; i < 5; i++) {
      const x = width * (0.08 + i * 0.21) + Math.sin(t * 0.35 + i * 1.9) * unit * 5
      context.globalAlpha = (palette.dark ? 0.07 : 0.15) * (0.7 + 0.3 * Math.sin(t * 0.9 + i * 2.4))
      context.drawImage(shaft, Math.round(x - unit * 20), 0)
    }
    context.globalAlpha = 1
    // Kelp sways behind the subject.
    const random = createRandom(brief.seed + 9)
    for (let i = 0; i < 9; i++) {
      const x = width * (i < 5 ? between(random, 0, 0.28) : between(random, 0.74, 1))
      const size = unit * between(random, 18, 42)
      const sway = Math.sin(t * 0.9 + i) * unit * 3
      const y = height * 0.93
      line(
        context,
        [x, y, x - sway * 0.5, y - size * 0.35, x + sway * 0.6, y - size * 0.7, x + sway, y - size],
        unit * 1.5,
        palette.land(i % 2 ? '#1f8a78' : '#1a6f74'),
      )
    }
  },
  liveFront(context, stage, t) {
    const { width, height, unit, brief, palette } = stage
    const random = createRandom(brief.seed + 11)
    for (let i = 0; i < 22; i++) {
      const column = random() * width
      const rise = (random() + t * between(random, 0.05, 0.12)) % 1
      const radius = unit * between(random, 0.25, 1)
      const x = column + Math.sin(t * 2 + i) * unit
      oval(context, x, height * (1 - rise), radius, radius, alpha(palette.lit('#dff6ff'), 0.35))
      oval(
        context,
        x - radius * 0.3,
        height * (1 - rise) - radius * 0.3,
        radius * 0.3,
        radius * 0.3,
        alpha('#ffffff', 0.6),
      )
    }
  },
}
