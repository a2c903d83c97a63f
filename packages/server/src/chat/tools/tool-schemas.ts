import { VideoError } from '@reelstate/core/protocol'
import * as z from 'zod'
import type { AnyVideoAdapter, DurationOptions } from '../../provider/video-adapter.js'
import { shown } from '../../shown.js'

export const videoIdSchema = z.object({
  videoId: z.string().min(1).max(200).describe('The videoId that create_video answered with.'),
})

/** What `create_video` takes, whichever adapters there are. */
export interface CreateInput {
  prompt: string
  seconds?: number | undefined
  size?: string | undefined
  image_url?: string | undefined
  model?: string | undefined
}

/** Only what the adapters can do is offered. */
export function createSchema(adapters: ReadonlyMap<string, AnyVideoAdapter>): z.ZodObject {
  const all = [...adapters]
  const [[first, adapter]] = all as [(typeof all)[number]]
  const { sizes = [] } = adapter
  const lengths = describeDurations(adapter.availableDurations?.())
  const offered = sizes.length > 0 ? `, such as ${sizes.join(', ')}` : ''
  const takesImages = all.some(([, { inputParts }]) => inputParts?.includes('image'))
  const models = all.map(([name, { model }]) => `${name} (${model})`).join(', ')
  return z.object({
    prompt: z
      .string()
      .min(1)
      .describe('What happens in the video: subject, place, motion, camera, light, style.'),
    seconds: z
      .number()
      .positive()
      .optional()
      .describe(`Length in seconds${lengths}. The nearest possible is taken.`),
    size: z.string().optional().describe(`WIDTHxHEIGHT in pixels${offered}.`),
    ...(takesImages && {
      image_url: z.url().optional().describe('A public https: URL of an image that the video begins with.'),
    }),
    ...(all.length > 1 && {
      model: z
        .enum(all.map(([name]) => name))
        .optional()
        .describe(`Who makes it: ${models}. Default: ${first}.`),
    }),
  })
}

function describeDurations(options: DurationOptions<unknown> = { kind: 'none' }): string {
  if (options.kind === 'none') return ''
  const values = options.kind === 'range' ? [] : options.values
  const range = options.kind === 'range' ? options : options.kind === 'mixed' ? options.range : undefined
  const words = [
    ...(values.length > 0 ? [values.join(', ')] : []),
    ...(range ? [`${range.min}-${range.max}`] : []),
  ]
  return words.length > 0 ? `: ${words.join(' or ')}` : ''
}

/** What a tool was called with; a field that is null is absent. Throws a `VideoError` `invalid_input`. */
export function readInput<T>(schema: z.ZodObject, input: unknown): T {
  const given = isFields(input)
    ? Object.fromEntries(Object.entries(input).filter(([, one]) => one !== null))
    : input
  const parsed = schema.safeParse(given, { reportInput: true })
  if (parsed.success) return parsed.data as T
  const [issue] = parsed.error.issues
  const where = issue?.path.length ? issue.path.join('.') : 'The input'
  throw new VideoError('invalid_input', `${where} is ${shown(issue?.input)}. ${issue?.message}.`)
}

const isFields = (input: unknown): input is object =>
  typeof input === 'object' && input !== null && !Array.isArray(input)
