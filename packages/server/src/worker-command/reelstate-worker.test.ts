import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createVideoJobs } from '../jobs/create-video-jobs.js'
import type { JobStore } from '../jobs/job-store.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import { postgresStore } from '../postgres.js'
import { sqliteStore } from '../sqlite.js'
import { RemoteProvider } from '../support/remote-provider.js'
import { builtSource, runSource, type SourceProcess, until } from '../support/run-source.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { startPostgres, type TestPostgres } from '../support/start-postgres.js'

const options = builtSource('support/worker-options.ts')

let folder = ''
let provider: RemoteProvider
const running: SourceProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelstate-worker-'))
  provider = new RemoteProvider()
  await provider.start()
})
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  await provider.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The command, as its users run it. */
function run(args: string[], database = ''): SourceProcess {
  const env = { TEST_DATABASE: database, TEST_PROVIDER: provider.url }
  const command = runSource('reelstate-worker.ts', args, env)
  running.push(command)
  return command
}

/** A worker for the jobs of this database, on a port that is free. */
const work = (database: string) => run([options, '--port', '0'], database)

/** Its log, each line of which is JSON. */
const logOf = ({ output }: SourceProcess): { event: string; [name: string]: unknown }[] =>
  output()
    .stdout.split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

const logged = async ({ line }: SourceProcess, event: string) =>
  JSON.parse(await line((text) => JSON.parse(text).event === event))

/** A job that a process remembers which works on none. */
async function orderIn(store: JobStore): Promise<string> {
  const jobs = createVideoJobs({ store, adapters: new Map([['remote', scriptedAdapter()]]), work: false })
  const key = crypto.randomUUID()
  const { job } = await jobs.create({
    owner: 'ada',
    key,
    input: { prompt: 'canary-prompt' },
    runId: key,
    threadId: key,
  })
  await jobs.close()
  return job.id
}

const reached = (store: JobStore, id: string, state: VideoJobRow['state']) =>
  until(async () => (await store.get([id])).find((job) => job.state === state))

describe.each(['SQLite', 'PostgreSQL'])('on %s, reelstate-worker', (kind) => {
  let files = ''
  let postgres: TestPostgres | undefined
  let database = ''
  let store: JobStore

  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'reelstate-worker-'))
    if (kind === 'PostgreSQL') postgres = await startPostgres()
    database = postgres?.connectionString ?? join(files, 'jobs.db')
    store = postgres ? postgresStore({ connectionString: database }) : sqliteStore({ path: database })
  })
  afterAll(async () => {
    await store?.close()
    await postgres?.stop()
    await rm(files, { recursive: true, force: true })
  })

  it('finishes what another process ordered, tells how it is, and ends when it is asked to', async () => {
    const id = await orderIn(store)
    const worker = work(database)
    const { health } = await logged(worker, 'worker.started')
    expect(await reached(store, id, 'succeeded')).toMatchObject({ providerJobId: 'remote-1' })
    const answer = await fetch(health)
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ ok: true })])
    expect((await fetch(new URL('/api/video', health))).status).toBe(404)
    expect((await fetch(health, { method: 'POST' })).status).toBe(404)
    worker.child.kill('SIGTERM')
    expect(await worker.end).toBe(0)
    const events = logOf(worker).map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['job.state', 'job.usage', 'worker.stopping']))
    expect(events.at(-1)).toBe('worker.stopped')
    expect(worker.output().stderr).toBe('')
    expect(worker.output().stdout).not.toContain('canary')
  })

  it('that is stopped in the middle of a poll hands its job on at once', async () => {
    const id = await orderIn(store)
    provider.answerPoll = () => new Promise(() => {})
    const worker = work(database)
    await until(() => provider.polls || undefined)
    const asked = Date.now()
    worker.child.kill('SIGTERM')
    expect(await worker.end).toBe(0)
    expect(Date.now() - asked).toBeLessThan(5_000)
    const [left] = await store.get([id])
    expect(left).toMatchObject({ state: 'running', leaseUntil: 0 })
    expect(left?.dueAt).toBeLessThanOrEqual(Date.now())
    provider.answerPoll = async () => {}
    work(database)
    await reached(store, id, 'succeeded')
    expect(provider.created).toHaveLength(1)
  })

  it('that is stopped in the middle of an order waits for its answer', async () => {
    const id = await orderIn(store)
    let answer = () => {}
    provider.answerCreate = () =>
      new Promise<void>((resolve) => {
        answer = resolve
      })
    const worker = work(database)
    await until(() => provider.created[0])
    worker.child.kill('SIGTERM')
    await logged(worker, 'worker.stopping')
    await sleep(500)
    answer()
    expect(await worker.end).toBe(0)
    expect((await store.get([id]))[0]).toMatchObject({ state: 'running', providerJobId: 'remote-1' })
  })
})

describe('reelstate-worker', () => {
  it('is in a hurry when it is asked twice', async () => {
    const database = join(folder, 'jobs.db')
    const store = sqliteStore({ path: database })
    provider.answerCreate = () => new Promise(() => {})
    await orderIn(store).finally(() => store.close())
    const worker = work(database)
    await until(() => provider.created[0])
    worker.child.kill('SIGINT')
    await logged(worker, 'worker.stopping')
    // npm sends what the terminal has sent already.
    worker.child.kill('SIGINT')
    await sleep(1_200)
    expect(worker.child.exitCode).toBeNull()
    worker.child.kill('SIGINT')
    expect(await worker.end).toBe(1)
  })

  it('shows how it is used', async () => {
    const help = run(['--help'])
    expect(await help.end).toBe(0)
    expect(help.output().stdout).toMatch(/^Usage: reelstate-worker \[options\] <module>/)
  })

  it('says how it is used when it was used otherwise', async () => {
    const command = run([])
    expect(await command.end).toBe(2)
    expect(command.output().stderr).toMatch(/^reelstate-worker: Which module\?.*\n\nUsage:/s)
  })

  it('says why its module could not be loaded', async () => {
    const file = join(folder, 'options.mjs')
    await writeFile(file, "throw new Error('DATABASE_URL is not set')")
    const command = run([file])
    expect(await command.end).toBe(1)
    const { stdout, stderr } = command.output()
    expect(stderr).toMatch(
      /^reelstate-worker: .*options\.mjs could not be loaded\..*DATABASE_URL is not set/s,
    )
    expect(stdout).toBe('')
  })

  it('says what is wrong with the options as createVideoHandler does', async () => {
    const file = join(folder, 'options.mjs')
    await writeFile(file, 'export default { adapter: {}, allowAnonymous: true }')
    const command = run([file])
    expect(await command.end).toBe(1)
    expect(command.output().stderr).toContain('Give a video adapter such as localVideo().')
  })

  it('says that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const worker = run([options, '--port', `${port}`], join(folder, 'jobs.db'))
    expect(await worker.end).toBe(1)
    expect(worker.output().stderr).toContain(`127.0.0.1:${port} (EADDRINUSE). Give another --port`)
    await new Promise((resolve) => taken.close(resolve))
  })
})
