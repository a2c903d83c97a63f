import { setTimeout as sleep } from 'node:timers/promises'
import { createVideoJobs } from '../jobs/create-video-jobs.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from './scripted-adapter.js'

// A script without a server: nothing but the answer that it waits for keeps it running.
const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
const jobs = createVideoJobs({ adapters: new Map([['main', adapter]]), store: memoryStore() })
const { job } = await jobs.create({
  owner: 'ada',
  key: 'click-1',
  input: { prompt: 'A red kite over the sea' },
  runId: 'run-1',
  threadId: 'thread-1',
})
// By now it is under way.
await sleep(100)
console.log(await jobs.cancel(job.id))
