import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
import { z } from 'zod'
import { shown } from '../shown.js'

/** A prompt, taken apart. */
export interface ReadPrompt {
  /** What its texts say, a line each. */
  text: string
  /** What else it holds. */
  parts: readonly VideoMediaPart[]
}

const TEXT = 'Give a text that describes the video.'
const SOURCE =
  "Give a public URL { type: 'url', value: 'https://…' } or bytes { type: 'data', value: <base64>, mimeType: 'image/png' }."

const mimeType = z.string(SOURCE).regex(/^[a-z]+\/[\w.+-]{1,100}$/i, SOURCE)
const source = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('url'),
      value: z.url({ protocol: /^https?$/, error: SOURCE }),
      mimeType: mimeType.optional(),
    }),
    z.object({ type: z.literal('data'), value: z.base64(SOURCE).min(1, SOURCE), mimeType }),
  ],
  SOURCE,
)
const role = z.enum(['first_frame', 'last_frame', 'reference'], 'Give first_frame, last_frame or reference.')
const parts = z
  .array(
    z.discriminatedUnion(
      'type',
      [
        z.object({ type: z.literal('text'), content: z.string(TEXT) }),
        z.object({
          type: z.enum(['image', 'video', 'audio']),
          source,
          metadata: z.object({ role: role.optional() }).optional(),
        }),
      ],
      'Give a part of type text, image, video or audio.',
    ),
    'Give a text, or a list of parts.',
  )
  .max(16, 'Give at most 16 parts.')

/** Throws a `VideoError` `invalid_input` that says what was given and what to give. */
export function readPrompt(prompt: unknown): ReadPrompt {
  if (typeof prompt === 'string') return { text: nonEmpty(prompt), parts: [] }
  if (!Array.isArray(prompt)) throw invalid(`The prompt is ${shown(prompt)}. ${TEXT}`)
  const read = parts.safeParse(prompt)
  if (!read.success) {
    const [{ path, message } = { path: [], message: '' }] = read.error.issues
    throw invalid(`The prompt’s part ${path.join('.')} cannot be used. ${message}`)
  }
  const texts = read.data.flatMap((part) => (part.type === 'text' ? [part.content] : []))
  const media = read.data.flatMap((part) => (part.type === 'text' ? [] : [part as VideoMediaPart]))
  return { text: nonEmpty(texts.join('\n')), parts: media }
}

function nonEmpty(text: string): string {
  if (text.trim() !== '') return text
  throw invalid(`The prompt is ${shown(text)}. ${TEXT}`)
}

const invalid = (message: string) => new VideoError('invalid_input', message)
