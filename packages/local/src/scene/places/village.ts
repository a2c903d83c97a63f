import { fade, oval } from '../brush.js'
import { shade } from '../color.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { cottage, houseColors } from './buildings.js'
import { leafTree, tuft } from './greenery.js'
import { hills } from './landforms.js'
import { scatter } from './scatter.js'

export const village: Place = {
  horizon: 0.62,
  ground: 0.76,
  medium: 'land',
  layers: [
    {
      depth: 0.2,
      top: 0.34,
      paint(context, stage, width) {
        const { palette } = stage
        hills(context, stage, width, { top: 0.53, rise: 0.09, color: palette.land('#7aa58e', 0.66) })
        hills(context, stage, width, { top: 0.6, rise: 0.04, color: palette.land('#7fae74', 0.46) })
      },
    },
    {
      depth: 0.55,
      top: 0.26,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let row = 0; row < 2; row++) {
          const line = hills(context, stage, width, {
            top: 0.64 + row * 0.045,
            rise: 0.03 - row * 0.016,
            color: palette.land('#86b062', 0.28 - row * 0.12),
          })
          for (let i = 0; i < 7; i++) {
            const x = ((i + between(random, 0.2, 0.8)) / 7) * width
            const distance = 0.28 - row * 0.14
            if (random() < 0.3)
              leafTree(
                context,
                x + unit * 7,
                line(x) + unit,
                unit * between(random, 11, 17),
                palette.land('#5a9850', distance),
                random,
              )
            const [wall, roof] = houseColors(stage, random, distance)
            cottage(
              context,
              stage,
              x,
              line(x) + height * 0.012,
              unit * between(random, 11, 16) * (1 + row * 0.35),
              wall,
              roof,
            )
          }
        }
      },
    },
    {
      depth: 1,
      top: 0.64,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        hills(context, stage, width, {
          top: 0.725,
          rise: 0.012,
          color: palette.land('#93bd5e'),
          low: palette.land('#4a7f48'),
        })
        const path = palette.land('#e4cfa2')
        context.fillStyle = fade(context, height * 0.75, height, path, shade(path, 0.25))
        context.fillRect(0, height * 0.752, width, height * 0.075)
        for (let i = 0; i < 60; i++)
          oval(
            context,
            random() * width,
            height * between(random, 0.757, 0.823),
            unit * 1.1,
            unit * 0.35,
            shade(path, 0.12),
          )
        scatter(stage, width, { count: 46, from: 0.85, to: 1.03 }, (x, y, near) =>
          tuft(context, x, y, unit * (1.6 + near * 3), palette.land('#66a049'), random),
        )
      },
    },
  ],
}
