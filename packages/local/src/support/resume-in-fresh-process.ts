// Goes on with jobs of which only JSON is left. Reads them from its standard input, and prints how each ended.

import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatedProvider } from '../emulator/emulator-job.js'
import { createRedirectingFetch } from '../emulator/redirecting-fetch.js'
import { WIRES } from '../emulator/wires/index.js'
import { emulatedAdapter, type PROVIDERS } from './all-adapters.js'

export interface KeptJobs {
  emulatorUrl: string
  key: string
  jobs: { provider: (typeof PROVIDERS)[number]; jobId: string }[]
}

const { emulatorUrl, key, jobs }: KeptJobs = JSON.parse(await text(process.stdin))
const emulator = {
  fetch: createRedirectingFetch(emulatorUrl, WIRES),
  baseURL: (provider: EmulatedProvider) =>
    `${emulatorUrl}${WIRES.find((wire) => wire.provider === provider)?.basePath}`,
}

for (const { provider, jobId } of jobs) {
  const adapter = emulatedAdapter(provider, emulator, key)
  let status = ''
  for (let polls = 0; polls < 200 && status !== 'completed' && status !== 'failed'; polls++) {
    status = (await adapter.getVideoStatus(jobId)).status
    await sleep(20)
  }
  console.log(`${provider} ${status}`)
}
