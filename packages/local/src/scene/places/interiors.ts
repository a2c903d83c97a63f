// biome-ignore-all format: coordinates are read in rows.

import { box, fade, glow, line, oval, poly } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { between } from '../random.js'
import { softOval } from '../sprite.js'
import type { Place } from '../stage.js'
import { hills } from './landforms.js'

export const room: Place = {
  horizon: 0.7,
  ground: 0.77,
  medium: 'indoors',
  ownSky: true,
  layers: [
    {
      depth: 0.4,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const wall = palette.land(
          ['#e9c9a4', '#b9cdb9', '#c3b7d4', '#e7b9a7'][Math.floor(random() * 4)] ?? '#e9c9a4',
        )
        context.fillStyle = fade(context, 0, height * 0.7, shade(wall, 0.25), wall, lighten(wall, 0.12))
        context.fillRect(0, 0, width, height)
        // The window shows the sky outside.
        const x = width * between(random, 0.12, 0.26)
        const w = unit * 42
        const tall = height * 0.4
        const y = height * 0.12
        glow(context, x + w / 2, y + tall / 2, w * 1.3, palette.sky[2], 0.55)
        box(
          context,
          x - unit * 1.6,
          y - unit * 1.6,
          w + unit * 3.2,
          tall + unit * 3.2,
          unit,
          palette.lit('#fbf4e6'),
        )
        context.fillStyle = fade(context, y, y + tall, ...palette.sky)
        context.fillRect(x, y, w, tall)
        context.save()
        context.beginPath()
        context.rect(x, y, w, tall)
        context.clip()
        if (palette.dark)
          for (let i = 0; i < 30; i++)
            oval(context, x + random() * w, y + random() * tall, unit * 0.16, unit * 0.16, '#fdf6e3')
        oval(context, x + w * 0.7, y + tall * 0.3, unit * 4, unit * 4, palette.disc)
        hills(context, stage, width, {
          top: (y + tall * 0.88) / height,
          rise: 0.03,
          color: palette.land('#6f9f86', 0.4),
          roughness: 2,
        })
        context.restore()
        context.fillStyle = palette.lit('#fbf4e6')
        context.fillRect(x + w / 2 - unit * 0.5, y, unit, tall)
        context.fillRect(x, y + tall / 2 - unit * 0.5, w, unit)
        // Shelf, books and a plant on the other side.
        const shelf = width * between(random, 0.7, 0.78)
        const wood = palette.land('#94653f')
        for (let row = 0; row < 2; row++) {
          const top = height * (0.24 + row * 0.17)
          box(context, shelf - unit * 14, top, unit * 30, unit * 1.4, unit * 0.4, wood)
          for (let at = shelf - unit * 12; at < shelf + unit * 11; ) {
            const thick = unit * between(random, 1.2, 2.4)
            const high = unit * between(random, 5, 9)
            box(
              context,
              at,
              top - high,
              thick,
              high,
              unit * 0.2,
              palette.land(
                ['#c65f4c', '#4f7f8f', '#e0b15a', '#6b5b8f', '#7fa06a'][Math.floor(random() * 5)] ??
                  '#c65f4c',
              ),
            )
            at += thick + unit * 0.2
            if (random() < 0.12) at += unit * 3
          }
        }
        const floor = palette.land('#a9754c')
        context.fillStyle = fade(context, height * 0.7, height, floor, shade(floor, 0.5))
        context.fillRect(0, height * 0.7, width, height * 0.3)
        context.fillStyle = palette.lit('#fbf4e6')
        context.fillRect(0, height * 0.69, width, unit * 1.6)
        for (let i = -3; i < 20; i++)
          line(
            context,
            [width * (i / 16), height * 0.712, width * (0.5 + (i / 16 - 0.5) * 1.7), height],
            unit * 0.14,
            shade(floor, 0.3),
          )
        oval(context, width * 0.5, height * 0.83, width * 0.34, height * 0.085, palette.land('#b5564c'))
        oval(context, width * 0.5, height * 0.83, width * 0.31, height * 0.073, palette.land('#d98a6c'))
        oval(context, width * 0.5, height * 0.83, width * 0.25, height * 0.056, palette.land('#c66f58'))
      },
    },
  ],
  live(context, stage, t) {
    const { width, height, palette } = stage
    context.globalAlpha = (palette.dark ? 0.06 : 0.13) + 0.02 * Math.sin(t)
    poly(
      context,
      [width * 0.2, height * 0.2, width * 0.42, height * 0.2, width * 0.78, height, width * 0.38, height],
      palette.sky[2],
    )
    context.globalAlpha = 1
  },
}

export const jazzBar: Place = {
  horizon: 0.72,
  ground: 0.78,
  medium: 'indoors',
  ownSky: true,
  layers: [
    {
      depth: 0.4,
      paint(context, stage, width) {
        const { random, unit, height, palette } = stage
        const wall = palette.land('#6a2f3f')
        context.fillStyle = fade(context, 0, height * 0.74, '#1a1024', shade(wall, 0.35), wall)
        context.fillRect(0, 0, width, height)
        // A curtain in folds.
        const folds = 26
        for (let i = 0; i < folds; i++) {
          const x = (i / folds) * width
          const hue = palette.land(i % 2 ? '#8c2f44' : '#6d2038')
          poly(
            context,
            [
              x, 0, x + width / folds, 0, x + width / folds + unit, height * 0.74,
              x - unit * 0.5, height * 0.74,
            ],
            fade(context, 0, height * 0.74, shade(hue, 0.9), hue),
          )
        }
        const neon = ['#ffb347', '#4fe3f2', '#ff6fae'][Math.floor(random() * 3)] ?? '#ffb347'
        const x = width * between(random, 0.14, 0.2)
        const y = height * 0.22
        glow(context, x, y, unit * 22, neon, 0.6)
        for (const [thick, color] of [
          [1.6, alpha(neon, 0.5)],
          [0.7, lighten(neon, 0.6)],
        ] as const) {
          line(
            context,
            [
              x - unit * 3, y + unit * 6, x - unit * 3, y - unit * 5, x + unit * 5, y - unit * 7,
              x + unit * 5, y + unit * 4,
            ],
            unit * thick,
            color,
          )
          oval(context, x - unit * 4.6, y + unit * 6.4, unit * 2 * thick, unit * 1.4 * thick, color, -0.4)
          oval(context, x + unit * 3.4, y + unit * 4.4, unit * 2 * thick, unit * 1.4 * thick, color, -0.4)
        }
        const shelf = width * 0.86
        for (let row = 0; row < 3; row++) {
          const top = height * (0.3 + row * 0.11)
          glow(context, shelf, top - unit * 3, unit * 15, '#ffb86a', 0.22)
          for (let i = 0; i < 8; i++) {
            const bottle = ['#5fae8a', '#d98a4c', '#b5d4d8', '#8f4f6a'][Math.floor(random() * 4)] ?? '#5fae8a'
            const bx = shelf + (i - 4) * unit * 2.9
            box(context, bx, top - unit * 5, unit * 1.7, unit * 5, unit * 0.5, bottle)
            box(
              context,
              bx + unit * 0.55,
              top - unit * 7,
              unit * 0.6,
              unit * 2.4,
              unit * 0.2,
              shade(bottle, 0.2),
            )
          }
          box(context, shelf - unit * 13, top, unit * 26, unit * 0.9, unit * 0.2, '#3a1f26')
        }
        const floor = palette.land('#7a4630')
        context.fillStyle = fade(context, height * 0.73, height, lighten(floor, 0.15), shade(floor, 0.7))
        context.fillRect(0, height * 0.735, width, height * 0.27)
        for (let i = 0; i < 4; i++)
          box(context, 0, height * (0.765 + i * i * 0.02), width, unit * 0.18, 0, shade(floor, 0.5))
        oval(context, width * 0.5, height * 0.82, width * 0.32, height * 0.085, alpha('#ffdca0', 0.3))
        oval(context, width * 0.5, height * 0.82, width * 0.22, height * 0.058, alpha('#ffe9be', 0.3))
      },
    },
  ],
  live(context, stage, t) {
    const { width, height, unit } = stage
    const beams = [
      { x: 0.3, color: '#ffcf7a' },
      { x: 0.5, color: '#fff0cf' },
      { x: 0.72, color: '#ff9db4' },
    ]
    for (const [index, { x, color }] of beams.entries()) {
      const aim = width * (0.5 + 0.07 * Math.sin(t * 0.6 + index * 2.1))
      // Flat colours: a gradient of this size costs more than all the rest of the picture.
      for (const reach of [24, 15]) {
        const low = height * 0.82
        poly(
          context,
          [width * x - unit, 0, width * x + unit, 0, aim + unit * reach, low, aim - unit * reach, low],
          alpha(color, 0.075),
        )
      }
    }
  },
  liveFront(context, stage, t) {
    const { width, height, unit } = stage
    // Smoke drifts through the light.
    for (let i = 0; i < 4; i++) {
      const x = ((i * 0.31 + t * 0.014) % 1.3) * width - width * 0.15
      const y = height * (0.3 + 0.1 * Math.sin(i * 2.2 + t * 0.2))
      const color = mix('#ffdcb0', '#b07a9a', i / 4)
      softOval(context, stage, { x, y, radiusX: unit * 26, radiusY: unit * 26, color, opacity: 0.09 })
    }
  },
}
