import { generateVideo } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'

// OpenAI's model options. Changed: the imports, which it leaves out.

// biome-ignore lint/correctness/noUnusedVariables: as documented.
const { jobId } = await generateVideo({
  adapter: openaiVideo('sora-2'),
  prompt: 'A beautiful sunset over the ocean',
  size: '1280x720', // '1280x720', '720x1280', '1792x1024', '1024x1792'
  duration: 8, // 4, 8, or 12 seconds
  modelOptions: {
    size: '1280x720', // Alternative way to specify size
    seconds: 8, // Alternative way to specify duration
  },
})
