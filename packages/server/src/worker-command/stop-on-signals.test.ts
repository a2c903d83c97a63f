import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStore } from '../sqlite.js'
import { RemoteProvider } from '../support/remote-provider.js'
import { runSource, type SourceProcess, until } from '../support/run-source.js'

describe('a server that is asked to end', () => {
  let folder = ''
  let database = ''
  let provider: RemoteProvider
  let server: SourceProcess
  let url = ''

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelstate-stop-'))
    database = join(folder, 'jobs.db')
    provider = new RemoteProvider()
    await provider.start()
    server = runSource('support/run-stoppable-server.ts', [], {
      TEST_DATABASE: database,
      TEST_PROVIDER: provider.url,
    })
    url = await server.line((line) => line.startsWith('http'))
  })
  afterEach(async () => {
    server.child.kill('SIGKILL')
    await provider.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Orders a video, and reads what the server tells of it. */
  const order = () =>
    fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'text/event-stream',
        'Idempotency-Key': 'click-1',
      },
      body: JSON.stringify({ data: { prompt: 'A red kite' } }),
    })

  it('ends its streams cleanly, hands its job on, and is gone although a connection was kept alive', async () => {
    const agent = new Agent({ keepAlive: true })
    await new Promise((resolve) =>
      request(`${url}/health`, { agent }, (answer) => answer.resume().on('end', resolve)).end(),
    )
    provider.answerPoll = () => new Promise(() => {})
    const stream = await order()
    await until(() => provider.polls || undefined)
    const asked = Date.now()
    server.child.kill('SIGTERM')
    // It would reject if the connection broke.
    const text = await stream.text()
    expect(text).toContain('video:job:created')
    expect(text).not.toMatch(/RUN_FINISHED|RUN_ERROR/)
    expect(await server.end).toBe(0)
    expect(Date.now() - asked).toBeLessThan(4_000)
    expect(server.output().stderr).toBe('')
    agent.destroy()
    const store = sqliteStore({ path: database })
    const [job] = await store.list({ owner: 'anonymous', limit: 1 }).finally(() => store.close())
    expect(job).toMatchObject({ state: 'running', leaseUntil: 0 })
  })

  it('takes no new connections meanwhile', async () => {
    let answer = () => {}
    provider.answerCreate = () =>
      new Promise<void>((resolve) => {
        answer = resolve
      })
    const stream = await order()
    await until(() => provider.created[0])
    server.child.kill('SIGTERM')
    await stream.text()
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
    expect(server.child.exitCode).toBeNull()
    answer()
    expect(await server.end).toBe(0)
  })

  it('waits for an order that is on its way, but not for ever', async () => {
    provider.answerCreate = () => new Promise(() => {})
    await order()
    await until(() => provider.created[0])
    const asked = Date.now()
    server.child.kill('SIGTERM')
    expect(await server.end).toBe(0)
    expect(Date.now() - asked).toBeGreaterThan(4_500)
    expect(Date.now() - asked).toBeLessThan(9_000)
  })
})
