import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RenderJobs, type RenderJobsOptions } from './render-jobs.js'
import { renderVideo } from './render-video.js'
import { spawnRenderWorker } from './spawn-render-worker.js'
import { openVideoFolder } from './video-folder.js'

const INPUT = { prompt: 'A fox', width: 64, height: 64, seconds: 1, seed: 1 }
let directory: string
let lines: string[]
let opened: RenderJobs[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'render-jobs-'))
  lines = []
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map((jobs) => jobs.close()))
  await rm(directory, { recursive: true })
})

function openJobs(options: Partial<RenderJobsOptions> = {}): RenderJobs {
  const jobs = new RenderJobs({
    folder: openVideoFolder(directory),
    concurrency: 1,
    keepMs: 60_000,
    minMsPerFrame: 0,
    log: (line) => lines.push(line),
    ...options,
  })
  opened.push(jobs)
  return jobs
}

/** A worker that runs `code` instead of a render. */
const startWorker = (code: string, options: WorkerOptions = {}) =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${code}`, { ...options, eval: true })
const running = (code: string) => ({ spawn: () => startWorker(code) })
const FOREVER = 'setInterval(() => {}, 1000)'
const FINISHED = 'parentPort.postMessage({ finished: { bytes: 1 } })'

const ended = (jobs: RenderJobs, jobId: string) =>
  vi.waitFor(() => expect(jobs.status(jobId).status).toMatch(/completed|failed/), {
    timeout: 10_000,
    interval: 5,
  })

describe('the queue', () => {
  test('one render runs at a time, and the others know how many are ahead', async () => {
    const jobs = openJobs(running(FOREVER))
    const [first, second, third] = [jobs.create(INPUT), jobs.create(INPUT), jobs.create(INPUT)]
    expect(jobs.status(first)).toEqual({
      jobId: first,
      status: 'processing',
      progress: 0,
      message: 'frame 0 of 24',
    })
    expect(jobs.status(second)).toEqual({ jobId: second, status: 'pending', queuePosition: 1 })
    expect(jobs.status(third)).toEqual({ jobId: third, status: 'pending', queuePosition: 2 })

    expect(await jobs.cancel(second)).toBe('canceled')
    expect(jobs.status(third).queuePosition).toBe(1)
    expect(await jobs.cancel(first)).toBe('canceled')
    expect(jobs.status(third).status).toBe('processing')
  })

  test('with a concurrency of two, two run', () => {
    const jobs = openJobs({ ...running(FOREVER), concurrency: 2 })
    const ids = [jobs.create(INPUT), jobs.create(INPUT), jobs.create(INPUT)]
    expect(ids.map((id) => jobs.status(id).status)).toEqual(['processing', 'processing', 'pending'])
    expect(jobs.status(ids[2] as string).queuePosition).toBe(2)
  })

  test('two renders at a time do not disturb each other', async () => {
    const jobs = openJobs({ concurrency: 2 })
    const inputs = [INPUT, { ...INPUT, seed: 2 }]
    const ids = inputs.map((input) => jobs.create(input))
    for (const [index, id] of ids.entries()) {
      await ended(jobs, id)
      const alone = await renderVideo({ ...(inputs[index] ?? INPUT), minMsPerFrame: 0 }, () => {})
      expect(Buffer.compare(await readFile(join(directory, `${id}.mp4`)), alone)).toBe(0)
    }
  })

  test('the same key is the same job, also after it has ended', async () => {
    const jobs = openJobs(running(FOREVER))
    const id = jobs.create(INPUT, 'key')
    expect(jobs.create(INPUT, 'key')).toBe(id)
    await jobs.cancel(id)
    expect(jobs.create({ ...INPUT, prompt: 'A whale' }, 'key')).toBe(id)
    expect(jobs.create(INPUT, 'other')).not.toBe(id)
  })
})

describe('progress', () => {
  test('counts frames, and an estimate appears once there is something to measure', async () => {
    const jobs = openJobs(
      running(`parentPort.postMessage(1); parentPort.on('message', (n) => parentPort.postMessage(n))`),
    )
    const id = jobs.create(INPUT)
    await vi.waitFor(() => expect(jobs.status(id).message).toBe('frame 1 of 24'))
    expect(jobs.status(id)).toMatchObject({ status: 'processing', progress: 4 })
    expect(jobs.status(id)).not.toHaveProperty('etaMs')
  })

  test('the estimate is the time of a frame times the frames left', async () => {
    const jobs = openJobs(
      running(
        `for (const n of [1, 2, 3, 4]) setTimeout(() => parentPort.postMessage(n), n * 50); ${FOREVER}`,
      ),
    )
    const id = jobs.create(INPUT)
    await vi.waitFor(() => expect(jobs.status(id).message).toBe('frame 4 of 24'))
    expect(jobs.status(id).progress).toBe(16)
    expect(jobs.status(id).etaMs).toBeGreaterThan(20 * 30)
    expect(jobs.status(id).etaMs).toBeLessThan(20 * 120)
  })

  test('a render is logged from start to finish', async () => {
    const jobs = openJobs()
    const id = jobs.create(INPUT)
    await ended(jobs, id)
    expect(lines).toEqual([
      `render ${id}: started, 24 frames, 64x64`,
      expect.stringMatching(`render ${id}: finished, 24 frames in \\d+\\.\\d s`),
    ])
  })
})

describe('a cancellation', () => {
  test('stops the encoder within 100 ms and leaves no file', async () => {
    const frames: number[] = []
    const jobs = openJobs({
      spawn: (task) => {
        const worker = spawnRenderWorker(task)
        worker.on('message', () => frames.push(performance.now()))
        return worker
      },
    })
    const id = jobs.create({ ...INPUT, width: 320, height: 180, seconds: 20 })
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(20), { timeout: 10_000, interval: 5 })
    const canceledAt = performance.now()
    expect(await jobs.cancel(id)).toBe('canceled')
    await sleep(150)
    expect(frames.filter((time) => time > canceledAt + 100)).toEqual([])
    expect(frames.length).toBeLessThan(480)
    expect(await readdir(directory)).toEqual([])
    expect(jobs.status(id)).toEqual({
      jobId: id,
      status: 'failed',
      error: 'The render was canceled.',
      errorCode: 'canceled',
    })
    expect(lines.at(-1)).toMatch(new RegExp(`^render ${id}: canceled after frame \\d+ of 480$`))
  })

  test('is too late for a finished or failed render, and may be repeated', async () => {
    const jobs = openJobs(running(FINISHED))
    const finished = jobs.create(INPUT)
    await ended(jobs, finished)
    expect(await jobs.cancel(finished)).toBe('too_late')
    expect(jobs.status(finished).status).toBe('completed')

    const failing = openJobs(running('process.exit(1)'))
    const failed = failing.create(INPUT)
    await ended(failing, failed)
    expect(await failing.cancel(failed)).toBe('too_late')

    const endless = openJobs(running(FOREVER))
    const canceled = endless.create(INPUT)
    const both = await Promise.all([endless.cancel(canceled), endless.cancel(canceled)])
    expect(both).toEqual(['canceled', 'canceled'])
  })

  test('wins over a result that was already on its way', async () => {
    const jobs = openJobs(running(FINISHED))
    const id = jobs.create(INPUT)
    await writeFile(join(directory, `${id}.mp4`), 'x')
    await jobs.cancel(id)
    expect(jobs.status(id).errorCode).toBe('canceled')
    expect(await readdir(directory)).toEqual([])
  })
})

describe('a failure', () => {
  test.each([
    [
      'an error that is reported',
      `parentPort.postMessage({ failed: 'No space left' }); ${FOREVER}`,
      /^No space left$/,
    ],
    ['an error that is thrown', `throw new Error('boom')`, /^The render worker crashed: boom$/],
    [
      'an exit',
      'process.exit(3)',
      /^The render worker stopped with exit code 3 before the video was finished$/,
    ],
    ['an end without a result', '', /^The render worker stopped with exit code 0 before/],
    ['running out of memory', 'const a = []; for (;;) a.push(new Array(1e5).fill({}))', /crashed: .*memory/],
  ])('%s is the error of the job, and the next one runs', async (_, code, error) => {
    const codes = [code, FINISHED]
    const resourceLimits = { maxOldGenerationSizeMb: 16 }
    const jobs = openJobs({ spawn: () => startWorker(codes.shift() ?? '', { resourceLimits }) })
    const [id, next] = [jobs.create(INPUT), jobs.create(INPUT)]
    await ended(jobs, id)
    const status = jobs.status(id)
    expect(status).toMatchObject({ status: 'failed', errorCode: 'generation_failed' })
    expect(status.error).toMatch(error)
    expect(lines).toContain(`render ${id}: failed: ${status.error}`)
    await ended(jobs, next)
    expect(jobs.status(next).status).toBe('completed')
  })

  test('a worker that cannot be started fails the job', () => {
    const jobs = openJobs({
      spawn: () => {
        throw new Error('too many threads')
      },
    })
    const id = jobs.create(INPUT)
    expect(jobs.status(id)).toMatchObject({ status: 'failed', error: 'too many threads' })
  })

  test('a folder that cannot be written to fails the job', async () => {
    const file = join(directory, 'file')
    await writeFile(file, '')
    const jobs = openJobs({ folder: openVideoFolder(file) })
    const id = jobs.create(INPUT)
    await ended(jobs, id)
    expect(jobs.status(id).error).toMatch(/EEXIST|ENOTDIR/)
  })

  test('a worker that has gone silent is stopped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const jobs = openJobs(running(FOREVER))
      const id = jobs.create(INPUT)
      vi.advanceTimersByTime(60_000)
      expect(jobs.status(id)).toMatchObject({
        status: 'failed',
        error: 'The render worker was silent for 60 s',
      })
    } finally {
      vi.useRealTimers()
    }
  })

  test('a log that throws changes nothing', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const jobs = openJobs({
      ...running(FINISHED),
      log: () => {
        throw new Error('log is full')
      },
    })
    const id = jobs.create(INPUT)
    await ended(jobs, id)
    expect(jobs.status(id).status).toBe('completed')
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ message: 'log is full' }))
    warn.mockRestore()
  })
})

test('an ended job, its key and its video are gone after their time', async () => {
  const jobs = openJobs({ keepMs: 500 })
  const id = jobs.create(INPUT, 'key')
  await ended(jobs, id)
  expect(await readdir(directory)).toEqual([`${id}.mp4`])
  await sleep(700)
  expect(() => jobs.status(id)).toThrow(expect.objectContaining({ code: 'not_found', jobId: id }))
  expect(await readdir(directory)).toEqual([])
  expect(jobs.create(INPUT, 'key')).not.toBe(id)
})

test('closing stops every worker, drops the queue and removes the videos', async () => {
  const workers: Worker[] = []
  const jobs = openJobs({
    concurrency: 2,
    minMsPerFrame: 100,
    spawn: (task) => {
      const worker = spawnRenderWorker(task)
      workers.push(worker)
      return worker
    },
  })
  const ids = [jobs.create(INPUT), jobs.create(INPUT), jobs.create(INPUT)]
  await jobs.close()
  expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1])
  expect(await readdir(directory)).toEqual([])
  for (const id of ids) expect(() => jobs.status(id)).toThrow(expect.objectContaining({ code: 'not_found' }))
})
