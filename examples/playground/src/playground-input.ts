import type { VideoGenerateInput } from '@reelstate/react'

/** Who makes the video where nobody else was chosen. */
export const EMBEDDED = 'local'

/** What the form asks for. The adapter travels with the rest of the input, and is kept with it over a reload. */
export interface PlaygroundInput extends VideoGenerateInput {
  /** The name of one of the server's adapters: the embedded one, a scenario or a provider. */
  adapter: string
}

/** Who was asked for a video. */
export const adapterOf = (input: VideoGenerateInput | null): string =>
  (input as Partial<PlaygroundInput> | null)?.adapter ?? EMBEDDED
