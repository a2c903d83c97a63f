import { fade, glow, oval } from '../brush.js'
import { lighten, mix } from '../color.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { conifer, rock, saguaro, tuft } from './greenery.js'
import { hills, peaks } from './landforms.js'
import { scatter } from './scatter.js'

export const mountains: Place = {
  horizon: 0.66,
  ground: 0.76,
  medium: 'land',
  layers: [
    {
      depth: 0.12,
      top: 0.06,
      paint(context, stage, width) {
        const { palette } = stage
        peaks(context, stage, width, {
          base: 0.68,
          tall: 0.52,
          count: 5,
          color: palette.land('#6f7fae', 0.55),
          snow: palette.lit('#ffffff', 0.3),
        })
      },
    },
    {
      depth: 0.35,
      top: 0.2,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        peaks(context, stage, width, {
          base: 0.7,
          tall: 0.3,
          count: 6,
          color: palette.land('#5f7f86', 0.3),
          snow: palette.lit('#ffffff', 0.12),
        })
        hills(context, stage, width, { top: 0.67, rise: 0.02, color: palette.land('#5f9a72', 0.26) })
        for (let i = 0; i < 34; i++)
          conifer(
            context,
            random() * width,
            height * between(random, 0.67, 0.7),
            unit * between(random, 5, 10),
            palette.land('#36705a', 0.2),
          )
      },
    },
    {
      depth: 1,
      top: 0.62,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        hills(context, stage, width, {
          top: 0.72,
          rise: 0.02,
          color: palette.land('#86b268'),
          low: palette.land('#3f6d52'),
          roughness: 0.8,
        })
        scatter(stage, width, { count: 22, from: 0.73, to: 1.02 }, (x, y, near) =>
          rock(context, x, y, unit * (1.4 + near * 5), palette.land('#8d93a0'), random),
        )
        scatter(stage, width, { count: 40, from: 0.73, to: 1.02 }, (x, y, near) =>
          tuft(context, x, y, unit * (1 + near * 2.6), palette.land('#5f9650'), random),
        )
      },
    },
  ],
}

export const desert: Place = {
  horizon: 0.62,
  ground: 0.75,
  medium: 'land',
  layers: [
    {
      depth: 0.2,
      top: 0.3,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const color = palette.land('#c47a58', 0.55)
        for (let i = 0; i < 4; i++) {
          const x = ((i + random()) / 4) * width
          const w = unit * between(random, 16, 34)
          const tall = unit * between(random, 10, 24)
          context.fillStyle = fade(context, height * 0.62 - tall, height * 0.62, lighten(color, 0.2), color)
          context.beginPath()
          context.moveTo(x - w * 0.7, height * 0.63)
          context.lineTo(x - w * 0.5, height * 0.62 - tall)
          context.lineTo(x + w * 0.45, height * 0.62 - tall * 0.96)
          context.lineTo(x + w * 0.7, height * 0.63)
          context.fill()
        }
        hills(context, stage, width, { top: 0.6, rise: 0.04, color: palette.land('#e3a468', 0.4) })
      },
    },
    {
      depth: 0.55,
      top: 0.4,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        const line = hills(context, stage, width, {
          top: 0.655,
          rise: 0.035,
          color: palette.land('#eab06a', 0.2),
          low: palette.land('#b96a4c', 0.1),
        })
        for (let i = 0; i < 5; i++) {
          const x = random() * width
          saguaro(context, x, line(x) + unit, unit * between(random, 8, 16), palette.land('#5d8f62', 0.18))
        }
      },
    },
    {
      depth: 1,
      top: 0.62,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        hills(context, stage, width, {
          top: 0.71,
          rise: 0.014,
          color: palette.land('#f3c27b'),
          low: palette.land('#bd7550'),
          roughness: 0.6,
        })
        context.globalAlpha = 0.4
        for (let i = 0; i < 26; i++) {
          const y = height * between(random, 0.76, 1)
          oval(
            context,
            random() * width,
            y,
            unit * between(random, 6, 22),
            unit * 0.28,
            palette.land(i % 2 ? '#d99a62' : '#ffdf9f'),
          )
        }
        context.globalAlpha = 1
        scatter(stage, width, { count: 12, from: 0.73, to: 1 }, (x, y, near) =>
          rock(context, x, y, unit * (1 + near * 3.4), palette.land('#b5795c'), random),
        )
      },
    },
  ],
}

export const snowfield: Place = {
  horizon: 0.62,
  ground: 0.75,
  medium: 'land',
  layers: [
    {
      depth: 0.15,
      top: 0.2,
      paint(context, stage, width) {
        const { palette } = stage
        peaks(context, stage, width, {
          base: 0.65,
          tall: 0.34,
          count: 6,
          color: palette.lit('#9db6d6', 0.5),
          snow: palette.lit('#ffffff', 0.3),
        })
        hills(context, stage, width, { top: 0.61, rise: 0.03, color: palette.lit('#cfe0ef', 0.35) })
      },
    },
    {
      depth: 0.5,
      top: 0.34,
      paint(context, stage, width) {
        const { palette, random, unit } = stage
        const line = hills(context, stage, width, {
          top: 0.66,
          rise: 0.03,
          color: palette.lit('#e2edf6', 0.14),
          low: palette.lit('#b5cbe2'),
        })
        for (let i = 0; i < 15; i++) {
          const x = random() * width
          const size = unit * between(random, 9, 20)
          conifer(context, x, line(x) + unit, size, palette.land('#3f6f74', 0.22))
          // Snow lies on the tips.
          for (let tier = 1; tier < 4; tier++)
            oval(
              context,
              x - size * 0.03,
              line(x) + unit - size * (0.16 + tier * 0.22),
              size * (0.15 - tier * 0.03),
              size * 0.035,
              palette.lit('#ffffff', 0.1),
            )
        }
      },
    },
    {
      depth: 1,
      top: 0.6,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        hills(context, stage, width, {
          top: 0.705,
          rise: 0.02,
          color: palette.lit('#f6fafd'),
          low: palette.lit('#9fbbdb'),
          roughness: 0.7,
        })
        for (let i = 0; i < 16; i++) {
          const y = height * between(random, 0.77, 1)
          oval(
            context,
            random() * width,
            y,
            unit * between(random, 8, 26),
            unit * between(random, 0.5, 1.6),
            mix(palette.lit('#dbe8f4'), palette.lit('#ffffff'), random()),
          )
        }
        if (palette.dark) glow(context, width / 2, height * 0.74, unit * 60, palette.sky[2], 0.3)
      },
    },
  ],
}
