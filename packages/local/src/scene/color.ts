/** Red, green and blue, each 0-255. */
export type Rgb = readonly [red: number, green: number, blue: number]

const clampByte = (value: number) => Math.max(0, Math.min(255, Math.round(value)))

/** Reads `#rrggbb`, the one notation that scenes keep colours in. */
export function parseHex(hex: string): Rgb {
  const bits = Number.parseInt(hex.slice(1, 7), 16)
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255]
}

/** Writes `#rrggbb`. */
export function toHex([red, green, blue]: Rgb): string {
  const bits = (clampByte(red) << 16) | (clampByte(green) << 8) | clampByte(blue)
  return `#${bits.toString(16).padStart(6, '0')}`
}

/** The colour `share` of the way from one to the other. */
export function mix(from: string, to: string, share: number): string {
  const [r1, g1, b1] = parseHex(from)
  const [r2, g2, b2] = parseHex(to)
  return toHex([r1 + (r2 - r1) * share, g1 + (g2 - g1) * share, b1 + (b2 - b1) * share])
}

/** The colour under light of another colour, as on paper under a lamp. */
export function multiply(color: string, light: string): string {
  const [r1, g1, b1] = parseHex(color)
  const [r2, g2, b2] = parseHex(light)
  return toHex([(r1 * r2) / 255, (g1 * g2) / 255, (b1 * b2) / 255])
}

/** Darker and a little bluer, the way shadows fall outdoors. */
export const shade = (color: string, share: number) => mix(color, multiply(color, '#5a4a86'), share)

/** Lighter and a little warmer. */
export const lighten = (color: string, share: number) => mix(color, '#fff4dc', share)

/** The colour with an opacity of 0-1, as CSS. */
export function alpha(color: string, opacity: number): string {
  const [red, green, blue] = parseHex(color)
  return `rgba(${red}, ${green}, ${blue}, ${opacity.toFixed(3)})`
}

/** The colour turned around the colour wheel by some degrees. */
export function rotateHue(color: string, degrees: number): string {
  const [red, green, blue] = parseHex(color)
  const cos = Math.cos((degrees * Math.PI) / 180)
  const sin = Math.sin((degrees * Math.PI) / 180)
  // The hueRotate matrix of SVG filters: it keeps the luminance.
  return toHex([
    red * (0.213 + cos * 0.787 - sin * 0.213) +
      green * (0.715 - cos * 0.715 - sin * 0.715) +
      blue * (0.072 - cos * 0.072 + sin * 0.928),
    red * (0.213 - cos * 0.213 + sin * 0.143) +
      green * (0.715 + cos * 0.285 + sin * 0.14) +
      blue * (0.072 - cos * 0.072 - sin * 0.283),
    red * (0.213 - cos * 0.213 - sin * 0.787) +
      green * (0.715 - cos * 0.715 + sin * 0.715) +
      blue * (0.072 + cos * 0.928 + sin * 0.072),
  ])
}
