import { VideoError } from '@reelstate/core/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVideoRequest } from './read-video-request.js'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const post = (body: BodyInit | null, headers: Record<string, string> = JSON_TYPE) =>
  new Request('http://app.example/video', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
const prompt = 'A lighthouse at dawn'

describe('a request of the client', () => {
  it('is read whole: the input, everything beside it, and the ids of its run', async () => {
    const data = { prompt, size: '1280x720', duration: 8, modelOptions: { seed: 1 }, model: 'pro', tenant: 7 }
    const body = {
      threadId: 't-1',
      runId: 'r-1',
      state: {},
      messages: [],
      tools: [],
      forwardedProps: data,
      data,
    }
    const headers = { ...JSON_TYPE, 'Idempotency-Key': '"click-1"' }
    expect(await readVideoRequest(post(JSON.stringify(body), headers))).toEqual({
      input: { prompt, size: '1280x720', duration: 8, modelOptions: { seed: 1 } },
      data,
      threadId: 't-1',
      runId: 'r-1',
      idempotencyKey: 'click-1',
    })
  })

  it('needs no more than a prompt; null is absent', async () => {
    const body = { data: { prompt, size: null, duration: null, modelOptions: null } }
    const { input, threadId, runId, idempotencyKey } = await readVideoRequest(post(JSON.stringify(body)))
    expect(input).toEqual({ prompt })
    expect(idempotencyKey).toBeUndefined()
    expect(threadId).toMatch(/^[\w-]{36}$/)
    expect(runId).not.toBe(threadId)
  })
})

describe('a request that is at fault', () => {
  it.each([
    ['is not JSON', 'prompt=kite', 400, /body is not JSON: it is "prompt=kite"\. Send \{"data"/],
    ['is empty', null, 400, /body is empty/],
    ['is a list', '[]', 400, /The body is a list\. Give an object/],
    ['has no data', '{}', 400, /data is missing\. Give an object with the prompt/],
    ['has no prompt', '{"data":{}}', 400, /data\.prompt is missing\. Give a text/],
    ['has a blank prompt', '{"data":{"prompt":" "}}', 400, /data\.prompt is " "/],
    ['has a prompt of another kind', '{"data":{"prompt":["a"]}}', 400, /data\.prompt is a list/],
    ['has a size of another kind', '{"data":{"prompt":"a","size":5}}', 400, /data\.size is 5\. Give a text/],
    ['has a text for a duration', '{"data":{"prompt":"a","duration":"8"}}', 400, /data\.duration is "8"/],
    ['has no object of options', '{"data":{"prompt":"a","modelOptions":1}}', 400, /data\.modelOptions is 1/],
    ['has an unusable id', '{"runId":"a\\nb","data":{"prompt":"a"}}', 400, /runId is "a\\nb"/],
    [
      'is too large',
      JSON.stringify({ data: { prompt: 'x'.repeat(1024 * 1024) } }),
      413,
      /larger than 1048576/,
    ],
    ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, /not UTF-8/],
    ['is nested without end', `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, /64 levels/],
    [
      'holds values without end',
      JSON.stringify({ data: { prompt: 'a', modelOptions: { images: Array(100_000).fill(1) } } }),
      400,
      /more than 10000 values/,
    ],
    ['holds half a character', '{"data":{"prompt":"a","size":"\\ud83e"}}', 400, /half a character/],
    ['holds a NUL in a name', '{"data":{"prompt":"a","modelOptions":{"\\u0000":1}}}', 400, /NUL/],
  ])('that %s is refused with words that help', async (_name, body, status, message) => {
    const refused = readVideoRequest(post(body))
    await expect(refused).rejects.toMatchObject({ name: 'VideoError', code: 'invalid_input', status })
    await expect(refused).rejects.toThrow(message)
  })

  it.each([
    ['a form of another site could send', { 'Content-Type': 'text/plain' }, 415],
    ['has an unusable key', { ...JSON_TYPE, 'Idempotency-Key': 'x'.repeat(256) }, 400],
    ['would create where it should resume', { ...JSON_TYPE, 'Last-Event-ID': '4' }, 400],
  ])('that %s is refused for its headers', async (_name, headers, status) => {
    const refused = readVideoRequest(post(JSON.stringify({ data: { prompt } }), headers))
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', status })
  })

  it('is read no further than the limit', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(1000).fill(0x20))
      },
    })
    await expect(readVideoRequest(post(endless), { maxBytes: 5000 })).rejects.toMatchObject({ status: 413 })
    expect(sent).toBeLessThan(10)
  })

  it('never leads to anything but a VideoError', async () => {
    const field = fc.oneof(fc.jsonValue(), fc.string(), fc.constant('__proto__'))
    const almost = fc.record(
      {
        threadId: field,
        runId: field,
        data: fc.oneof(
          field,
          fc.record(
            { prompt: field, size: field, duration: field, modelOptions: field, ['__proto__']: field },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    )
    const bodies = fc.oneof(
      fc.string(),
      fc.uint8Array(),
      fc.json(),
      almost.map((body) => JSON.stringify(body)),
    )
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const outcome = await readVideoRequest(post(body as BodyInit)).catch((error: unknown) => error)
        if (outcome instanceof VideoError) expect(outcome.message.length).toBeLessThan(300)
        else expect(outcome).toMatchObject({ input: { prompt: expect.stringMatching(/\S/) } })
      }),
      { numRuns: 500 },
    )
  })
})

it('says that a body which was read before cannot be read', async () => {
  const request = post('{}')
  await request.text()
  await expect(readVideoRequest(request)).rejects.toMatchObject({ code: 'invalid_options' })
})
