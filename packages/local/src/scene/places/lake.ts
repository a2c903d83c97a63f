import { line, oval, poly } from '../brush.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { conifer, tuft } from './greenery.js'
import { hills, peaks, water } from './landforms.js'
import { glints, swell } from './waves.js'

export const lake: Place = {
  horizon: 0.56,
  ground: 0.72,
  medium: 'water',
  layers: [
    {
      depth: 0.15,
      top: 0.1,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        peaks(context, stage, width, {
          base: 0.57,
          tall: 0.32,
          count: 5,
          color: palette.land('#6c84a8', 0.5),
          snow: palette.lit('#ffffff', 0.28),
        })
        hills(context, stage, width, { top: 0.55, rise: 0.02, color: palette.land('#5d9379', 0.42) })
        for (let i = 0; i < 46; i++)
          conifer(
            context,
            random() * width,
            height * 0.565,
            unit * between(random, 5, 12),
            palette.land('#3b7160', 0.3),
          )
        water(context, stage, width, { top: 0.56, color: palette.land('#4b8fa6', 0.16) })
        // The far shore, upside down in the water.
        context.globalAlpha = 0.13
        for (let i = 0; i < 30; i++) {
          const x = random() * width
          const size = unit * between(random, 5, 13)
          poly(
            context,
            [x - size * 0.25, height * 0.56, x, height * 0.56 + size, x + size * 0.25, height * 0.56],
            palette.land('#3b7160', 0.1),
          )
        }
        context.globalAlpha = 1
      },
    },
    {
      depth: 1.4,
      top: 0.74,
      front: true,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (const side of [0.04, 0.95]) {
          for (let i = 0; i < 16; i++) {
            const x = width * side + between(random, -9, 9) * unit
            const size = unit * between(random, 8, 20)
            const tip = x + between(random, -2, 2) * unit
            line(
              context,
              [x, height, x, height - size * 0.5, tip, height - size],
              unit * 0.5,
              palette.land('#3f7a55'),
            )
            if (i % 3 === 0) oval(context, tip, height - size, unit * 0.7, unit * 2, palette.land('#7b5138'))
          }
          tuft(context, width * side, height, unit * 6, palette.land('#4e8d55'), random)
        }
      },
    },
  ],
  live: (context, stage, t) => glints(context, stage, t, 0.58, 0.73),
  liveFront(context, stage, t) {
    const { palette } = stage
    swell(context, stage, t, {
      top: 0.74,
      rise: 0.5,
      length: 54,
      speed: 0.5,
      color: palette.land('#3f86a0', 0.06),
    })
    swell(context, stage, t, {
      top: 0.85,
      rise: 0.7,
      length: 80,
      speed: -0.5,
      color: palette.land('#33748f'),
    })
  },
}
