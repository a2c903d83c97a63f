import { getVideoJobStatus } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'
import { jobId } from './create-a-job.js'

// Getting the video URL. Changed: import paths, with those of the first example.

// Only call this after status is 'completed'
const result = await getVideoJobStatus({
  adapter: openaiVideo('sora-2'),
  jobId,
})

if (result.status === 'completed' && result.url) {
  console.log('Video URL:', result.url)
  console.log('Expires at:', result.expiresAt)
}
