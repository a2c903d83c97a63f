// lib/server-functions.ts
import { generateVideo, toServerSentEventsResponse } from '@reelstate/server'
import { createServerFn } from '../support/framework-helpers.js'
import { openaiVideo } from '../support/open-ai-video.js'

// Server function streaming, the server function. Changed: import paths; the adapter; a stand-in for TanStack Start's
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
