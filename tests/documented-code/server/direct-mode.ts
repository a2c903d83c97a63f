// lib/server-functions.ts
import { generateVideo, getVideoJobStatus } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'
import { createServerFn } from '../support/framework-helpers.js'

// Direct mode, the server function. Changed: import paths; a stand-in for TanStack Start's helper.

export const generateVideoFn = createServerFn({ method: 'POST' })
  .inputValidator((data: { prompt: string }) => data)
  .handler(async ({ data }) => {
    const adapter = openaiVideo('sora-2')

    // Create the job
    const { jobId } = await generateVideo({
      adapter,
      prompt: data.prompt,
    })

    // Poll until complete
    let status = await getVideoJobStatus({ adapter, jobId })
    while (status.status !== 'completed' && status.status !== 'failed') {
      await new Promise((r) => setTimeout(r, 5000))
      status = await getVideoJobStatus({ adapter, jobId })
    }

    if (status.status === 'failed') {
      throw new Error(status.error || 'Video generation failed')
    }

    return {
      jobId,
      status: 'completed' as const,
      // biome-ignore lint/style/noNonNullAssertion: as documented.
      url: status.url!,
    }
  })
