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
  const names = all.map(([name]) => name)
  const lengths = perModel(all, (adapter) => describeDurations(adapter.availableDurations?.()))
  const sizes = perModel(all, ({ sizes = [] }) => sizes.join(', '))
  const withImages = all.filter(([, { inputParts }]) => inputParts?.includes('image')).map(([name]) => name)
  const isForAll = withImages.length === names.length
  const models = all.map(([name, { model }]) => `${name} (${model})`).join(', ')
  return z.object({
    prompt: z
      .string()
      .min(1)
      .describe('What happens in the video: subject, place, motion, camera, light, style.'),
    seconds: z
      .preprocess(numberOf, z.number().positive().optional())
      .describe(`Length in seconds${lengths && `: ${lengths}`}. The nearest possible is taken.`),
    size: z
      .preprocess(absent, z.string().optional())
      .describe(`WIDTHxHEIGHT in pixels${sizes && `, such as ${sizes}`}.`),
    ...(withImages.length > 0 && {
      image_url: z
        // No format: some APIs refuse a schema that has one.
        .preprocess(absent, z.string().refine(isWebUrl, 'Give a public https: URL').optional())
        .describe(
          `A public https: URL of an image that the video begins with${isForAll ? '' : `; only with ${withImages.join(', ')}`}.`,
        ),
    }),
    ...(all.length > 1 && {
      model: z
        .preprocess(absent, z.enum(names).optional())
        .describe(`Who makes it: ${models}. Default: ${names[0]}.`),
    }),
  })
}

/** LLMs write null or an empty text for what they leave out. */
const absent = (given: unknown): unknown => (given === null || given === '' ? undefined : given)

/** Some write numbers as text; what is no number stays as it is, for the error. */
function numberOf(given: unknown): unknown {
  const known = absent(given)
  const number = typeof known === 'string' && known.trim() !== '' ? Number(known) : Number.NaN
  return Number.isNaN(number) ? known : number
}

const isWebUrl = (url: string) => /^https?:/i.test(url) && URL.canParse(url)

/** What every model does in the same way is said once. */
function perModel(all: readonly [string, AnyVideoAdapter][], describe: (adapter: AnyVideoAdapter) => string) {
  const texts = all.map(([, adapter]) => describe(adapter))
  const [first = ''] = texts
  if (texts.every((text) => text === first)) return first
  return all.map(([name], index) => `${texts[index] || 'any'} (${name})`).join('; ')
}

function describeDurations(options: DurationOptions<unknown> = { kind: 'none' }): string {
  if (options.kind === 'none') return ''
  const values = options.kind === 'range' ? [] : options.values
  const range = options.kind === 'range' ? options : options.kind === 'mixed' ? options.range : undefined
  const words = [
    ...(values.length > 0 ? [values.join(', ')] : []),
    ...(range ? [`${range.min}-${range.max}`] : []),
  ]
  return words.join(' or ')
}

/** What a tool was called with. Throws a `VideoError` `invalid_input`. */
export function readInput<T>(schema: z.ZodObject, input: unknown): T {
  const parsed = schema.safeParse(input, { reportInput: true })
  if (parsed.success) return parsed.data as T
  const [issue] = parsed.error.issues
  const where = issue?.path.length ? issue.path.join('.') : 'The input'
  throw new VideoError('invalid_input', `${where} is ${shown(issue?.input)}. ${issue?.message}.`)
}
