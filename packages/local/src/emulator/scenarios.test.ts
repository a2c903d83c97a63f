import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EmulatorJobs } from './emulator-jobs.js'
import { RenderCache } from './render-cache.js'
import { EMULATOR_SCENARIOS, type ScenarioName } from './scenarios.js'
import { type Emulator, startEmulator } from './start-emulator.js'

const HANG_MS = 300
const FAST = { maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 40 }, hangMs: HANG_MS }
const PATIENT = { timeout: 25_000, interval: 20 }
const headers = { authorization: 'Bearer key', 'content-type': 'application/json' }

interface Video {
  id: string
  status: string
  progress: number
  error: { code: string; message: string } | null
}

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator(FAST)
})

afterAll(() => emulator.close())

const send = (scenario: ScenarioName, more = '') =>
  fetch(`${emulator.baseURL('openai')}/videos`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ prompt: `A fox${more} #fault:${scenario}`, size: '64x64' }),
  })

const poll = (id: string) => fetch(`${emulator.baseURL('openai')}/videos/${id}`, { headers })
const content = (id: string) => fetch(`${emulator.baseURL('openai')}/videos/${id}/content`, { headers })
const video = async (response: Response) => (await response.json()) as Video
const create = async (scenario: ScenarioName) => video(await send(scenario))
const ended = (id: string, status: string) =>
  expect.poll(async () => (await video(await poll(id))).status, PATIENT).toBe(status)
const billed = () => emulator.jobs.length

test('every scenario has a name of its own and a sentence', () => {
  expect(new Set(EMULATOR_SCENARIOS.map(({ name }) => name)).size).toBe(EMULATOR_SCENARIOS.length)
  for (const { says } of EMULATOR_SCENARIOS) expect(says).toMatch(/^[A-Z].*\.$/)
})

describe('a create', () => {
  test.each([
    ['rate-limit-always', 429, 'rate_limit_exceeded'],
    ['create-500', 500, null],
    ['moderated-create', 400, 'moderation_blocked'],
    ['unavailable', 404, 'model_not_found'],
    ['unauthorized', 401, 'invalid_api_key'],
  ] as const)('in the scenario %s is answered %i, and makes no job', async (scenario, status, code) => {
    const before = billed()
    const response = await send(scenario)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } })
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '1' : null)
    expect(billed()).toBe(before)
  })

  test('in the scenario rate-limit-create is answered 429 once for each prompt', async () => {
    const before = billed()
    const statuses = [
      (await send('rate-limit-create')).status,
      (await send('rate-limit-create')).status,
      (await send('rate-limit-create', ' at night')).status,
      (await send('rate-limit-create', ' at night')).status,
    ]
    expect(statuses).toEqual([429, 200, 429, 200])
    expect(billed()).toBe(before + 2)
  })

  test('in the scenario create-cut makes a job that nobody is told of', async () => {
    const before = billed()
    await expect(send('create-cut')).rejects.toThrow('fetch failed')
    expect(billed()).toBe(before + 1)
    expect(emulator.requests.at(-1)).not.toHaveProperty('status')
    await ended(emulator.jobs.at(-1)?.id ?? '', 'completed')
  })

  test('in the scenario create-hangs makes a job at once, and is answered late', async () => {
    const before = billed()
    const startedAt = performance.now()
    let isAnswered = false
    const answer = send('create-hangs').finally(() => {
      isAnswered = true
    })
    await expect.poll(billed, PATIENT).toBe(before + 1)
    expect(isAnswered).toBe(false)
    expect((await answer).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(HANG_MS - 5)
  })
})

describe('a poll', () => {
  test('in the scenario poll-500 fails once', async () => {
    const { id } = await create('poll-500')
    expect((await poll(id)).status).toBe(500)
    await ended(id, 'completed')
  })

  test('in the scenario poll-502 is an HTML page once', async () => {
    const { id } = await create('poll-502')
    const response = await poll(id)
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>')
    await ended(id, 'completed')
  })

  test('in the scenario poll-cut breaks off once', async () => {
    const { id } = await create('poll-cut')
    await expect(poll(id)).rejects.toThrow('fetch failed')
    await ended(id, 'completed')
  })

  test('in the scenario poll-hangs is late once', async () => {
    const { id } = await create('poll-hangs')
    const startedAt = performance.now()
    expect((await poll(id)).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(HANG_MS - 5)
    await ended(id, 'completed')
  })

  test('in the scenario odd-json is half once', async () => {
    const { id } = await create('odd-json')
    const response = await poll(id)
    expect(response.status).toBe(200)
    await expect(response.json()).rejects.toThrow(SyntaxError)
    await ended(id, 'completed')
  })

  test('in the scenario rate-limit-poll is refused every third time', async () => {
    const { id } = await create('rate-limit-poll')
    const responses = [await poll(id), await poll(id), await poll(id), await poll(id)]
    expect(responses.map(({ status }) => status)).toEqual([429, 200, 200, 429])
    expect(responses[0]?.headers.get('retry-after')).toBe('1')
  })

  test('in the scenario unknown-state tells a state that nobody knows', async () => {
    const { id, status } = await create('unknown-state')
    expect(status).toBe('finalizing_frames')
    await ended(id, 'completed')
  })
})

describe('progress', () => {
  test.each([
    ['stuck-progress', 40],
    ['no-progress', 0],
  ] as const)('in the scenario %s does not go beyond %i before the end', async (scenario, most) => {
    const created = await create(scenario)
    const seen = [created.progress]
    await expect
      .poll(async () => {
        const { status, progress } = await video(await poll(created.id))
        if (status !== 'completed') seen.push(progress)
        return status
      }, PATIENT)
      .toBe('completed')
    expect(Math.max(...seen)).toBeLessThanOrEqual(most)
  })

  test.each(['queued-long', 'throttled', 'empty-202', 'aborted'] as const)(
    'in the scenario %s waits for the queue',
    async (scenario) => {
      expect(await create(scenario)).toMatchObject({ status: 'queued', progress: 0 })
    },
  )
})

test.each([
  ['happy', 'completed', undefined],
  ['slow', 'completed', undefined],
  ['queued-long', 'completed', undefined],
  ['inline-base64', 'completed', undefined],
  ['moderated', 'failed', 'moderation_blocked'],
  ['completed-422', 'failed', 'moderation_blocked'],
  ['failed', 'failed', 'video_generation_failed'],
  ['failed-without-text', 'failed', undefined],
  ['expired', 'expired', undefined],
  ['aborted', 'failed', 'server_error'],
] as const)('a job of the scenario %s ends %s', async (scenario, status, code) => {
  const { id } = await create(scenario)
  await ended(id, status)
  expect((await video(await poll(id))).error?.code).toBe(code)
  expect((await content(id)).status).toBe(status === 'completed' ? 200 : 404)
})

describe('the video', () => {
  test('in the scenario url-expired is refused once', async () => {
    const { id } = await create('url-expired')
    await ended(id, 'completed')
    expect([(await content(id)).status, (await content(id)).status]).toEqual([403, 200])
  })

  test('in the scenario content-gone is gone', async () => {
    const { id } = await create('content-gone')
    await ended(id, 'completed')
    expect([(await content(id)).status, (await content(id)).status]).toEqual([404, 404])
  })
})

describe('a cancellation', () => {
  const order = { prompt: 'A fox', model: 'any', size: '64x64', input: {} }

  async function withJobs(run: (jobs: EmulatorJobs) => Promise<void> | void): Promise<void> {
    const renders = new RenderCache()
    try {
      await run(new EmulatorJobs({ ...FAST, renders, pace: { queueMs: 0, runMs: 60_000 } }))
    } finally {
      await renders.close()
    }
  }

  test('ends a job that has not ended, and may be repeated', () =>
    withJobs((jobs) => {
      const job = jobs.add('openai', 'happy', order)
      expect([job.state, jobs.cancel(job), jobs.cancel(job), job.state]).toEqual([
        'running',
        'canceled',
        'canceled',
        'canceled',
      ])
      expect(jobs.find('openai', job.id)).toBe(job)
    }))

  test('in the scenario cancel-too-late changes nothing', () =>
    withJobs((jobs) => {
      const job = jobs.add('openai', 'cancel-too-late', order)
      expect([jobs.cancel(job), job.state]).toEqual(['too_late', 'running'])
    }))

  test('in the scenario delete-404 removes the job, which stays on the bill', () =>
    withJobs((jobs) => {
      const job = jobs.add('openai', 'delete-404', order)
      expect(jobs.cancel(job)).toBe('canceled')
      expect(jobs.find('openai', job.id)).toBeUndefined()
      expect(jobs.all()).toEqual([job])
    }))

  test('is no other provider’s affair', () =>
    withJobs((jobs) => {
      const job = jobs.add('openai', 'happy', order)
      expect(jobs.find('fal', job.id)).toBeUndefined()
      expect(jobs.list('fal')).toEqual([])
    }))
})
