import { createCanvas } from '@napi-rs/canvas'
import { FONT_STACK } from '../fonts.js'
import { type Context, fade } from './brush.js'

/** What every video says about itself. */
export const HONEST_CAPTION = "Drawn by Reelstate's embedded renderer. No AI model was used."

export interface CaptionOptions {
  prompt: string
  /** Pixels. */
  width: number
  height: number
  seconds: number
}

/** The texts of one video, laid out for its size. */
export interface Captions {
  draw(context: Context, t: number): void
}

const font = (size: number, weight: 400 | 700) => `${weight} ${size}px ${FONT_STACK}`

/** `00:03.12`: minutes, seconds and hundredths. */
export function formatTimecode(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100))
  const pair = (value: number) => String(value).padStart(2, '0')
  return `${pair(Math.floor(hundredths / 6000))}:${pair(Math.floor(hundredths / 100) % 60)}.${pair(hundredths % 100)}`
}

/** Makes one line of printable text: no control characters, no halves of characters. */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cs}\p{Bidi_Control}]/gu, '')
    .trim()
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Breaks a text into at most `most` lines that `fits`; what does not fit ends in an ellipsis. */
export function wrapText(text: string, most: number, fits: (line: string) => boolean): string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '' && lines.length < most) {
    if (fits(rest)) return [...lines, rest]
    let line = ''
    let space = 0
    for (const { segment } of graphemes.segment(rest)) {
      // A line may end right before a space that does not fit any more.
      if (segment === ' ') space = line.length
      if (line !== '' && !fits(line + segment)) break
      line += segment
    }
    const last = lines.length === most - 1
    if (last) {
      const kept = [...graphemes.segment(line)].map(({ segment }) => segment)
      while (kept.length > 1 && !fits(`${kept.join('').trimEnd()}…`)) kept.pop()
      lines.push(`${kept.join('').trimEnd()}…`)
    } else {
      // Scripts without spaces break anywhere.
      const end = space > 0 ? space : line.length
      lines.push(rest.slice(0, end).trim())
      rest = rest.slice(end).trim()
    }
  }
  return lines
}

/** Lays out the prompt as a title, the timecode and the honest caption for a picture of this size. */
export function composeCaptions({ prompt, width, height, seconds }: CaptionOptions): Captions {
  const context = createCanvas(1, 1).getContext('2d')
  const unit = Math.min(width, height) / 100
  const margin = Math.max(2, unit * 5)
  const room = width - margin * 2
  const titleSize = Math.max(6, unit * (width < height ? 5.4 : 4.8))
  const smallSize = Math.max(4, unit * 2.3)
  const lay = (text: string, size: number, weight: 400 | 700, most: number, wide: number) => {
    context.font = font(size, weight)
    return wrapText(text, most, (line) => context.measureText(line).width <= wide)
  }
  const total = formatTimecode(seconds)
  context.font = font(smallSize, 700)
  const timeRoom = context.measureText(`${total} / ${total}`).width
  // Side by side if both fit in one line, else the timecode gets a line of its own.
  context.font = font(smallSize, 400)
  const beside = context.measureText(HONEST_CAPTION).width + timeRoom + unit * 4 <= room
  const title = lay(printable(prompt).slice(0, 400), titleSize, 700, width < height ? 3 : 2, room)
  const caption = lay(HONEST_CAPTION, smallSize, 400, 4, room)
  const titleLead = titleSize * 1.22
  const smallLead = smallSize * 1.35
  const smallLines = caption.length + (beside ? 0 : 1)
  const bottom = height - margin * 0.85
  const captionTop = bottom - smallLines * smallLead
  const titleTop = captionTop - unit * 1.6 - title.length * titleLead
  const scrimTop = titleTop - unit * 9
  // All but the timecode stands still.
  const top = Math.max(0, Math.floor(scrimTop))
  const still = createCanvas(width, Math.max(1, height - top))
  const paint = still.getContext('2d')
  paint.translate(0, -top)
  paint.fillStyle = fade(
    paint,
    scrimTop,
    height,
    'rgba(9, 9, 24, 0)',
    'rgba(9, 9, 24, 0.5)',
    'rgba(9, 9, 24, 0.72)',
  )
  paint.fillRect(0, top, width, height - top)
  paint.textBaseline = 'top'
  paint.fillStyle = '#ffffff'
  paint.font = font(titleSize, 700)
  for (const [index, line] of title.entries()) paint.fillText(line, margin, titleTop + index * titleLead)
  paint.font = font(smallSize, 400)
  paint.fillStyle = 'rgba(255, 255, 255, 0.82)'
  for (const [index, line] of caption.entries()) paint.fillText(line, margin, captionTop + index * smallLead)
  return {
    draw(target, t) {
      target.save()
      target.drawImage(still, 0, top)
      target.textBaseline = 'top'
      target.textAlign = 'left'
      target.font = font(smallSize, 700)
      target.fillStyle = '#ffffff'
      const time = `${formatTimecode(Math.min(t, seconds))} / ${total}`
      // The digits are equally wide, so the text stands still while it counts.
      target.fillText(time, beside ? width - margin - timeRoom : margin, bottom - smallLead)
      target.restore()
    },
  }
}
