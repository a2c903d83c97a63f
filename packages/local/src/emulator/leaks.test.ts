import { createVideoHandler, memoryStore } from '@reelstate/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { emulatedAdapter, PROVIDERS } from '../support/all-adapters.js'
import { type Emulator, startEmulator } from './start-emulator.js'

// Every byte that the server hands out, in answers, events and logs, while it works and while it fails.

const SCENARIOS = [
  'happy',
  'failed',
  'moderated',
  'unauthorized',
  'unavailable',
  'create-500',
  'create-cut',
  'poll-502',
]
const PROMPT = 'A red fox crosses the snow'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 30 } })
})
afterAll(() => emulator.close())

describe.each(PROVIDERS)('on %s', (provider) => {
  const key = `key-of-${provider}-0123456789abcdef`

  it('the key is in no answer, event, log or URL', async () => {
    const said: string[] = []
    const spies = (['log', 'info', 'warn', 'error'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation((...given) => {
        said.push(
          given.map((one) => (one instanceof Error ? `${one.stack} ${one.cause}` : `${one}`)).join(' '),
        )
      }),
    )
    const handler = createVideoHandler({
      adapter: emulatedAdapter(provider, emulator, key),
      store: memoryStore(),
      allowAnonymous: true,
      privateVideoHosts: [new URL(emulator.url).host],
      maxDuration: 25_000,
      resolveMs: 0,
      onEvent: (event) => void said.push(JSON.stringify(event)),
    })
    const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
      const response = await handler(new Request(new URL(url, 'http://localhost/api/video'), init))
      said.push(JSON.stringify([...response.headers]))
      return response
    }
    const run = async (scenario: string) => {
      const response = await ask('http://localhost/api/video', {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify({ data: { prompt: `${PROMPT} #fault:${scenario}` } }),
      })
      const text = await response.text()
      said.push(text)
      return text
    }
    try {
      const [happy = ''] = await Promise.all(SCENARIOS.map(run))
      expect(happy).toContain('RUN_FINISHED')
      const url = /"url":"([^"]+)"/.exec(happy)?.[1]
      const video = Buffer.from(await (await ask(`${url}`)).arrayBuffer())
      expect(video.toString('latin1', 4, 8)).toBe('ftyp')
      said.push(video.toString('latin1'))
    } finally {
      await handler.close()
      for (const spy of spies) spy.mockRestore()
    }
    expect(said.length).toBeGreaterThan(3 * SCENARIOS.length)
    const spellings = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')]
    expect(said.filter((text) => spellings.some((spelling) => text.includes(spelling)))).toEqual([])
    // Nor where the video lies at the provider.
    expect(said.filter((text) => text.includes(emulator.url))).toEqual([])
  })
})
