// Draws docs/images/contact-sheet.png, one frame of each of 24 prompts:
// node --conditions=@reelstate/source --import tsx scripts/contact-sheet.ts
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FONT_STACK } from '../packages/local/src/fonts.js'
import { wrapText } from '../packages/local/src/scene/captions.js'
import { composeScene } from '../packages/local/src/scene/compose-scene.js'
import { CONTACT_SHEET_PROMPTS } from '../packages/local/src/scene/fixtures/contact-sheet-prompts.js'

// The canvas is a dependency of that package alone.
const require = createRequire(new URL('../packages/local/package.json', import.meta.url))
const { createCanvas } =
  require('@napi-rs/canvas') as typeof import('../packages/local/node_modules/@napi-rs/canvas/index.js')

const COLUMNS = 4
const WIDTH = 400
const HEIGHT = 225
const GAP = 16
const LABEL = 50
const SECONDS = 8
const MOMENT = 4.3

const rows = Math.ceil(CONTACT_SHEET_PROMPTS.length / COLUMNS)
const sheet = createCanvas(COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + LABEL) + GAP)
const context = sheet.getContext('2d')
context.fillStyle = '#15131f'
context.fillRect(0, 0, sheet.width, sheet.height)

for (const [index, prompt] of CONTACT_SHEET_PROMPTS.entries()) {
  const x = GAP + (index % COLUMNS) * (WIDTH + GAP)
  const y = GAP + Math.floor(index / COLUMNS) * (HEIGHT + LABEL)
  // Drawn at twice the size: what is a hair in the video stays a hair here.
  const frame = createCanvas(WIDTH * 2, HEIGHT * 2)
  const scene = composeScene({ prompt, width: WIDTH * 2, height: HEIGHT * 2, seconds: SECONDS, seed: 1 })
  scene.drawPicture(frame.getContext('2d'), MOMENT)
  context.save()
  context.beginPath()
  context.roundRect(x, y, WIDTH, HEIGHT, 8)
  context.clip()
  context.drawImage(frame, x, y, WIDTH, HEIGHT)
  context.restore()
  context.font = `400 13px ${FONT_STACK}`
  context.fillStyle = '#d9d5e6'
  const lines = wrapText(prompt, 2, (line) => context.measureText(line).width <= WIDTH - 8)
  for (const [row, line] of lines.entries()) context.fillText(line, x + 4, y + HEIGHT + 18 + row * 17)
}

const path = fileURLToPath(new URL('../docs/images/contact-sheet.png', import.meta.url))
await mkdir(dirname(path), { recursive: true })
await writeFile(path, sheet.toBuffer('image/png'))
console.log(`${CONTACT_SHEET_PROMPTS.length} prompts drawn to ${path}`)
