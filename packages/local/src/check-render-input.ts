import { type CreateVideoJobOptions, VideoError } from '@reelstate/server'
import type { SceneOptions } from './scene/compose-scene.js'

/** The longest prompt, in UTF-16 units, as `String.length` and a text field's `maxlength` count. */
export const MAX_PROMPT_LENGTH = 1000
/** Seconds. */
export const DURATION = { min: 1, max: 20, default: 8 } as const
/** Pixels per side; sides are even, because two pixels share one colour sample. */
export const SIDE = { min: 64, max: 1920 } as const
const DEFAULT_SIZE = '1280x720'

/**
 * What to render, with every default filled in. `size` and `duration` win over `modelOptions.size` and
 * `.seconds`; other model options than these and `seed` are ignored, as they are another provider's.
 *
 * Throws a `VideoError` `invalid_input` that says what was given and what to give instead.
 */
export function checkRenderInput({
  prompt,
  size,
  duration,
  modelOptions = {},
}: CreateVideoJobOptions): SceneOptions {
  checkPrompt(prompt)
  return {
    prompt,
    ...readSize(size ?? modelOptions.size ?? DEFAULT_SIZE),
    seconds: readSeconds(duration ?? modelOptions.seconds ?? DURATION.default),
    seed: readSeed(modelOptions.seed ?? seedOf(prompt)),
  }
}

function checkPrompt(prompt: unknown): void {
  if (typeof prompt !== 'string')
    throw invalid(`The prompt is ${shown(prompt)}. Give a text that describes the video.`)
  if (prompt.trim() === '') throw invalid('The prompt is empty. Give a text that describes the video.')
  if (prompt.length <= MAX_PROMPT_LENGTH) return
  const limit = `at most ${MAX_PROMPT_LENGTH} are rendered`
  throw invalid(`The prompt has ${prompt.length} characters, and ${limit}. Shorten it.`)
}

function readSize(size: unknown): { width: number; height: number } {
  const rule = `Give WIDTHxHEIGHT such as ${DEFAULT_SIZE}: even numbers from ${SIDE.min} to ${SIDE.max}.`
  const sides = typeof size === 'string' ? /^(\d{1,9})x(\d{1,9})$/.exec(size) : null
  if (!sides) throw invalid(`The size ${shown(size)} is not a size in pixels. ${rule}`)
  const [width, height] = [Number(sides[1]), Number(sides[2])]
  for (const side of [width, height]) {
    if (side > SIDE.max) throw invalid(`The size ${size} is too large. ${rule}`)
    if (side < SIDE.min) throw invalid(`The size ${size} is too small. ${rule}`)
    if (side % 2 !== 0) throw invalid(`The size ${size} has an odd side. ${rule}`)
  }
  return { width, height }
}

function readSeconds(seconds: unknown): number {
  // A model option may come from a form or from code written for a provider that takes text.
  const given = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds
  if (typeof given === 'number' && given >= DURATION.min && given <= DURATION.max) return given
  throw invalid(
    `The duration is ${shown(seconds)}. Give a number of seconds from ${DURATION.min} to ${DURATION.max}.`,
  )
}

function readSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return seed
  throw invalid(`The seed is ${shown(seed)}. Give a whole number, or none to derive it from the prompt.`)
}

/** FNV-1a: the same prompt gives the same video, a slightly different one a different video. */
function seedOf(prompt: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < prompt.length; index++) {
    hash = Math.imul(hash ^ prompt.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

const invalid = (message: string) => new VideoError('invalid_input', message)

/** A value as a message may hold it: short, and told apart from the text around it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  return typeof value === 'object' && value !== null ? `a value of type object` : String(value)
}
