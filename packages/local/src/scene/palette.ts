import { mix, multiply, rotateHue } from './color.js'
import { between, pick, type Random } from './random.js'
import type { LightId, WeatherId } from './vocabulary.js'

/** The colours of a scene: one sky, one light, and everything else seen in that light. */
export interface Palette {
  /** The sky from the top to the horizon. */
  sky: readonly [top: string, middle: string, low: string]
  /** What distant things fade into. */
  haze: string
  /** Whether lamps and windows are on. */
  dark: boolean
  /** The disc of the sun or the moon. */
  disc: string
  /** A thing's own colour in this light. `distance` 0 is near, 1 is lost in the haze. */
  lit(color: string, distance?: number): string
  /** Like `lit` for the landscape, whose colours lean a little from scene to scene. */
  land(color: string, distance?: number): string
}

type Sky = readonly [string, string, string]

interface Light {
  skies: readonly [Sky, ...Sky[]]
  ambient: string
  disc: string
  dark?: boolean
}

const LIGHTS: Record<LightId, Light> = {
  day: {
    skies: [
      ['#3d8fd1', '#8ccbe8', '#eaf5e6'],
      ['#2f9bb8', '#8fd6d6', '#fdf1d2'],
      ['#5a86d8', '#a9c9f2', '#fbe9dc'],
      ['#45a6d9', '#b4e1e6', '#fff6d8'],
    ],
    ambient: '#fffaf0',
    disc: '#fff3c4',
  },
  sunset: {
    skies: [
      ['#3c2c70', '#d4587c', '#ffb765'],
      ['#4a2f7e', '#ee6f6a', '#ffd488'],
      ['#2c4a86', '#e38b84', '#ffd9a0'],
    ],
    ambient: '#f0b295',
    disc: '#ffe2a0',
  },
  sunrise: {
    skies: [
      ['#6a8fd2', '#f3b7bd', '#ffe8bd'],
      ['#58a0bf', '#f7cfae', '#fff0c0'],
      ['#8a84cf', '#f6b0a8', '#ffe0b0'],
    ],
    ambient: '#ffe3cf',
    disc: '#fff6d6',
  },
  night: {
    skies: [
      ['#0a0f33', '#1f2a66', '#51589e'],
      ['#08182e', '#143c5e', '#3b7290'],
      ['#150c36', '#3a2468', '#7a4f96'],
    ],
    ambient: '#707fc4',
    disc: '#f4efd4',
    dark: true,
  },
  overcast: {
    skies: [
      ['#7b8da3', '#acbac9', '#dbe2e3'],
      ['#8a8fa6', '#b9bccb', '#e6e1de'],
    ],
    ambient: '#d6dae2',
    disc: '#e9ecee',
  },
  aurora: {
    skies: [
      ['#050f24', '#0c2c4a', '#1d5f6c'],
      ['#0a0a2a', '#1c2a5c', '#2f6a78'],
    ],
    ambient: '#6a9fc0',
    disc: '#e8f4e4',
    dark: true,
  },
}

const STORM: Sky = ['#232a3d', '#445266', '#7d8a96']
const RAINY: Sky = ['#4a5c78', '#7f93a8', '#c0cbd0']

function skyUnder(weather: WeatherId | undefined, light: LightId, sky: Sky): Sky {
  const veil = {
    storm: STORM,
    rain: RAINY,
    fog: undefined,
    snow: undefined,
    wind: undefined,
    petals: undefined,
  }
  const cover = weather && light !== 'aurora' ? veil[weather] : undefined
  if (!cover) return sky
  const share = light === 'night' || light === 'sunset' ? 0.35 : 0.8
  return [mix(sky[0], cover[0], share), mix(sky[1], cover[1], share), mix(sky[2], cover[2], share)]
}

/** Chooses the colours of a scene by its light and weather; the seed decides between equally fitting skies. */
export function createPalette(
  light: LightId,
  weather: WeatherId | undefined,
  indoors: boolean,
  random: Random,
): Palette {
  const { skies, ambient, disc, dark = false } = LIGHTS[light]
  const sky = skyUnder(weather, light, pick(random, skies))
  const lean = between(random, -16, 16)
  const gloom = weather === 'storm' ? '#98a3bb' : weather === 'rain' ? '#c6ccd8' : '#ffffff'
  // A lamp is on when it is dark outside.
  const lamp = indoors && dark ? mix(ambient, '#ffdcae', 0.55) : multiply(ambient, gloom)
  const haze = weather === 'fog' ? mix(sky[2], sky[1], 0.35) : mix(sky[2], sky[1], 0.6)
  // Fog swallows even the middle distance.
  const reach = weather === 'fog' ? 1.15 : 0.82
  const known = new Map<string, string>()
  const lit = (color: string, distance = 0): string => {
    const key = color + distance
    const found = known.get(key)
    if (found) return found
    const seen = mix(multiply(color, lamp), haze, Math.min(0.94, distance * reach))
    known.set(key, seen)
    return seen
  }
  return { sky, haze, dark, disc, lit, land: (color, distance) => lit(rotateHue(color, lean), distance) }
}
