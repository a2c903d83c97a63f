import { line, oval } from '../brush.js'
import { alpha } from '../color.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { palm, rock } from './greenery.js'
import { hills, water } from './landforms.js'
import { scatter } from './scatter.js'
import { glints, swell } from './waves.js'

export const ocean: Place = {
  horizon: 0.56,
  ground: 0.72,
  medium: 'water',
  layers: [
    {
      depth: 0.15,
      top: 0.4,
      paint(context, stage, width) {
        const { palette, random } = stage
        if (random() < 0.6)
          hills(context, stage, width, {
            top: 0.56,
            rise: 0.03,
            color: palette.land('#5f86a0', 0.7),
            roughness: 1.6,
          })
        water(context, stage, width, { top: 0.56, color: palette.land('#2f86ae', 0.08) })
      },
    },
  ],
  live(context, stage, t) {
    const { palette } = stage
    glints(context, stage, t, 0.57, 0.7)
    swell(context, stage, t, {
      top: 0.66,
      rise: 0.8,
      length: 46,
      speed: 0.8,
      color: palette.land('#2f86ae', 0.05),
    })
  },
  liveFront(context, stage, t) {
    const { palette } = stage
    swell(context, stage, t, { top: 0.735, rise: 1.5, length: 60, speed: -1, color: palette.land('#277aa3') })
    swell(context, stage, t, { top: 0.83, rise: 2.1, length: 84, speed: 1.2, color: palette.land('#1c6390') })
    glints(context, stage, t, 0.76, 0.98)
  },
}

export const beach: Place = {
  horizon: 0.54,
  ground: 0.77,
  medium: 'land',
  layers: [
    {
      depth: 0.15,
      top: 0.4,
      paint(context, stage, width) {
        const { palette } = stage
        hills(context, stage, width, {
          top: 0.55,
          rise: 0.035,
          color: palette.land('#6a94a0', 0.6),
          roughness: 1.4,
        })
        water(context, stage, width, {
          top: 0.54,
          color: palette.land('#35a4b8', 0.05),
          bottom: stage.height * 0.75,
        })
      },
    },
    {
      depth: 1,
      top: 0.05,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        hills(context, stage, width, {
          top: 0.705,
          rise: 0.012,
          color: palette.land('#f4dca8'),
          low: palette.land('#cfa678'),
          roughness: 0.6,
        })
        scatter(stage, width, { count: 40, from: 0.74, to: 1 }, (x, y, near) =>
          oval(
            context,
            x,
            y,
            unit * (0.3 + near * 0.5),
            unit * (0.2 + near * 0.3),
            palette.land(random() < 0.5 ? '#d9b886' : '#fff1cf'),
          ),
        )
        scatter(stage, width, { count: 7, from: 0.73, to: 0.98 }, (x, y, near) =>
          rock(context, x, y, unit * (1.2 + near * 3), palette.land('#a5957f'), random),
        )
        for (const u of [0.05, 0.12, 0.93])
          palm(
            context,
            width * u,
            height * between(random, 0.76, 0.82),
            unit * between(random, 46, 66),
            palette.land('#3d8f55'),
            palette.land('#94704e'),
            random,
          )
      },
    },
  ],
  live: (context, stage, t) => {
    glints(context, stage, t, 0.55, 0.69)
    const { width, height, unit, palette } = stage
    for (let i = 0; i < 2; i++) {
      const reach = Math.sin(t * 0.7 + i * 1.6)
      const y = height * (0.672 + i * 0.018) + reach * unit * 0.9
      const points: number[] = []
      for (let k = 0; k <= 14; k++)
        points.push((k / 14) * width, y + Math.sin(k * 1.3 + t * 0.6 + i * 2) * unit * 0.7)
      line(context, points, unit * (0.5 + i * 0.35), alpha(palette.lit('#ffffff'), 0.75))
    }
  },
}
