import { getVideoJobStatus } from '@reelstate/server'
import { openaiVideo } from '@reelstate/server/openai'
import { jobId } from './create-a-job.js'

// Polling for status. Changed: import paths, with those of the example before it.

// Check the status of the job
const status = await getVideoJobStatus({
  adapter: openaiVideo('sora-2'),
  jobId,
})

console.log('Status:', status.status) // 'pending' | 'processing' | 'completed' | 'failed'
console.log('Progress:', status.progress) // 0-100 (if available)

if (status.status === 'failed') {
  console.error('Error:', status.error)
}
