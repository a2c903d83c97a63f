import { z } from 'zod'

/**
 * The options of a provider with many models: what they share under one name each. Others are passed on as they are;
 * `aspect_ratio` and `resolution` win over the size.
 */
export const catalogueModelOptions = z.looseObject({
  /** Sound; of models that make it. */
  audio: z.boolean('Give true or false').optional(),
  seed: z.int('Give a whole number').optional(),
  negativePrompt: z.string('Give a text').optional(),
  style: z.string('Give a text').optional(),
})
