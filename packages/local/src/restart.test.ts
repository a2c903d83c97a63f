import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LocalVideoAdapter, type LocalVideoOptions, localVideo } from './local-video.js'

const INPUT = { prompt: 'A red fox crosses the snow', size: '320x180', duration: 1 }
let directory: string
let lines: string[]
let opened: LocalVideoAdapter[]
let children: ChildProcess[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restart-'))
  lines = []
  opened = []
  children = []
})

afterEach(async () => {
  await Promise.all(children.map(kill))
  await Promise.all(opened.map((adapter) => adapter.close()))
  await rm(directory, { recursive: true })
})

/** The adapter of the process that comes next: this one. */
function openAdapter(options: LocalVideoOptions = {}): LocalVideoAdapter {
  const adapter = localVideo({ directory, log: (line) => lines.push(line), ...options })
  opened.push(adapter)
  return adapter
}

/** Runs `code` with an `adapter` on the same directory, in a process of its own. */
function startProcess(code: string, options: LocalVideoOptions = {}) {
  const entry = JSON.stringify(new URL('./local-video.ts', import.meta.url).href)
  const script = `const { localVideo } = await import(${entry})
    const adapter = localVideo({ ...${JSON.stringify({ directory, ...options })}, log: (line) => console.log(line) })
    ${code}
    setInterval(() => {}, 1000)`
  const flags = ['--conditions=@reelstate/source', '--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, flags, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  /** The first group of `pattern`, once the process has said it. */
  const said = (pattern: RegExp) =>
    vi.waitFor(() => pattern.exec(output)?.[1] ?? expect.fail(`No ${pattern} in: ${output}`), {
      timeout: 30_000,
      interval: 10,
    })
  return { child, said }
}

/** Ends it without a chance to say or write anything more. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

const create = (key: string, prompt = INPUT.prompt) =>
  `console.log('job', (await adapter.createVideoJob(${JSON.stringify({ ...INPUT, prompt, idempotencyKey: key })})).jobId)`
const JOB = /^job (.+)$/m

const completed = (adapter: LocalVideoAdapter, jobId: string) =>
  vi.waitFor(async () => expect(await adapter.getVideoStatus(jobId)).toMatchObject({ status: 'completed' }), {
    timeout: 30_000,
    interval: 10,
  })

test('a render goes on after the process was killed in the middle of it', { timeout: 60_000 }, async () => {
  const { child, said } = startProcess(
    `${create('key')}
    const jobId = (await adapter.createVideoJob({ ...${JSON.stringify(INPUT)}, idempotencyKey: 'key' })).jobId
    const timer = setInterval(async () => {
      const { message } = await adapter.getVideoStatus(jobId)
      if (/^frame [1-9]/.test(message ?? '')) console.log('rendered', message)
    }, 20)`,
    { minMsPerFrame: 100 },
  )
  const jobId = await said(JOB)
  await said(/(rendered frame [1-9])/)
  await kill(child)
  expect(await readdir(directory)).toEqual([`${jobId}.json`])

  const adapter = openAdapter()
  expect(lines).toContain('renders: 1 on record, 1 of them to be rendered again')
  expect(await adapter.getVideoStatus(jobId)).toMatchObject({ status: 'processing' })
  expect((await adapter.createVideoJob({ ...INPUT, idempotencyKey: 'key' })).jobId).toBe(jobId)
  await completed(adapter, jobId)
  expect((await adapter.createVideoJob({ ...INPUT, idempotencyKey: 'key' })).jobId).toBe(jobId)
  expect(lines.filter((line) => line.includes(': started,'))).toHaveLength(1)

  const video = await readFile(join(directory, `${jobId}.mp4`))
  const { jobId: alone } = await adapter.createVideoJob(INPUT)
  await completed(adapter, alone)
  expect(video.equals(await readFile(join(directory, `${alone}.mp4`)))).toBe(true)
})

test('the queue is taken up in its order, and what was canceled stays canceled', async () => {
  const { child, said } = startProcess(
    `const ids = []
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      ids.push((await adapter.createVideoJob({ ...${JSON.stringify(INPUT)}, idempotencyKey: key })).jobId)
    await adapter.cancelVideoJob(ids[1])
    console.log('ids', ids.join(' '))`,
    { minMsPerFrame: 10_000 },
  )
  const ids = (await said(/^ids (.+)$/m)).split(' ')
  await kill(child)

  const adapter = openAdapter({ minMsPerFrame: 10_000 })
  const reports = await Promise.all(ids.map((id) => adapter.getVideoStatus(id)))
  expect(reports.map(({ status, queuePosition }) => queuePosition ?? status)).toEqual([
    'processing',
    'failed',
    1,
    2,
    3,
  ])
  expect(reports[1]).toMatchObject({ errorCode: 'canceled' })
  expect(await adapter.cancelVideoJob?.(ids[1] ?? '')).toBe('canceled')
})

/** A video that a process has finished, and that is kept until then; that process is gone. */
async function finishedVideo(keptFor: number): Promise<{ jobId: string; expiresAt: number }> {
  const first = openAdapter()
  const { jobId } = await first.createVideoJob(INPUT)
  await completed(first, jobId)
  await first.close()
  const path = join(directory, `${jobId}.json`)
  const record = JSON.parse(await readFile(path, 'utf8'))
  const expiresAt = Date.now() + keptFor
  await writeFile(path, JSON.stringify({ ...record, end: { ...record.end, expiresAt } }))
  lines.length = 0
  return { jobId, expiresAt }
}

test('a finished video is there for the rest of its time, and then its files are gone', {
  timeout: 60_000,
}, async () => {
  const { jobId, expiresAt } = await finishedVideo(2_000)
  const adapter = openAdapter({ publicUrl: '/files' })
  expect(await adapter.getVideoStatus(jobId)).toEqual({ jobId, status: 'completed', progress: 100 })
  expect((await adapter.getVideoUrl(jobId)).expiresAt).toEqual(new Date(expiresAt))
  expect((await adapter.serve(new Request(`http://localhost/files/${jobId}.mp4`))).status).toBe(200)
  expect(lines).toEqual(['renders: 1 on record, 0 of them to be rendered again'])
  await vi.waitFor(async () => expect(await readdir(directory)).toEqual([]), { timeout: 10_000 })
  await expect(adapter.getVideoStatus(jobId)).rejects.toMatchObject({ code: 'not_found' })
})

test('a video that expired while no process ran is removed by the next one, unasked', {
  timeout: 60_000,
}, async () => {
  const { jobId } = await finishedVideo(-1)
  expect((await readdir(directory)).sort()).toEqual([`${jobId}.json`, `${jobId}.mp4`])
  openAdapter()
  await vi.waitFor(async () => expect(await readdir(directory)).toEqual([]), { timeout: 10_000 })
})

test('a record that cannot be read is dropped with a line in the log, and its video with it', async () => {
  const first = openAdapter({ minMsPerFrame: 10_000 })
  const jobs = [await first.createVideoJob(INPUT), await first.createVideoJob(INPUT)]
  const [bad, good] = jobs.map(({ jobId }) => jobId) as [string, string]
  await first.close()
  await writeFile(join(directory, `${bad}.json`), '{"order":1,"inp')
  await writeFile(join(directory, `${bad}.mp4`), 'half a video')
  lines.length = 0

  const next = openAdapter({ minMsPerFrame: 10_000 })
  expect(lines.slice(0, 2)).toEqual([
    `render ${bad}: its record cannot be read, so it is dropped`,
    'renders: 1 on record, 1 of them to be rendered again',
  ])
  await expect(next.getVideoStatus(bad)).rejects.toMatchObject({ code: 'not_found' })
  expect((await next.getVideoStatus(good)).status).toBe('processing')
  await vi.waitFor(async () => {
    const left = await readdir(directory)
    expect(left.filter((name) => name.startsWith(bad))).toEqual([])
    expect(left).toContain(`${good}.json`)
  })
})

test('a job that cannot be written down is refused, and nothing is started', async () => {
  const file = join(directory, 'file')
  const adapter = openAdapter({ directory: join(file, 'renders') })
  await writeFile(file, '')
  await expect(adapter.createVideoJob(INPUT)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('nothing was started'),
  })
  expect(lines).toEqual([])
})
