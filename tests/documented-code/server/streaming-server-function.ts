// lib/server-functions.ts
import { generateVideo, toServerSentEventsResponse } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'
import { createServerFn } from '../support/framework-helpers.js'

// Server function streaming, the server function. Changed: import paths; a stand-in for TanStack Start's
// helper.

export const generateVideoStreamFn = createServerFn({ method: 'POST' })
  .inputValidator((data: { prompt: string; size?: string; duration?: number }) => data)
  .handler(({ data }) => {
    return toServerSentEventsResponse(
      generateVideo({
        adapter: openaiVideo('sora-2'),
        prompt: data.prompt,
        // biome-ignore lint/suspicious/noExplicitAny: as documented.
        size: data.size as any,
        duration: data.duration,
        stream: true,
      }),
    )
  })
