import { type Context, fade, glow, oval } from './brush.js'
import { alpha, mix } from './color.js'
import { between, createRandom, hashText, type Random } from './random.js'
import { sprite } from './sprite.js'
import type { Stage } from './stage.js'

/** A flat-bottomed cloud, about `size` wide. */
export function cloud(
  context: Context,
  x: number,
  y: number,
  size: number,
  color: string,
  random: Random,
): void {
  const puffs = 5 + Math.floor(random() * 3)
  context.save()
  context.beginPath()
  context.rect(x - size, y - size, size * 2, size)
  context.clip()
  // One path: where puffs of half-transparent colour overlap, their outlines would show.
  context.beginPath()
  let top = y
  for (let i = 0; i < puffs; i++) {
    const share = i / (puffs - 1)
    const radius = size * (0.07 + 0.13 * Math.sin(share * Math.PI)) * between(random, 0.8, 1.3)
    const cx = x + (share - 0.5) * size * 0.85
    context.moveTo(cx + radius * 1.3, y - radius * 0.4)
    context.ellipse(cx, y - radius * 0.4, radius * 1.3, radius, 0, 0, Math.PI * 2)
    top = Math.min(top, y - radius * 1.4)
  }
  context.fillStyle = fade(context, top, y, mix(color, '#ffffff', 0.35), color, alpha(color, 0.45))
  context.fill()
  context.restore()
}

function paintStars(context: Context, stage: Stage, width: number, count: number): void {
  const { random, unit, horizon } = stage
  for (let i = 0; i < count; i++) {
    const y = random() ** 1.4 * horizon
    const radius = unit * between(random, 0.08, 0.26)
    oval(context, random() * width, y, radius, radius, alpha('#fdf6e3', between(random, 0.25, 0.95)))
  }
}

function paintDisc(context: Context, stage: Stage, width: number): void {
  const { random, unit, horizon, palette, brief } = stage
  const low = brief.light === 'sunset' || brief.light === 'sunrise'
  const x = width * between(random, 0.2, 0.82)
  const y = low ? horizon - unit * between(random, 5, 14) : horizon * between(random, 0.2, 0.42)
  const radius = unit * (low ? between(random, 9, 13) : brief.light === 'day' ? 6 : 6.5)
  glow(context, x, y, radius * (low ? 7 : 5), palette.disc, low ? 0.75 : 0.55)
  oval(context, x, y, radius, radius, palette.disc)
  if (palette.dark) {
    const crater = mix(palette.disc, '#b9b6a8', 0.45)
    oval(context, x - radius * 0.3, y - radius * 0.2, radius * 0.24, radius * 0.22, crater)
    oval(context, x + radius * 0.32, y + radius * 0.28, radius * 0.17, radius * 0.16, crater)
    oval(context, x + radius * 0.18, y - radius * 0.45, radius * 0.11, radius * 0.1, crater)
  }
}

/** Paints the sky with its sun, moon, stars and distant clouds. */
export function paintSky(context: Context, stage: Stage, width: number): void {
  const { palette, horizon, height, random, unit, brief } = stage
  context.fillStyle = fade(context, 0, Math.min(height, horizon * 1.08), ...palette.sky)
  context.fillRect(0, 0, width, height)
  if (palette.dark) paintStars(context, stage, width, 150)
  const covered = brief.light === 'overcast' || brief.weather === 'rain' || brief.weather === 'storm'
  if (!covered && brief.light !== 'aurora') paintDisc(context, stage, width)
  const count = covered ? 9 : palette.dark ? 3 : 5
  const base = covered
    ? mix(palette.sky[1], palette.sky[0], 0.5)
    : mix(palette.sky[2], '#ffffff', palette.dark ? 0 : 0.35)
  for (let i = 0; i < count; i++) {
    const y = horizon * between(random, 0.14, 0.8)
    const size = unit * between(random, 22, 50) * (covered ? 1.5 : 1)
    context.globalAlpha = palette.dark ? 0.45 : 0.85
    cloud(context, random() * width, y, size, mix(base, palette.sky[1], palette.dark ? 0.7 : 0.15), random)
    context.globalAlpha = 1
  }
}

const CURTAINS = [
  { color: '#5df2b0', tip: '#6a7cf0', y: 0.62, tall: 0.5, speed: 0.5 },
  { color: '#4fd8d0', tip: '#b06af0', y: 0.42, tall: 0.36, speed: -0.36 },
]

/** Draws the stars that twinkle, and in a polar night the curtains of the aurora. */
export function drawLiveSky(context: Context, stage: Stage, t: number): void {
  const { palette, width, horizon, unit, brief } = stage
  if (!palette.dark) return
  const random = createRandom(hashText(`twinkle ${brief.seed}`))
  context.fillStyle = '#fffbe8'
  for (let i = 0; i < 14; i++) {
    const x = random() * width
    const y = random() * horizon * 0.7
    const beat = Math.max(0, Math.sin(t * between(random, 1.2, 3) + i * 2.1))
    const size = unit * 0.9 * beat
    context.fillRect(x - size, y - size * 0.09, size * 2, size * 0.18)
    context.fillRect(x - size * 0.09, y - size, size * 0.18, size * 2)
  }
  if (brief.light === 'aurora') drawAurora(context, stage, t)
}

function drawAurora(context: Context, stage: Stage, t: number): void {
  const { width, horizon, brief } = stage
  const phase = (brief.seed % 100) / 10
  const strips = 56
  const wide = Math.ceil(width / strips)
  context.globalCompositeOperation = 'lighter'
  for (const { color, tip, y, tall, speed } of CURTAINS) {
    const height = horizon * (tall + 0.1)
    const ray = sprite(stage, `aurora ${color}`, wide, height, (paint) => {
      const gradient = paint.createLinearGradient(0, 0, 0, height)
      gradient.addColorStop(0, alpha(tip, 0))
      gradient.addColorStop(0.5, alpha(mix(tip, color, 0.6), 0.3))
      gradient.addColorStop(0.86, alpha(color, 0.6))
      gradient.addColorStop(1, alpha(color, 0))
      paint.fillStyle = gradient
      paint.fillRect(0, 0, wide, height)
    })
    for (let i = 0; i < strips; i++) {
      const u = i / strips
      const wave = Math.sin(u * 7 + t * speed + phase) + 0.5 * Math.sin(u * 17 - t * speed * 1.4 + phase)
      const shine = 0.55 + 0.45 * Math.sin(u * 43 + t * speed * 2 + Math.sin(u * 11 + phase) * 3)
      context.globalAlpha = Math.max(0.05, shine * (0.6 + 0.4 * Math.sin(u * 5 + t * 0.4 + phase)))
      context.drawImage(ray, i * wide, Math.round(horizon * (y - tall + wave * 0.06)))
    }
  }
  context.globalCompositeOperation = 'source-over'
  context.globalAlpha = 1
}
