import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../start-emulator.js'

let emulator: Emulator
let client: OpenAI

beforeAll(async () => {
  emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 20 } })
  client = new OpenAI({ apiKey: 'a key', baseURL: emulator.baseURL('openai'), maxRetries: 0 })
})

afterAll(() => emulator.close())

async function completed(id: string) {
  await expect
    .poll(async () => (await client.videos.retrieve(id)).status, { timeout: 25_000 })
    .toBe('completed')
  return client.videos.retrieve(id)
}

const makeVideo = async () => completed((await client.videos.create({ prompt: 'A fox' })).id)

test('the published SDK takes a job from its creation to its deletion', async () => {
  const billed = emulator.jobs.length
  const created = await client.videos.create({
    prompt: 'A fox',
    model: 'sora-2-pro',
    seconds: '8',
    size: '1280x720',
  })
  expect(created).toMatchObject({
    object: 'video',
    model: 'sora-2-pro',
    status: 'in_progress',
    seconds: '8',
    size: '1280x720',
    prompt: 'A fox',
    completed_at: null,
    error: null,
  })

  const video = await completed(created.id)
  expect(video.progress).toBe(100)
  expect(video.completed_at).toBeGreaterThanOrEqual(video.created_at)
  expect(video.expires_at).toBeGreaterThan(video.completed_at ?? Infinity)

  const bytes = await (await client.videos.downloadContent(video.id)).arrayBuffer()
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  const track = await input.getPrimaryVideoTrack()
  expect([track?.displayWidth, track?.displayHeight, await input.computeDuration()]).toEqual([64, 64, 1])

  expect((await client.videos.list()).data.map(({ id }) => id)).toContain(video.id)
  expect(await client.videos.delete(video.id)).toEqual({
    id: video.id,
    object: 'video.deleted',
    deleted: true,
  })
  await expect(client.videos.retrieve(video.id)).rejects.toThrow(OpenAI.NotFoundError)
  expect((await client.videos.list()).data.map(({ id }) => id)).not.toContain(video.id)
  expect(emulator.jobs.length).toBe(billed + 1)
})

test('a poll says when to come again', async () => {
  const { id } = await makeVideo()
  const { response } = await client.videos.retrieve(id).withResponse()
  expect(response.headers.get('openai-poll-after-ms')).toBe('500')
})

test('an image goes with the prompt', async () => {
  const image = new File([new Uint8Array(12)], 'fox.png', { type: 'image/png' })
  const { id } = await client.videos.create({ prompt: 'A fox', input_reference: image })
  const job = emulator.jobs.find((known) => known.id === id)
  expect(job?.input).toEqual({
    prompt: 'A fox',
    input_reference: { name: 'fox.png', type: 'image/png', bytes: 12 },
  })
})

test('a completed video is remixed, edited and extended', async () => {
  const { id } = await makeVideo()
  const remix = await client.videos.remix(id, { prompt: 'A red fox' })
  expect(remix).toMatchObject({ prompt: 'A red fox', remixed_from_video_id: id })
  const edit = await client.videos.edit({ prompt: 'At night', video: { id } })
  expect(edit).toMatchObject({ prompt: 'At night', seconds: '4' })
  const extended = await client.videos.extend({ prompt: 'It runs', seconds: '8', video: { id } })
  expect(extended).toMatchObject({ prompt: 'It runs', seconds: '12' })
  expect(new Set([id, remix.id, edit.id, extended.id]).size).toBe(4)
})

test('one that is not completed is neither remixed nor deleted', async () => {
  const { id } = await client.videos.create({ prompt: 'A fox #fault:stuck-progress' })
  await expect(client.videos.remix(id, { prompt: 'x' })).rejects.toThrow(/400 .*not completed/)
  await expect(client.videos.delete(id)).rejects.toThrow(/400 .*cannot be deleted while it is in_progress/)
})

test('the list goes page by page, newest first or oldest first', async () => {
  for (let made = 0; made < 3; made++) await client.videos.create({ prompt: 'A fox' })
  const ids: string[] = []
  for await (const { id } of client.videos.list({ limit: 2 })) ids.push(id)
  const oldestFirst = emulator.jobs.map(({ id }) => id).filter((id) => ids.includes(id))
  expect(ids).toEqual([...oldestFirst].reverse())
  const page = await client.videos.list({ limit: 1, order: 'asc' })
  expect(page.data[0]?.id).toBe(oldestFirst[0])
})

describe('with plain requests', () => {
  const headers = { authorization: 'Bearer a key' }
  const post = (path: string, body: unknown) =>
    fetch(`${emulator.url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  test('a job is created by JSON, with numbers, and without the prefix', async () => {
    const response = await post('/v1/videos', {
      prompt: 'A fox',
      model: 'wan-3',
      seconds: 5,
      size: '640x360',
    })
    expect(response.status).toBe(200)
    const video = (await response.json()) as { id: string }
    expect(video).toMatchObject({ model: 'wan-3', seconds: '5', size: '640x360' })
    expect((await fetch(`${emulator.url}/v1/videos/${video.id}`, { headers })).status).toBe(200)
    expect((await fetch(`${emulator.url}/openai/v1/videos/${video.id}`, { headers })).status).toBe(200)
  })

  test('the bytes need a key, and come in ranges', async () => {
    const { id } = await makeVideo()
    const address = `${emulator.url}/v1/videos/${id}/content`
    expect((await fetch(address)).status).toBe(401)
    const part = await fetch(address, { headers: { ...headers, range: 'bytes=4-7' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toMatch(/^bytes 4-7\/\d+$/)
    expect(await part.text()).toBe('ftyp')
  })

  test.each([
    ['no prompt', { model: 'sora-2' }, 'prompt', "Missing required parameter: 'prompt'."],
    ['a size that is none', { prompt: 'A fox', size: 'big' }, 'size', 'The size "big" is not WIDTHxHEIGHT.'],
    ['a duration that is none', { prompt: 'A fox', seconds: 'long' }, 'seconds', /expected a number/],
    ['no JSON', '{', null, /could not be read as application\/json/],
    ['a scenario that is none', { prompt: 'A fox #fault:nope' }, 'prompt', /no scenario "nope".*poll-502/],
  ])('a body with %s is refused', async (_, body, param, message) => {
    const billed = emulator.jobs.length
    const response = await post('/v1/videos', body)
    expect(response.status).toBe(400)
    const expected = {
      message: expect.stringMatching(message),
      type: 'invalid_request_error',
      code: null,
      param,
    }
    expect(await response.json()).toEqual({ error: expected })
    expect(emulator.jobs.length).toBe(billed)
  })

  test('what is no route is said in the same form', async () => {
    expect((await fetch(`${emulator.baseURL('openai')}/images`, { headers })).status).toBe(404)
    const wrongMethod = await fetch(`${emulator.baseURL('openai')}/videos`, { method: 'PUT', headers })
    expect(wrongMethod.status).toBe(405)
    expect(await wrongMethod.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })
})
