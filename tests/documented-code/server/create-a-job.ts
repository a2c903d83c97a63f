import { generateVideo } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'

// Creating a video job. Changed: import paths.

// Create a video adapter (uses OPENAI_API_KEY from environment)
// biome-ignore lint/correctness/noUnusedVariables: as documented.
const adapter = openaiVideo()

// Start a video generation job
// biome-ignore lint/correctness/noUnusedVariables: as documented.
const { jobId, model } = await generateVideo({
  adapter: openaiVideo('sora-2'),
  prompt: 'A golden retriever puppy playing in a field of sunflowers',
})

console.log('Job started:', jobId)

// The examples that follow go on with this job.
export { jobId }
