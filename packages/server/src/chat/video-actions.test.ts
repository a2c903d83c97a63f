import { VideoError } from '@reelstate/core/protocol'
import { describe, expect, it } from 'vitest'
import type { OpenkbsClient } from '../adapters/openkbs.js'
import { type VideoActionResult, videoActions, videoInstructions } from '../chat.js'

const meta = { _meta_actions: ['REQUEST_CHAT_MODEL'] }

/** A client that gives one answer, and remembers what it was asked. */
function answering(answer: unknown) {
  const asked: unknown[][] = []
  const give = async (...args: unknown[]) => {
    asked.push(args)
    if (answer instanceof Error) throw answer
    return answer
  }
  const client: OpenkbsClient = { generateVideo: give, checkVideoStatus: give }
  return { ...client, asked }
}

/** Both ways: as the pair in a loop of one's own, and by `run`. They have to agree. */
async function carryOut(text: string, answer: unknown) {
  const client = answering(answer)
  const actions = videoActions({ client, meta })
  const results: VideoActionResult[] = []
  for (const [pattern, handler] of actions.pairs) {
    const match = text.match(pattern)
    if (match) results.push(await handler(match))
  }
  expect(await actions.run(text)).toEqual(results)
  return { result: results[0], asked: client.asked[0] }
}

const create = (json: string) => `Here it comes: <createAIVideo>${json}</createAIVideo> Soon.`
const poll = (json: string) => `<continueVideoPolling>${json}</continueVideoPolling>`

describe('<createAIVideo>', () => {
  it.each([
    [
      'a video that is pending',
      [{ status: 'pending', video_id: 'v1', video_url: null }],
      {
        type: 'VIDEO_PENDING',
        data: {
          videoId: 'v1',
          message: 'Video generation in progress. Use continueVideoPolling to check status.',
        },
      },
    ],
    [
      'a video that is there at once',
      [{ status: 'completed', video_url: 'https://v/1.mp4' }],
      { type: 'CHAT_VIDEO', data: { videoUrl: 'https://v/1.mp4' } },
    ],
    ['a video without a URL', [{ status: 'completed' }], { error: 'Video generation failed - no response' }],
    ['an empty list', [], { error: 'Video generation failed - no response' }],
    ['nothing', undefined, { error: 'Video generation failed - no response' }],
    ['an error', new Error('Too violent.'), { error: 'Too violent.' }],
    ['an error without a message', new Error(''), { error: 'Video creation failed' }],
  ])('answers to %s', async (_, answer, expected) => {
    const { result } = await carryOut(create(' {"prompt": "A fox"}\n'), answer)
    expect(result).toStrictEqual({ ...expected, ...meta })
  })

  it.each<[string, object, object]>([
    ['defaults', {}, { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
    ['the model', { model: 'sora-2-pro' }, { video_model: 'sora-2-pro', seconds: 8, size: '1280x720' }],
    ['a size', { size: '720x1280' }, { video_model: 'sora-2', seconds: 8, size: '720x1280' }],
    ['a size that is none', { size: '9x9' }, { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
    [
      'an image in place of the size',
      { size: '720x1280', input_reference_url: 'https://i/1.png' },
      { video_model: 'sora-2', seconds: 8, input_reference_url: 'https://i/1.png' },
    ],
  ])('passes on %s', async (_, data, params) => {
    const { asked } = await carryOut(create(JSON.stringify({ prompt: 'A fox', ...data })), [])
    expect(asked).toStrictEqual(['A fox', params])
  })

  it.each([
    [4, 4],
    [12, 12],
    [1, 4],
    [6, 4],
    [10, 8],
    [11, 12],
    [100, 12],
    [0, 4],
    ['8', 8],
    ['12', 12],
    [null, 8],
    ['long', 8],
  ])('takes %j seconds for %i', async (seconds, snapped) => {
    const { asked } = await carryOut(create(JSON.stringify({ prompt: 'A fox', seconds })), [])
    expect(asked?.[1]).toMatchObject({ seconds: snapped })
  })

  it.each(['{"prompt": "A fox"', '', 'null', '```json\n{"prompt": "A fox"}\n```'])(
    'says what is wrong with the JSON %j, and orders nothing',
    async (json) => {
      const { result, asked } = await carryOut(create(json), [])
      expect(result).toStrictEqual({ error: expect.stringMatching(/JSON|null/), ...meta })
      expect(asked).toBeUndefined()
    },
  )
})

describe('<continueVideoPolling>', () => {
  it.each([
    [
      'a finished video',
      [{ status: 'completed', video_url: 'https://v/1.mp4' }],
      { type: 'CHAT_VIDEO', data: { videoUrl: 'https://v/1.mp4' } },
    ],
    [
      'one in the making',
      [{ status: 'pending' }],
      {
        type: 'VIDEO_PENDING',
        data: { videoId: 'v1', message: 'Video still generating. Continue polling.' },
      },
    ],
    ['one that failed', [{ status: 'failed' }], { error: 'Video generation failed' }],
    ['one without its URL', [{ status: 'completed' }], { error: 'Unable to get video status' }],
    ['an empty list', [], { error: 'Unable to get video status' }],
    ['nothing', undefined, { error: 'Unable to get video status' }],
    ['an error', new Error('Not now.'), { error: 'Not now.' }],
    ['an error without a message', new Error(''), { error: 'Failed to check video status' }],
  ])('answers to %s', async (_, answer, expected) => {
    const { result, asked } = await carryOut(poll('{"videoId": "v1"}'), answer)
    expect(result).toStrictEqual({ ...expected, ...meta })
    expect(asked).toEqual(['v1'])
  })

  it('says what is wrong with its JSON', async () => {
    const { result } = await carryOut(poll('v1'), [])
    expect(result).toStrictEqual({ error: expect.stringContaining('JSON'), ...meta })
  })
})

describe('videoActions', () => {
  it('spreads nothing into results where no meta is given', async () => {
    const actions = videoActions({ client: answering([{ status: 'failed' }]) })
    expect(await actions.run(poll('{"videoId": "v1"}'))).toStrictEqual([{ error: 'Video generation failed' }])
  })

  it('carries out every command of a text, in its order', async () => {
    const client = answering([{ status: 'pending', video_id: 'v9' }])
    const text = `${poll('{"videoId": "a"}')} and ${create('{"prompt": "b"}')}${create('{"prompt": "c"}')}`
    expect(await videoActions({ client }).run(text)).toHaveLength(3)
    expect(client.asked.map(([first]) => first)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['neither an adapter nor a client', {}],
    ['both', { adapter: () => ({}) as never, client: answering([]) }],
    ['nothing', undefined],
  ])('refuses %s', (_, options) => {
    expect(() => videoActions(options as never)).toThrow(/Give one of them/)
    expect(() => videoActions(options as never)).toThrow(VideoError)
  })

  it.each([{}, 'openkbs', { generateVideo: async () => [] }])('refuses what is no client: %j', (client) => {
    expect(() => videoActions({ client: client as never })).toThrow(/without generateVideo and checkVideo/)
    expect(() => videoActions({ client: client as never })).toThrow(VideoError)
  })

  it('tells an LLM the commands, which it then carries out', async () => {
    const client = answering([{ status: 'pending', video_id: 'v1' }])
    expect(await videoActions({ client }).run(videoInstructions())).toHaveLength(2)
    expect(client.asked).toEqual([
      ['scene description', { video_model: 'sora-2', seconds: 8, size: '1280x720' }],
      ['the-video-id'],
    ])
    for (const word of ['sora-2-pro', '4, 8, or 12', '720x1280', 'input_reference_url'])
      expect(videoInstructions()).toContain(word)
  })
})
