import { blob, type Context, fade, glow, line } from './brush.js'
import { alpha, mix } from './color.js'
import { between, createRandom } from './random.js'
import { softOval, sprite } from './sprite.js'
import type { Stage } from './stage.js'

const wrap = (value: number) => value - Math.floor(value)

function drawRain(context: Context, stage: Stage, t: number, slant: number): void {
  const { width, height, unit, brief, palette } = stage
  for (const [count, length, speed, opacity] of [
    [90, 4, 1.5, 0.3],
    [60, 7, 2.1, 0.5],
  ] as const) {
    const random = createRandom(brief.seed + count)
    context.beginPath()
    for (let i = 0; i < count; i++) {
      const fall = wrap(random() + t * speed * between(random, 0.85, 1.15))
      const x = wrap(random() + slant * fall * 0.2) * (width * 1.1)
      const y = fall * height * 1.1 - unit * length
      context.moveTo(x, y)
      context.lineTo(x + slant * unit * length * 0.5, y + unit * length)
    }
    context.lineWidth = Math.max(0.6, unit * length * 0.035)
    context.strokeStyle = alpha(mix('#ffffff', palette.sky[2], 0.2), opacity)
    context.stroke()
  }
  // Rings where the drops land.
  const random = createRandom(brief.seed + 7)
  context.lineWidth = Math.max(0.5, unit * 0.14)
  for (let i = 0; i < 14; i++) {
    const life = wrap(random() + t * 1.3)
    context.strokeStyle = alpha('#ffffff', 0.4 * (1 - life))
    context.beginPath()
    context.ellipse(
      random() * width,
      height * between(random, 0.76, 0.98),
      unit * 2.6 * life,
      unit * 0.8 * life,
      0,
      0,
      Math.PI * 2,
    )
    context.stroke()
  }
}

function drawSnow(context: Context, stage: Stage, t: number): void {
  const { width, height, unit, brief } = stage
  for (const [count, radius, speed, opacity] of [
    [110, 0.28, 0.07, 0.7],
    [60, 0.5, 0.11, 0.85],
    [16, 1, 0.17, 0.6],
  ] as const) {
    const random = createRandom(brief.seed + count)
    context.fillStyle = alpha('#ffffff', opacity)
    context.beginPath()
    for (let i = 0; i < count; i++) {
      const y = wrap(random() + t * speed * between(random, 0.8, 1.2)) * height * 1.06 - unit * 2
      const x = wrap(random() + Math.sin(t * 0.7 + i) * 0.012 + t * 0.012) * width
      const size = unit * radius * between(random, 0.7, 1.3)
      context.moveTo(x + size, y)
      context.arc(x, y, size, 0, Math.PI * 2)
    }
    context.fill()
  }
}

function drawFog(context: Context, stage: Stage, t: number): void {
  const { width, height, unit, palette } = stage
  const white = mix(palette.haze, '#ffffff', palette.dark ? 0.1 : 0.3)
  const tall = height * 0.2
  const bank = sprite(stage, 'fog', width, tall, (paint) => {
    paint.fillStyle = fade(paint, 0, tall, alpha(white, 0), alpha(white, 0.3), alpha(white, 0))
    paint.fillRect(0, 0, width, tall)
  })
  for (let i = 0; i < 4; i++) {
    const y = height * (0.52 + i * 0.11) + Math.sin(t * 0.5 + i) * unit * 2
    context.drawImage(bank, 0, Math.round(y - tall / 2))
    const x = wrap(i * 0.37 + t * 0.02 * (i % 2 ? 1 : -1)) * width * 1.5 - width * 0.25
    const size = height * 0.13
    softOval(context, stage, { x, y, radiusX: size * 3.2, radiusY: size, color: white, opacity: 0.6 })
  }
}

function drawLightning(context: Context, stage: Stage, t: number): void {
  const { width, height, unit, brief } = stage
  const cycle = 2.7
  const since = (t + 1.9) % cycle
  if (since > 0.34) return
  const flicker = since < 0.08 || (since > 0.14 && since < 0.22) ? 1 : 0.35
  const random = createRandom(brief.seed + Math.floor((t + 1.9) / cycle) * 31)
  context.fillStyle = alpha('#dfe6ff', 0.28 * flicker)
  context.fillRect(0, 0, width, height)
  let x = width * between(random, 0.15, 0.85)
  const points = [x, 0]
  for (let k = 1; k <= 7; k++) {
    x += unit * between(random, -6, 6)
    points.push(x, (k / 7) * stage.horizon)
  }
  const trace = (size: number, color: string) => {
    context.beginPath()
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0)
    context.lineWidth = unit * size
    context.strokeStyle = color
    context.stroke()
  }
  trace(2.4, alpha('#aab8ff', 0.35 * flicker))
  trace(0.6, alpha('#fffdf0', flicker))
}

function drawDrifting(
  context: Context,
  stage: Stage,
  t: number,
  colors: readonly string[],
  speed: number,
): void {
  const { width, height, unit, brief, palette } = stage
  const random = createRandom(brief.seed + 41)
  for (let i = 0; i < 36; i++) {
    const pace = between(random, 0.7, 1.3)
    const x = wrap(random() + t * speed * pace) * width * 1.1 - unit * 4
    const y = wrap(random() + t * 0.06 * pace + Math.sin(t * 1.3 + i) * 0.02) * height
    const size = unit * between(random, 0.6, 1.5)
    const angle = t * 2 * pace + i
    const cos = Math.cos(angle) * size
    const sin = Math.sin(angle) * size
    const thin = 0.35 + 0.3 * Math.sin(t * 3 + i)
    blob(
      context,
      [x - cos, y - sin, x + sin * thin, y - cos * thin, x + cos, y + sin, x - sin * thin, y + cos * thin],
      palette.lit(colors[i % colors.length] ?? '#f7b8cb'),
    )
  }
}

function drawGusts(context: Context, stage: Stage, t: number): void {
  const { width, height, unit, brief } = stage
  const random = createRandom(brief.seed + 43)
  for (let i = 0; i < 7; i++) {
    const life = wrap(random() + t * between(random, 0.25, 0.4))
    const x = life * width * 1.3 - width * 0.2
    const y = height * between(random, 0.15, 0.7)
    const length = unit * between(random, 14, 26)
    line(
      context,
      [x, y, x + length * 0.4, y - unit * 2, x + length * 0.8, y + unit * 1.4, x + length, y - unit],
      unit * 0.32,
      alpha('#ffffff', 0.4 * Math.sin(life * Math.PI)),
    )
  }
}

/** Draws specks that hang in the light: fireflies at night, dust by day. */
function drawMotes(context: Context, stage: Stage, t: number): void {
  const { width, height, unit, brief, palette } = stage
  const random = createRandom(brief.seed + 47)
  for (let i = 0; i < 16; i++) {
    const x = wrap(random() + Math.sin(t * 0.3 + i) * 0.03 + t * 0.008) * width
    const y = height * between(random, 0.4, 0.86) + Math.sin(t * 0.8 + i * 1.7) * unit * 2.4
    const beat = 0.5 + 0.5 * Math.sin(t * between(random, 1, 2.2) + i * 2)
    if (palette.dark) glow(context, x, y, unit * 1.6, '#ffe58a', 0.85 * beat)
    else {
      context.fillStyle = alpha('#fffbe8', 0.5 * beat)
      context.fillRect(x, y, unit * 0.36, unit * 0.36)
    }
  }
}

/** Draws what falls, blows or glows in front of everything. */
export function drawWeather(context: Context, stage: Stage, t: number): void {
  const { brief } = stage
  if (brief.weather === 'rain') drawRain(context, stage, t, -0.35)
  else if (brief.weather === 'snow') drawSnow(context, stage, t)
  else if (brief.weather === 'fog') drawFog(context, stage, t)
  else if (brief.weather === 'storm') {
    drawRain(context, stage, t, -0.9)
    drawLightning(context, stage, t)
  } else if (brief.weather === 'petals')
    drawDrifting(context, stage, t, ['#f9b9cf', '#fbd3df', '#f590b2'], 0.06)
  else if (brief.weather === 'wind') {
    drawDrifting(context, stage, t, ['#e08a3c', '#c9583c', '#e8b84a'], 0.22)
    drawGusts(context, stage, t)
  } else drawMotes(context, stage, t)
}
