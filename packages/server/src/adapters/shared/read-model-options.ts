import { VideoError } from '@reelstate/core/protocol'
import type { z } from 'zod'
import { shown } from '../../shown.js'

/** What an order says elsewhere, or what only the server may say: users choose `modelOptions`. */
const RESERVED: readonly string[] = [
  ...[
    'prompt',
    'promptText',
    'promptImage',
    'model',
    'model_name',
    'video_model',
    'content',
    'input',
    'video',
    'video[id]',
  ],
  ...[
    'callback_url',
    'webhook',
    'webhook_url',
    'webhook_config',
    'previous_interaction_id',
    'previous_job_id',
  ],
  ...['keyframes', 'storage_options'],
]

/** Throws a `VideoError` `invalid_input` for options that would change who orders what. */
export function checkReserved(options: Record<string, unknown> = {}, model: string): void {
  const taken = Object.keys(options).find((name) => RESERVED.includes(name))
  if (taken === undefined) return
  throw new VideoError(
    'invalid_input',
    `modelOptions.${taken} is not an option of ${model}, but a part of the order itself. Leave it out.`,
  )
}

/** The options of a model, checked. Throws a `VideoError` `invalid_input` that names the first that cannot be used. */
export function readModelOptions<TSchema extends z.ZodType>(
  schema: TSchema,
  modelOptions: Record<string, unknown> | undefined,
  model: string,
): z.infer<TSchema> {
  checkReserved(modelOptions, model)
  const read = schema.safeParse(modelOptions ?? {}, { reportInput: true })
  if (read.success) return read.data
  const { path = [], message, input } = read.error.issues[0] ?? {}
  throw new VideoError(
    'invalid_input',
    `modelOptions.${path.join('.')} is ${shown(input)}, which ${model} does not take. ${message}.`,
  )
}
