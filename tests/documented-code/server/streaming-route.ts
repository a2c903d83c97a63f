// routes/api/generate/video.ts
import { generateVideo, toServerSentEventsResponse } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'
import { createFileRoute } from '../support/framework-helpers.js'

// Streaming mode, the server. Changed: import paths; a stand-in for TanStack Router's helper, which says what
// a handler gets.

export const Route = createFileRoute('/api/generate/video')({
  server: {
    handlers: {
      POST: async ({ request }) => {
        const body = await request.json()
        const { prompt, size, duration, model } = body.data

        const stream = generateVideo({
          adapter: openaiVideo(model ?? 'sora-2'),
          prompt,
          size,
          duration,
          stream: true,
          pollingInterval: 3000, // Check status every 3 seconds
          maxDuration: 600_000, // Timeout after 10 minutes
        })

        return toServerSentEventsResponse(stream)
      },
    },
  },
})
