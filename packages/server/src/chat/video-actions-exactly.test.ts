import { expect, it } from 'vitest'
import type { OpenkbsClient } from '../adapters/openkbs.js'
import { videoActions } from '../chat.js'

// What agents that were written for OpenKBS rely on, field by field. The expected answers were taken from the published
// pattern's own code, which differs in two places: without a number of seconds it comes to 4, and it rejects
// where null is thrown.

const OFFERED = { _meta_actions: ['REQUEST_CHAT_MODEL'] }
/** One that has names which results have, too. */
const NAMES = { type: 'MINE', data: 1, error: 'mine' }

const PENDING = 'Video generation in progress. Use continueVideoPolling to check status.'
const STILL_PENDING = 'Video still generating. Continue polling.'
const URL = 'https://v/1.mp4'

/** What a command comes to, where both of the client's calls do this. */
async function carryOut(command: string, json: string, act: () => unknown, meta?: object | null) {
  const asked: unknown[] = []
  const call = async (...given: unknown[]) => {
    asked.push(...given)
    return act()
  }
  const client: OpenkbsClient = { generateVideo: call, checkVideoStatus: call }
  const text = `<${command}>${json}</${command}>`
  const [result] = await videoActions({ client, meta: meta as object }).run(text)
  return { result, asked }
}

const ORDER = '{"prompt":"A fox","seconds":8}'
const QUESTION = '{"videoId":"v1"}'

it.each<[name: string, answer: unknown, result: object]>([
  [
    'one that is pending, and has a URL',
    [{ status: 'pending', video_id: 'v1', video_url: URL }],
    { type: 'VIDEO_PENDING', data: { videoId: 'v1', message: PENDING } },
  ],
  [
    'one with a URL and any other status',
    [{ status: 'processing', video_url: URL }],
    { type: 'CHAT_VIDEO', data: { videoUrl: URL } },
  ],
  ['one with a URL alone', [{ video_url: URL }], { type: 'CHAT_VIDEO', data: { videoUrl: URL } }],
  [
    'the first of several',
    [{ video_url: URL }, { status: 'pending' }],
    { type: 'CHAT_VIDEO', data: { videoUrl: URL } },
  ],
  ['one that failed', [{ status: 'failed' }], { error: 'Video generation failed - no response' }],
  ['one with an empty URL', [{ video_url: '' }], { error: 'Video generation failed - no response' }],
  ['a list of null', [null], { error: 'Video generation failed - no response' }],
  ['null', null, { error: 'Video generation failed - no response' }],
  ['a text', 'pending', { error: 'Video generation failed - no response' }],
])('an order that is answered with %s', async (_, answer, expected) => {
  expect((await carryOut('createAIVideo', ORDER, () => answer)).result).toStrictEqual(expected)
})

it.each<[name: string, answer: unknown, result: object]>([
  [
    'one that is pending, and has a URL',
    [{ status: 'pending', video_url: URL }],
    { type: 'VIDEO_PENDING', data: { videoId: 'v1', message: STILL_PENDING } },
  ],
  ['one with a URL alone', [{ video_url: URL }], { error: 'Unable to get video status' }],
  [
    'one with a URL in the making',
    [{ status: 'processing', video_url: URL }],
    { error: 'Unable to get video status' },
  ],
  [
    'one that failed, and has a URL',
    [{ status: 'failed', video_url: URL }],
    { error: 'Video generation failed' },
  ],
  [
    'one with an empty URL',
    [{ status: 'completed', video_url: '' }],
    { error: 'Unable to get video status' },
  ],
  [
    'another id',
    [{ status: 'pending', video_id: 'v2' }],
    { type: 'VIDEO_PENDING', data: { videoId: 'v1', message: STILL_PENDING } },
  ],
  ['null', null, { error: 'Unable to get video status' }],
])('a question that is answered with %s', async (_, answer, expected) => {
  expect((await carryOut('continueVideoPolling', QUESTION, () => answer)).result).toStrictEqual(expected)
})

it.each<[json: string, asked: object]>([
  ['{"prompt":"p","seconds":8,"model":""}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
  ['{"prompt":"p","seconds":8,"model":null}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
  ['{"prompt":"p","seconds":8,"model":0}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
  ['{"prompt":"p","seconds":8,"model":5}', { video_model: 5, seconds: 8, size: '1280x720' }],
  [
    '{"prompt":"p","seconds":8,"size":"720x1280","input_reference_url":""}',
    { video_model: 'sora-2', seconds: 8, size: '720x1280' },
  ],
  [
    '{"prompt":"p","seconds":8,"size":"720x1280","input_reference_url":null}',
    { video_model: 'sora-2', seconds: 8, size: '720x1280' },
  ],
  [
    '{"prompt":"p","seconds":8,"size":"720x1280","input_reference_url":false}',
    { video_model: 'sora-2', seconds: 8, size: '720x1280' },
  ],
  ['{"prompt":"p","seconds":8,"size":["720x1280"]}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
  ['{"prompt":"p","seconds":8,"size":"1280X720"}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
  ['{"prompt":"p","seconds":-1e999}', { video_model: 'sora-2', seconds: 4, size: '1280x720' }],
  ['\u00a0\n{"prompt":"p","seconds":12}\ufeff', { video_model: 'sora-2', seconds: 12, size: '1280x720' }],
  // Ours: the pattern's instructions say 8, and its code comes to 4.
  ['{"prompt":"p"}', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
])('an order of %s', async (json, params) => {
  const { asked } = await carryOut('createAIVideo', json, () => [])
  expect(asked).toStrictEqual(['p', params])
})

it.each(['\u00a0{"videoId":"v1"}\ufeff', '\n{"videoId":"v1"}\n'])('a question of %j', async (json) => {
  const { asked } = await carryOut('continueVideoPolling', json, () => [])
  expect(asked).toStrictEqual(['v1'])
})

const fails = (thrown: unknown) => () => {
  throw thrown
}

it.each<[command: string, json: string, fallback: string]>([
  ['createAIVideo', ORDER, 'Video creation failed'],
  ['continueVideoPolling', QUESTION, 'Failed to check video status'],
])('errors of %s', async (command, json, fallback) => {
  const errorOf = async (thrown: unknown) => (await carryOut(command, json, fails(thrown))).result
  expect(await errorOf(new Error('Not now.'))).toStrictEqual({ error: 'Not now.' })
  expect(await errorOf({ message: 'Not now.' })).toStrictEqual({ error: 'Not now.' })
  // Ours: the pattern's code rejects for the last two.
  for (const thrown of [new Error(''), {}, 'a text', 0, null, undefined]) {
    expect(await errorOf(thrown)).toStrictEqual({ error: fallback })
  }
})

it.each<[name: string, command: string, json: string, act: () => unknown, result: object]>([
  [
    'a video in the making',
    'createAIVideo',
    ORDER,
    () => [{ status: 'pending', video_id: 'v1' }],
    { type: 'VIDEO_PENDING', data: { videoId: 'v1', message: PENDING } },
  ],
  [
    'a video',
    'createAIVideo',
    ORDER,
    () => [{ video_url: URL }],
    { type: 'CHAT_VIDEO', data: { videoUrl: URL } },
  ],
  ['no video', 'createAIVideo', ORDER, () => [], { error: 'Video generation failed - no response' }],
  ['an error', 'createAIVideo', ORDER, fails(new Error('Not now.')), { error: 'Not now.' }],
  [
    'a video that goes on',
    'continueVideoPolling',
    QUESTION,
    () => [{ status: 'pending' }],
    { type: 'VIDEO_PENDING', data: { videoId: 'v1', message: STILL_PENDING } },
  ],
  [
    'a finished video',
    'continueVideoPolling',
    QUESTION,
    () => [{ status: 'completed', video_url: URL }],
    { type: 'CHAT_VIDEO', data: { videoUrl: URL } },
  ],
  [
    'a failed video',
    'continueVideoPolling',
    QUESTION,
    () => [{ status: 'failed' }],
    { error: 'Video generation failed' },
  ],
  ['no status', 'continueVideoPolling', QUESTION, () => [], { error: 'Unable to get video status' }],
  [
    'an error in asking',
    'continueVideoPolling',
    QUESTION,
    fails(new Error('Not now.')),
    { error: 'Not now.' },
  ],
])('meta is spread into the result last: %s', async (_, command, json, act, expected) => {
  for (const meta of [undefined, null, {}, OFFERED, NAMES]) {
    const { result } = await carryOut(command, json, act, meta)
    expect(result).toStrictEqual({ ...expected, ...meta })
  }
})
