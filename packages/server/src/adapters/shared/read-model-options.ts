import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import { shown } from '../../shown.js'

/** The options of a model, checked. Throws a `VideoError` `invalid_input` that names the first that cannot be used. */
export function readModelOptions<TSchema extends z.ZodType>(
  schema: TSchema,
  modelOptions: Record<string, unknown> | undefined,
  model: string,
): z.infer<TSchema> {
  const read = schema.safeParse(modelOptions ?? {}, { reportInput: true })
  if (read.success) return read.data
  const { path = [], message, input } = read.error.issues[0] ?? {}
  throw new VideoError(
    'invalid_input',
    `modelOptions.${path.join('.')} is ${shown(input)}, which ${model} does not take. ${message}.`,
  )
}
