import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { generateVideo } from '@reelstate/server'
import { expect, it } from 'vitest'
import { emulatedAdapter, PROVIDERS } from '../support/all-adapters.js'
import type { KeptJobs } from '../support/resume-in-fresh-process.js'
import { startEmulator } from './start-emulator.js'

it('another process goes on with the jobs of every provider, from their JSON alone', async () => {
  const key = 'any-key'
  const emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
  try {
    const kept: KeptJobs = { emulatorUrl: emulator.url, key, jobs: [] }
    for (const provider of PROVIDERS) {
      const adapter = emulatedAdapter(provider, emulator, key)
      const { jobId } = await generateVideo({ adapter, prompt: 'A red fox crosses the snow' })
      kept.jobs.push({ provider, jobId })
    }
    const file = join(import.meta.dirname, '../support/resume-in-fresh-process.ts')
    const child = spawn(process.execPath, ['--conditions=@reelstate/source', '--import', 'tsx', file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(JSON.stringify(kept))
    const said = await text(child.stdout)
    expect(said.trim().split('\n')).toEqual(PROVIDERS.map((provider) => `${provider} completed`))
    expect(emulator.jobs).toHaveLength(PROVIDERS.length)
  } finally {
    await emulator.close()
  }
})
