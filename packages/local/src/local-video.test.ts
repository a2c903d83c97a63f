import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { VideoStatusResult } from '@reelstate/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LocalVideoAdapter, type LocalVideoOptions, localVideo } from './local-video.js'

const INPUT = { prompt: 'A red fox crosses the snow', size: '320x180', duration: 1 }
let directory: string
let opened: LocalVideoAdapter[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-video-'))
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map((adapter) => adapter.close()))
  await rm(directory, { recursive: true })
})

function openAdapter(options: LocalVideoOptions = {}): LocalVideoAdapter {
  const adapter = localVideo({ directory, ...options })
  opened.push(adapter)
  return adapter
}

/** Polls a job to its end and returns every report. */
async function follow(adapter: LocalVideoAdapter, jobId: string): Promise<VideoStatusResult[]> {
  const reports: VideoStatusResult[] = []
  await vi.waitFor(
    async () => {
      reports.push(await adapter.getVideoStatus(jobId))
      expect(reports.at(-1)?.status).toMatch(/completed|failed/)
    },
    { timeout: 20_000, interval: 5 },
  )
  return reports
}

/** The temporary folders in `directory`. */
const leftovers = async () => (await readdir(directory)).filter((name) => name.startsWith('reelstate-'))

test('says what it can make', () => {
  const adapter = openAdapter()
  expect(adapter).toMatchObject({ kind: 'video', name: 'local', model: 'local-scene', maxPromptLength: 1000 })
  expect(adapter.sizes).toEqual(['1280x720', '720x1280', '1792x1024', '1024x1792'])
  expect(adapter.availableDurations?.()).toEqual({ kind: 'range', min: 1, max: 20, unit: 'seconds' })
  expect([0, 1, 7.25, 20, 60, Number.NaN].map((s) => adapter.snapDuration?.(s))).toEqual([
    1,
    1,
    7.25,
    20,
    20,
    undefined,
  ])
  expect(() => adapter.checkInput?.({ prompt: '' })).toThrow(
    expect.objectContaining({ code: 'invalid_input' }),
  )
})

test.each([
  [{ concurrency: 0 }, 'localVideo: concurrency is 0. Give a whole number from 1 to 16.'],
  [
    { keepMs: Number.POSITIVE_INFINITY },
    'localVideo: keepMs is Infinity. Give a whole number from 1 to 2073600000.',
  ],
  [{ minMsPerFrame: -1 }, 'localVideo: minMsPerFrame is -1. Give a whole number from 0 to 10000.'],
])('refuses the option %j', (options, message) => {
  expect(() => localVideo(options)).toThrow(expect.objectContaining({ code: 'invalid_options', message }))
})

test('renders a video, and its progress is true on the way', async () => {
  const adapter = openAdapter({ publicUrl: '/api/video/files/', minMsPerFrame: 20 })
  const { jobId, model } = await adapter.createVideoJob(INPUT)
  expect(model).toBe('local-scene')
  const reports = await follow(adapter, jobId)
  expect(reports.at(-1)).toEqual({ jobId, status: 'completed', progress: 100 })

  const frames = reports.flatMap(({ message }) =>
    message ? [Number(/frame (\d+) of 24/.exec(message)?.[1])] : [],
  )
  expect(new Set(frames).size).toBeGreaterThan(8)
  expect(frames).toEqual([...frames].sort((a, b) => a - b))
  for (const { status, progress, message } of reports) {
    if (status === 'processing')
      expect(message).toBe(`frame ${Math.ceil(((progress ?? 0) * 24) / 100)} of 24`)
  }

  const { url, expiresAt } = await adapter.getVideoUrl(jobId)
  expect(url).toBe(`/api/video/files/${jobId}.mp4`)
  expect(Math.abs((expiresAt?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(10_000)
})

test('a video is served under its public URL, and nothing else is', async () => {
  const adapter = openAdapter({ publicUrl: 'http://localhost/files' })
  const { jobId } = await adapter.createVideoJob(INPUT)
  const { url } = await adapter
    .getVideoUrl(jobId)
    .catch(() => ({ url: `http://localhost/files/${jobId}.mp4` }))
  expect((await adapter.serve(new Request(url))).status).toBe(404)
  await follow(adapter, jobId)

  const whole = await adapter.serve(new Request(url))
  const bytes = Buffer.from(await whole.arrayBuffer())
  expect(whole.status).toBe(200)
  expect(bytes.equals(await readFile(join(directory, `${jobId}.mp4`)))).toBe(true)
  const part = await adapter.serve(new Request(url, { headers: { range: 'bytes=4-7' } }))
  expect([part.status, await part.text()]).toEqual([206, 'ftyp'])

  for (const path of [
    '',
    'x.mp4',
    `${jobId}`,
    `${jobId}.mp4.part`,
    `%2e%2e%2f${jobId}.mp4`,
    '..%2f..%2fetc%2fpasswd',
  ]) {
    const answer = await adapter.serve(new Request(`http://localhost/files/${path}`))
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error: { code: 'not_found', message: expect.any(String) } })
  }
})

test('without a public URL the video comes as a data URL', async () => {
  const adapter = openAdapter()
  const { jobId } = await adapter.createVideoJob(INPUT)
  await follow(adapter, jobId)
  const { url, expiresAt } = await adapter.getVideoUrl(jobId)
  expect(expiresAt).toBeUndefined()
  expect(url.slice(0, 22)).toBe('data:video/mp4;base64,')
  const bytes = Buffer.from(url.slice(22), 'base64')
  expect(bytes.equals(await readFile(join(directory, `${jobId}.mp4`)))).toBe(true)
})

test('a finished video can be opened by its job, whole or in part', async () => {
  const adapter = openAdapter()
  const { jobId } = await adapter.createVideoJob(INPUT)
  await follow(adapter, jobId)
  const whole = await adapter.openContent?.(jobId, {})
  const bytes = Buffer.from(new Uint8Array((await whole?.arrayBuffer()) ?? []))
  expect(bytes.equals(await readFile(join(directory, `${jobId}.mp4`)))).toBe(true)
  const part = await adapter.openContent?.(jobId, { range: 'bytes=4-7' })
  expect([part?.status, await part?.text()]).toEqual([206, 'ftyp'])
})

test('the same key is the same job', async () => {
  const adapter = openAdapter({ minMsPerFrame: 50 })
  const [first, second] = await Promise.all([
    adapter.createVideoJob({ ...INPUT, idempotencyKey: 'key' }),
    adapter.createVideoJob({ ...INPUT, idempotencyKey: 'key' }),
  ])
  expect(second).toEqual(first)
})

test('a canceled video has no URL', async () => {
  const adapter = openAdapter({ minMsPerFrame: 50 })
  const { jobId } = await adapter.createVideoJob(INPUT)
  expect(await adapter.cancelVideoJob?.(jobId)).toBe('canceled')
  await expect(adapter.getVideoUrl(jobId)).rejects.toMatchObject({ message: 'The render was canceled.' })
})

test('an unknown job is not found, whatever is asked about it', async () => {
  const adapter = openAdapter()
  const notFound = { name: 'VideoError', code: 'not_found' }
  await expect(adapter.getVideoStatus('nope')).rejects.toMatchObject(notFound)
  await expect(adapter.getVideoUrl('nope')).rejects.toMatchObject(notFound)
  await expect(adapter.cancelVideoJob?.('nope')).rejects.toMatchObject(notFound)
})

test('a bad input or an aborted call creates nothing', async () => {
  const lines: string[] = []
  const adapter = openAdapter({ log: (line) => lines.push(line) })
  await expect(adapter.createVideoJob({ ...INPUT, size: '12x9' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  const abortSignal = AbortSignal.abort()
  await expect(adapter.createVideoJob({ ...INPUT, abortSignal })).rejects.toThrow()
  expect(lines).toEqual([])
})

// Repeated, because on a busy machine the thread may simply not be given a core for that long.
test('rendering never blocks the event loop for 100 ms', { retry: 2 }, async () => {
  const adapter = openAdapter()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const { jobId } = await adapter.createVideoJob({ ...INPUT, size: '640x360', duration: 2 })
  await follow(adapter, jobId)
  await adapter.getVideoUrl(jobId)
  delay.disable()
  expect(delay.max / 1e6).toBeLessThan(100)
})

test('closing keeps the jobs of a directory, and says of none that it is lost', async () => {
  const adapter = openAdapter()
  const { jobId } = await adapter.createVideoJob(INPUT)
  await follow(adapter, jobId)
  await adapter.close()
  expect((await readdir(directory)).sort()).toEqual([`${jobId}.json`, `${jobId}.mp4`])

  const unavailable = { name: 'VideoError', code: 'unavailable' }
  await expect(adapter.getVideoStatus(jobId)).rejects.toMatchObject(unavailable)
  await expect(adapter.getVideoUrl(jobId)).rejects.toMatchObject(unavailable)
  await expect(adapter.openContent?.(jobId, {})).rejects.toMatchObject(unavailable)
  await expect(adapter.cancelVideoJob?.(jobId)).rejects.toMatchObject(unavailable)
  await expect(adapter.createVideoJob(INPUT)).rejects.toMatchObject(unavailable)
  expect((await adapter.serve(new Request(`http://localhost/${jobId}.mp4`))).status).toBe(503)

  const next = openAdapter()
  expect(await next.getVideoStatus(jobId)).toEqual({ jobId, status: 'completed', progress: 100 })
  expect((await next.serve(new Request(`http://localhost/${jobId}.mp4`))).status).toBe(200)
})

test('without a directory, closing removes the videos and forgets the jobs', async () => {
  vi.stubEnv('TMPDIR', directory)
  try {
    const adapter = localVideo()
    opened.push(adapter)
    const { jobId } = await adapter.createVideoJob(INPUT)
    await follow(adapter, jobId)
    expect(await leftovers()).toHaveLength(1)
    await adapter.close()
    expect(await leftovers()).toEqual([])
    await expect(adapter.getVideoStatus(jobId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(adapter.createVideoJob(INPUT)).rejects.toMatchObject({ code: 'unavailable' })
  } finally {
    vi.unstubAllEnvs()
  }
})

describe('a process that rendered', () => {
  /** Runs `code` in a process of its own, and returns what it printed and how it ended. */
  function run(code: string): Promise<{ output: string; exitCode: number | null; signal: string | null }> {
    const entry = JSON.stringify(new URL('./local-video.ts', import.meta.url).href)
    const script = `const { localVideo } = await import(${entry})
      const adapter = localVideo({ log: (line) => console.log(line) })
      ${code}`
    const flags = [
      '--conditions=@reelstate/source',
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      script,
    ]
    const child = spawn(process.execPath, flags, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, TMPDIR: directory, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    return new Promise((resolve) => {
      child.once('close', (exitCode, signal) => {
        resolve({ output: Buffer.concat(chunks).toString(), exitCode, signal })
      })
    })
  }
  const CREATE = `const { jobId } = await adapter.createVideoJob(${JSON.stringify(INPUT)})`

  test('exits by itself once nothing is left to do, and leaves no file', async () => {
    const { output, exitCode } = await run(CREATE)
    expect(output).toMatch(/started.*\n.*finished/)
    expect(exitCode).toBe(0)
    expect(await leftovers()).toEqual([])
  })

  test('may exit in the middle of a render', async () => {
    const { output, exitCode } = await run(`${CREATE}; setTimeout(() => process.exit(4), 50)`)
    expect(output).not.toContain('finished')
    expect(exitCode).toBe(4)
    expect(await leftovers()).toEqual([])
  })

  test('is ended by a signal as ever, and leaves no file', async () => {
    const { signal } = await run(`${CREATE}; process.kill(process.pid, 'SIGTERM')`)
    expect(signal).toBe('SIGTERM')
    expect(await leftovers()).toEqual([])
  })

  test('handles a signal itself when it wants to', async () => {
    const { exitCode } = await run(`process.on('SIGTERM', () => setTimeout(() => process.exit(5), 20))
      ${CREATE}; process.kill(process.pid, 'SIGTERM')`)
    expect(exitCode).toBe(5)
    expect(await leftovers()).toEqual([])
  })
})
