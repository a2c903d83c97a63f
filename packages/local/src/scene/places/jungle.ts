import { shade } from '../color.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { leaf, palm } from './greenery.js'
import { hills } from './landforms.js'
import { scatter } from './scatter.js'

export const jungle: Place = {
  horizon: 0.6,
  ground: 0.76,
  medium: 'land',
  layers: [
    {
      depth: 0.25,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let row = 0; row < 3; row++) {
          const color = palette.land('#3f9a72', 0.8 - row * 0.24)
          for (let i = 0; i < 8; i++)
            palm(
              context,
              random() * width,
              height * (0.64 + row * 0.03),
              unit * between(random, 40, 74) * (1 - row * 0.1),
              color,
              shade(color, 0.3),
              random,
            )
          hills(context, stage, width, { top: 0.6 + row * 0.04, rise: 0.03, color, roughness: 2 })
        }
      },
    },
    {
      depth: 1,
      top: 0.6,
      paint(context, stage, width) {
        const { palette, unit } = stage
        hills(context, stage, width, {
          top: 0.72,
          rise: 0.014,
          color: palette.land('#5b9f45'),
          low: palette.land('#1f5a3c'),
        })
        scatter(stage, width, { count: 40, from: 0.735, to: 1.04 }, (x, y, near) => {
          for (let i = 0; i < 4; i++)
            leaf(
              context,
              x,
              y,
              unit * (3 + near * 6),
              -Math.PI / 2 + (i - 1.5) * 0.6,
              palette.land(i % 2 ? '#3d8b45' : '#57a84d'),
            )
        })
      },
    },
    {
      depth: 1.7,
      front: true,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (const side of [0, 1]) {
          for (let i = 0; i < 7; i++) {
            const angle = side ? Math.PI + between(random, -0.7, 0.9) : between(random, -0.9, 0.7)
            leaf(
              context,
              side ? width : 0,
              height * between(random, 0, 1),
              unit * between(random, 20, 32),
              angle,
              palette.land(i % 2 ? '#1d5a44' : '#2a6e4a'),
            )
          }
        }
      },
    },
  ],
}
