import { localVideo } from '@reelstate/local'
import {
  cancelVideoJob,
  generateVideo,
  readVideoRequest,
  toErrorResponse,
  toServerSentEventsResponse,
} from '@reelstate/server'
import { Hono } from 'hono'

/** Renders on this machine. Any other provider is this one line. */
export const adapter = localVideo({ publicUrl: '/api/video/files', log: console.log })

/** What the routes below offer the page for a job. */
const advertise = { resume: true, cancel: true }

export const app = new Hono()

// Create a job and follow it.
app.post('/api/video', async (c) => {
  const { input, runId, threadId, idempotencyKey } = await readVideoRequest(c.req.raw)
  return toServerSentEventsResponse(
    generateVideo({ adapter, ...input, runId, threadId, idempotencyKey, stream: true, advertise }),
  )
})

// Follow a job that exists: after a lost connection or a reload.
app.get('/api/video', (c) => {
  const jobId = c.req.query('ref') ?? ''
  return toServerSentEventsResponse(generateVideo({ adapter, jobId, stream: true, advertise }))
})

// Stop a job at the provider.
app.delete('/api/video', async (c) => {
  return c.json(await cancelVideoJob({ adapter, jobId: c.req.query('ref') ?? '' }))
})

app.get('/api/video/files/*', (c) => adapter.serve(c.req.raw))

app.onError((error) => toErrorResponse(error))
