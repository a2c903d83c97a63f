import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { VideoAdapter } from '../provider/video-adapter.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { type ServedHandler, serveHandler } from '../support/serve-handler.js'

// Threat 15: whatever fails, no key, no prompt and no signed URL is in an answer, in an event or on the console.

const KEY = 'sk-canary0000000000key'
const SIGNED = 'https://cdn.example/one.mp4?X-Signature=canary-signature'
const PROMPT = 'A canary in a cage of gold'
const SECRETS = [KEY, 'canary-signature', PROMPT]
const leak = (what: string) =>
  new Error(
    `${what}: POST https://api.example/v1?key=${KEY} {"prompt":"${PROMPT}"} Bearer ${KEY}, see ${SIGNED}`,
    {
      cause: new Error(`Authorization: Key ${KEY}`),
    },
  )
const done = { status: 'completed' } as const
const open: ServedHandler[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of open.splice(0)) await one.close()
})

const failures: [string, VideoAdapter, Record<string, unknown>][] = [
  ['the order', scriptedAdapter({ create: leak('create') }), { resolveMs: 0 }],
  [
    'an order that did not arrive',
    scriptedAdapter({ create: new VideoError('unavailable', 'Away.', { cause: leak('x') }) }),
    { maxDuration: 300 },
  ],
  ['every poll', scriptedAdapter({ statuses: [leak('status')] }), { maxDuration: 300 }],
  ['the URL', scriptedAdapter({ statuses: [done], urls: [leak('url')] }), { maxDuration: 300 }],
  [
    'the copy',
    scriptedAdapter({ statuses: [done], urls: [{ url: SIGNED }] }),
    { keeps: true, maxDuration: 3_000 },
  ],
  [
    'the cancellation',
    scriptedAdapter(
      { statuses: [{ status: 'processing' }] },
      {
        cancelVideoJob: async () => {
          throw leak('cancel')
        },
      },
    ),
    { cancels: true, maxDuration: 3_000 },
  ],
]

describe.each(failures)('when %s fails', (_, adapter, { keeps, cancels, ...options }) => {
  it('nothing of it shows', async () => {
    const said: unknown[] = []
    for (const method of ['log', 'warn', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((...given) => void said.push(...given.map(String)))
    }
    const storage = {
      name: 'broken',
      put: async () => {
        throw leak('put')
      },
      open: async () => undefined,
      delete: async () => {},
    }
    const served = await serveHandler({ adapter, ...options, ...(keeps ? { storage } : {}) })
    open.push(served)
    const ada = served.as('ada')
    const order = {
      json: { runId: 'run-1', data: { prompt: PROMPT } },
      headers: { accept: 'text/event-stream' },
    }
    const reading = ada('', order).then((response) => response.text())
    if (cancels) {
      await expect
        .poll(async () => (await (await ada('?runId=run-1&format=json')).json()).state)
        .toBe('running')
      said.push(await (await ada('?runId=run-1', { method: 'DELETE' })).text())
    }
    said.push(await reading)
    const list = await (await ada()).json()
    for (const { input, ...view } of list.jobs) {
      // Their own prompt is for its owner to see, and for nobody else.
      expect(input.prompt).toBe(PROMPT)
      said.push(JSON.stringify(view))
    }
    said.push(JSON.stringify(served.events))
    expect(served.events.length).toBeGreaterThan(2)
    for (const secret of SECRETS) expect(said.join('\n')).not.toContain(secret)
  }, 30_000)
})

it('when the store fails, nothing of why is in an answer or an event', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const store = memoryStore()
  const served = await serveHandler({ store })
  open.push(served)
  const { claim, create } = store
  const { reference } = await (await served.as('ada')('', { json: { data: { prompt: 'A kite' } } })).json()
  store.claim =
    store.create =
    store.subscribe =
      async () => {
        throw leak('the database')
      }
  const leave = new AbortController()
  const sse = { headers: { accept: 'text/event-stream' }, signal: leave.signal }
  await served.as('ada')(`?ref=${reference}`, sse)
  const answer = await (await served.as('ada')('', { json: { data: { prompt: 'A kite' } } })).text()
  expect(JSON.parse(answer).error.code).toBe('internal')
  await expect
    .poll(() => served.events.map(({ name }) => name), { timeout: 10_000 })
    .toContain('worker.trouble')
  leave.abort()
  Object.assign(store, { claim, create })
  for (const secret of [KEY, 'canary-signature']) {
    expect(answer + JSON.stringify(served.events)).not.toContain(secret)
  }
})
