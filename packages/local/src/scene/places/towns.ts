import { box, fade, glow } from '../brush.js'
import { alpha, lighten, mix, shade } from '../color.js'
import { between } from '../random.js'
import type { Place } from '../stage.js'
import { streetLamp, tower } from './buildings.js'
import { leafTree } from './greenery.js'

const FACADES = ['#5f7199', '#7c8bb0', '#8f7f9e', '#a98f95', '#66869a']

export const city: Place = {
  horizon: 0.66,
  ground: 0.76,
  medium: 'land',
  layers: [
    {
      depth: 0.15,
      top: 0.1,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let x = -unit * 4; x < width; ) {
          const w = unit * between(random, 6, 13)
          tower(context, stage, {
            x,
            y: height * 0.7,
            width: w,
            height: unit * between(random, 16, 46),
            color: palette.land('#7889b4', 0.68),
            lights: 0.35,
          })
          x += w * 1.02
        }
      },
    },
    {
      depth: 0.45,
      top: 0.06,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let x = -unit * 6; x < width; ) {
          const w = unit * between(random, 10, 20)
          if (random() < 0.78)
            tower(context, stage, {
              x,
              y: height * 0.72,
              width: w,
              height: unit * between(random, 18, 44),
              color: palette.land(FACADES[Math.floor(random() * 5)] ?? '#5f7199', 0.28),
              lights: 0.8,
            })
          x += w * between(random, 1, 1.3)
        }
      },
    },
    {
      depth: 1,
      top: 0.3,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const stone = palette.land('#a9adc0')
        context.fillStyle = fade(context, height * 0.69, height, lighten(stone, 0.12), shade(stone, 0.4))
        context.fillRect(0, height * 0.7, width, height * 0.3)
        for (let i = 0; i < 14; i++)
          leafTree(
            context,
            ((i + random()) / 14) * width,
            height * 0.715,
            unit * between(random, 7, 12),
            palette.land('#5f9a6a', 0.12),
            random,
          )
        context.fillStyle = shade(stone, 0.3)
        context.fillRect(0, height * 0.7, width, unit * 1.6)
        context.fillStyle = alpha(lighten(stone, 0.5), 0.35)
        for (let i = 0; i < 5; i++)
          context.fillRect(0, height * (0.76 + i * i * 0.014), width, unit * (0.15 + i * 0.06))
        for (let i = 0; i < 5; i++)
          streetLamp(context, stage, width * (0.06 + i * 0.22), height * 0.735, unit * 24)
      },
    },
  ],
}

const SIGNS = ['#ff5fa2', '#4fe3f2', '#ffd24f', '#9d7bff', '#6cf29a']

export const street: Place = {
  horizon: 0.6,
  ground: 0.77,
  medium: 'land',
  layers: [
    {
      depth: 0.25,
      top: 0.08,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        for (let x = -unit * 4; x < width; ) {
          const w = unit * between(random, 8, 16)
          tower(context, stage, {
            x,
            y: height * 0.68,
            width: w,
            height: unit * between(random, 22, 46),
            color: palette.land('#7b86a8', 0.55),
            lights: 0.45,
          })
          x += w
        }
      },
    },
    {
      depth: 0.6,
      top: 0.02,
      paint(context, stage, width) {
        const { palette, random, unit, height } = stage
        const fronts = ['#d98f6c', '#e6c28b', '#8fb3a8', '#c77f7f', '#8c95b8', '#d8b4a0']
        for (let x = -unit * 8; x < width; ) {
          const w = unit * between(random, 16, 26)
          const tall = unit * between(random, 30, 48)
          const color = palette.land(fronts[Math.floor(random() * fronts.length)] ?? '#d98f6c', 0.12)
          tower(context, stage, { x, y: height * 0.71, width: w, height: tall, color, lights: 0.95 })
          const shop = palette.dark ? mix('#ffd98f', color, 0.15) : mix(palette.sky[1], '#ffffff', 0.35)
          box(context, x + w * 0.06, height * 0.71 - unit * 9.5, w * 0.88, unit * 9.5, 0, shade(color, 0.5))
          box(context, x + w * 0.12, height * 0.71 - unit * 7.4, w * 0.46, unit * 6, unit * 0.3, shop)
          box(
            context,
            x + w * 0.68,
            height * 0.71 - unit * 7.4,
            w * 0.2,
            unit * 7.4,
            unit * 0.3,
            shade(color, 0.7),
          )
          const sign = SIGNS[Math.floor(random() * SIGNS.length)] ?? '#ff5fa2'
          // An awning by day, a neon sign by night.
          if (palette.dark) {
            glow(context, x + w * 0.5, height * 0.71 - unit * 12, unit * 11, sign, 0.5)
            box(
              context,
              x + w * 0.2,
              height * 0.71 - unit * 13,
              w * 0.6,
              unit * 2.2,
              unit * 1.1,
              lighten(sign, 0.3),
            )
          } else {
            for (let i = 0; i < 8; i++)
              box(
                context,
                x + w * (0.06 + i * 0.11),
                height * 0.71 - unit * 10.4,
                w * 0.111,
                unit * 2.8,
                [0, 0, unit, unit],
                palette.land(i % 2 ? '#ffffff' : sign, 0.05),
              )
          }
          x += w * 1.01
        }
      },
    },
    {
      depth: 1,
      top: 0.3,
      paint(context, stage, width) {
        const { palette, unit, height, random } = stage
        const pavement = palette.land('#b9b4b4')
        const asphalt = palette.land('#5d6274')
        context.fillStyle = pavement
        context.fillRect(0, height * 0.705, width, height * 0.05)
        context.fillStyle = shade(pavement, 0.35)
        context.fillRect(0, height * 0.742, width, height * 0.012)
        context.fillStyle = fade(context, height * 0.75, height, lighten(asphalt, 0.1), shade(asphalt, 0.35))
        context.fillRect(0, height * 0.753, width, height * 0.25)
        for (let x = 0; x < width; x += unit * 17)
          box(context, x, height * 0.835, unit * 9, unit * 1.1, unit * 0.3, palette.lit('#f3e6bf'))
        for (let i = 0; i < 5; i++)
          streetLamp(context, stage, width * (0.03 + i * 0.235), height * 0.735, unit * 31)
        if (palette.dark || stage.brief.weather === 'rain') {
          // A wet road mirrors the lights.
          for (let i = 0; i < 12; i++) {
            const color = palette.dark ? (SIGNS[i % SIGNS.length] ?? '#ffffff') : palette.sky[2]
            context.globalAlpha = 0.2
            box(
              context,
              random() * width,
              height * 0.76,
              unit * between(random, 2, 6),
              unit * between(random, 8, 19),
              unit,
              color,
            )
          }
          context.globalAlpha = 1
        }
      },
    },
  ],
}
