import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from './start-emulator.js'

const PATIENT = { timeout: 25_000, interval: 20 }
const JSON_TYPE = { 'content-type': 'application/json' }
const headers = { ...JSON_TYPE, authorization: 'Bearer key' }
const FAST = { maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 20 } }
const running: Emulator[] = []
const receivers: Server[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()))
  for (const receiver of receivers.splice(0)) {
    receiver.closeAllConnections()
    await new Promise((resolve) => receiver.close(resolve))
  }
})

async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ ...FAST, ...options })
  running.push(emulator)
  return emulator
}

const create = (emulator: Emulator, body: object, more: Record<string, string> = {}) =>
  fetch(`${emulator.baseURL('openai')}/videos`, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: JSON.stringify({ size: '64x64', ...body }),
  })

describe('the scenario', () => {
  test('is the one of the prompt, then of the header, then the one chosen last', async () => {
    const emulator = await start({ scenario: 'failed' })
    await create(emulator, { prompt: 'A fox' })
    emulator.playScenario('slow')
    await create(emulator, { prompt: 'A fox' })
    await create(emulator, { prompt: 'A fox' }, { 'X-Emulator-Scenario': 'expired' })
    await create(emulator, { prompt: '#fault:Aborted a fox' }, { 'X-Emulator-Scenario': 'expired' })
    expect(emulator.jobs.map(({ scenario }) => scenario)).toEqual(['failed', 'slow', 'expired', 'aborted'])
  })

  test('that does not exist is refused with the names of those that do', async () => {
    const emulator = await start()
    const response = await create(emulator, { prompt: 'A fox' }, { 'X-Emulator-Scenario': 'nope' })
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/nope.*happy, slow, .*webhook-forged/)
    expect(() => emulator.playScenario('nope' as 'happy')).toThrow(/There is no scenario "nope"/)
    await expect(startEmulator({ scenario: 'nope' as 'happy' })).rejects.toThrow(/There is no scenario/)
  })
})

describe('a key', () => {
  test('must be there, and be one of those that are accepted', async () => {
    const emulator = await start({ apiKeys: ['key'] })
    expect((await create(emulator, { prompt: 'A fox' })).status).toBe(200)
    const wrong = await create(emulator, { prompt: 'A fox' }, { authorization: 'Bearer another' })
    expect([wrong.status, await wrong.text()]).toEqual([401, expect.not.stringContaining('another')])
    const none = await fetch(`${emulator.baseURL('openai')}/videos`)
    expect(none.status).toBe(401)
  })

  test('in an address is not kept with the request', async () => {
    const emulator = await start()
    expect((await fetch(`${emulator.baseURL('openai')}/videos?limit=1&key=secret`)).status).toBe(200)
    expect(emulator.requests.map(({ path, status }) => [path, status])).toEqual([['/v1/videos?limit=1', 200]])
  })
})

describe('emulator.fetch', () => {
  test('sends what is meant for a vendor to the emulator, body and all', async () => {
    const emulator = await start()
    const client = new OpenAI({ apiKey: 'key', fetch: emulator.fetch, baseURL: 'https://api.openai.com/v1' })
    const { id } = await client.videos.create({ prompt: 'A fox' })
    expect(emulator.jobs).toMatchObject([{ id, provider: 'openai', prompt: 'A fox' }])
  })

  test('leaves every other host alone', async () => {
    const emulator = await start()
    const other = await receive()
    await emulator.fetch(other.url, { method: 'POST', body: 'hello' })
    expect(other.heard).toMatchObject([{ body: 'hello' }])
    expect(other.heard[0]?.headers).not.toHaveProperty('x-emulator-origin')
  })
})

interface Heard {
  headers: Record<string, string>
  body: string
  /** In ms since the epoch. */
  at: number
}

/** Listens for webhooks; answers with the given statuses in turn, then with 200. */
async function receive(...statuses: number[]): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = []
  const receiver = createServer(async (message, answer) => {
    let body = ''
    for await (const chunk of message) body += String(chunk)
    heard.push({ headers: message.headers as Record<string, string>, body, at: Date.now() })
    answer.writeHead(statuses.shift() ?? 200).end()
  })
  receivers.push(receiver)
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`, heard }
}

describe('a webhook', () => {
  const client = new OpenAI({ apiKey: 'key' })
  // One for all, so that the fox is rendered once.
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await startEmulator({ ...FAST, hangMs: 300 })
  })
  afterAll(() => emulator.close())

  /** What comes for a job of this scenario, by the time that it is so much. */
  async function hear(scenario: string, count: number, ...statuses: number[]) {
    const { url, heard } = await receive(...statuses)
    const { id } = (await (
      await create(emulator, { prompt: `A fox #fault:${scenario}`, webhook_url: url })
    ).json()) as { id: string }
    await expect.poll(() => heard.length, PATIENT).toBe(count)
    return { id, heard, job: () => emulator.jobs.find((job) => job.id === id) }
  }

  const isGenuine = ({ body, headers: signed }: Heard, secret: string) =>
    client.webhooks.verifySignature(body, signed, secret).then(
      () => true,
      () => false,
    )

  test.each([
    ['happy', 'video.completed'],
    ['failed', 'video.failed'],
  ])('tells the end of a job in the scenario %s, signed', async (scenario, type) => {
    const { id, heard } = await hear(scenario, 1)
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ object: 'event', type, data: { id } })
    expect(await isGenuine(heard[0] as Heard, emulator.webhookSecret('openai'))).toBe(true)
    expect(await isGenuine(heard[0] as Heard, (await start()).webhookSecret('openai'))).toBe(false)
  })

  test('that is not taken comes again with the same id', async () => {
    const { heard } = await hear('failed', 2, 500)
    expect(heard[0]?.headers['webhook-id']).toBe(heard[1]?.headers['webhook-id'])
  })

  test('in the scenario webhook-duplicate comes twice', async () => {
    const { heard } = await hear('webhook-duplicate', 2)
    expect(heard[0]?.headers['webhook-id']).toBe(heard[1]?.headers['webhook-id'])
  })

  test('in the scenario webhook-late comes late', async () => {
    const { job, heard } = await hear('webhook-late', 1)
    expect((heard[0]?.at ?? 0) - (job()?.endedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(295)
  })

  test('in the scenario webhook-forged lies first, with a signature that does not hold', async () => {
    const { heard } = await hear('webhook-forged', 2)
    expect(heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
      'video.failed',
      'video.completed',
    ])
    const secret = emulator.webhookSecret('openai')
    expect(await Promise.all(heard.map((one) => isGenuine(one, secret)))).toEqual([false, true])
  })

  test('goes to an HTTP address only', async () => {
    const billed = emulator.jobs.length
    const response = await create(emulator, { prompt: 'A fox', webhook_url: 'file:///etc/passwd' })
    expect([response.status, emulator.jobs.length]).toEqual([400, billed])
  })
})

describe('the control page', () => {
  const choose = (emulator: Emulator, type: string, body: string, more: Record<string, string> = {}) =>
    fetch(`${emulator.url}/_emulator/scenario`, {
      method: 'POST',
      headers: { 'content-type': type, ...more },
      body,
      redirect: 'manual',
    })
  const current = async (emulator: Emulator) => {
    const state = await (await fetch(`${emulator.url}/_emulator/state`)).json()
    return state as { scenario: string; jobs: { prompt: string }[] }
  }

  test('shows scenarios and providers, and asks no other host for anything', async () => {
    const emulator = await start({ scenario: 'poll-502' })
    const response = await fetch(emulator.url)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await response.text()
    expect(page).toContain('value="poll-502" checked')
    expect(page).toContain(emulator.baseURL('openai'))
    expect(page).not.toMatch(/(src|action)="https?:/)
  })

  test('changes the scenario by JSON and by its own form', async () => {
    const emulator = await start()
    expect((await choose(emulator, 'application/json', '{"name":"slow"}')).status).toBe(200)
    expect((await current(emulator)).scenario).toBe('slow')
    const form = 'application/x-www-form-urlencoded'
    expect((await choose(emulator, form, 'name=failed', { origin: emulator.url })).status).toBe(303)
    expect((await current(emulator)).scenario).toBe('failed')
  })

  test('takes nothing from another site, and no name that is none', async () => {
    const emulator = await start()
    const form = 'application/x-www-form-urlencoded'
    const strange = [
      await choose(emulator, form, 'name=failed', { origin: 'https://evil.example' }),
      await choose(emulator, form, 'name=failed'),
      await choose(emulator, 'text/plain', '{"name":"failed"}', { origin: 'https://evil.example' }),
      await choose(emulator, 'application/json', '{"name":"nope"}'),
      await choose(emulator, 'application/json', '{'),
    ]
    expect(strange.map(({ status }) => status)).toEqual([403, 403, 403, 400, 400])
    expect((await current(emulator)).scenario).toBe('happy')
  })

  test('lists the jobs, newest first', async () => {
    const emulator = await start()
    for (const prompt of ['A fox', 'A whale']) await create(emulator, { prompt })
    expect((await current(emulator)).jobs.map(({ prompt }) => prompt)).toEqual(['A whale', 'A fox'])
  })
})

test.each([
  [{ maxSide: 32 }, /maxSide is 32\. Give a number from 64 to 1920/],
  [{ maxSeconds: Number.NaN }, /maxSeconds is NaN/],
  [{ pace: { runMs: -1 } }, /pace\.runMs is -1/],
])('the options %j are refused', async (options, message) => {
  await expect(startEmulator(options)).rejects.toThrow(message)
})

test('a port that is taken is an error', async () => {
  const { url } = await start()
  await expect(startEmulator({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/)
})

test('closing ends what hangs, renders and waits, and leaves nothing behind', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'emulator-'))
  vi.stubEnv('TMPDIR', directory)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(directory, { recursive: true })
  })
  const { url } = await receive()
  const emulator = await start({ maxSide: 640, maxSeconds: 20 })
  const hanging = create(emulator, { prompt: 'A fox #fault:create-hangs', size: '640x640' })
  const late = create(emulator, { prompt: 'A whale #fault:webhook-late', size: '640x640', webhook_url: url })
  await expect.poll(() => readdir(directory), PATIENT).toHaveLength(1)
  expect((await late).status).toBe(200)
  const broken = expect(hanging).rejects.toThrow('fetch failed')

  const startedAt = performance.now()
  await Promise.all([emulator.close(), emulator.close()])
  await broken
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(await readdir(directory)).toEqual([])
  await expect(fetch(emulator.url)).rejects.toThrow('fetch failed')
})
