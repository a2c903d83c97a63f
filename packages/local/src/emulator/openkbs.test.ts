import { generateVideo } from '@reelstate/server'
import { type OpenkbsClient, openkbsVideo } from '@reelstate/server/openkbs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { openkbsClient } from './openkbs-client.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'openkbs',
  adapter: (emulator, apiKey) => openkbsVideo(openkbsClient(emulator, { apiKey })),
})

describe('openkbsVideo', () => {
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
  })
  afterAll(() => emulator?.close())

  it('asks for what the model makes: model, seconds and size', async () => {
    const adapter = openkbsVideo(openkbsClient(emulator), { model: 'sora-2-pro' })
    await generateVideo({ adapter, prompt: 'A pond at dawn', size: '720x1280', duration: 12 })
    const input = { prompt: 'A pond at dawn', video_model: 'sora-2-pro', size: '720x1280', seconds: 12 }
    expect(emulator.jobs.at(-1)?.input).toEqual(input)
  })

  it('gives an image by its URL, in place of the size', async () => {
    const source = { type: 'url', value: 'https://images.example/pond.png' } as const
    await generateVideo({
      adapter: openkbsVideo(openkbsClient(emulator)),
      prompt: [
        { type: 'text', content: 'A pond at dawn' },
        { type: 'image', source },
      ],
    })
    const input = {
      prompt: 'A pond at dawn',
      video_model: 'sora-2',
      seconds: 8,
      input_reference_url: source.value,
    }
    expect(emulator.jobs.at(-1)?.input).toEqual(input)
  })

  it('orders nothing without an image of the prompt, and knows a job by a number', async () => {
    const generateVideo = vi.fn(async () => [{ video_id: 7 }])
    const adapter = openkbsVideo({ generateVideo, checkVideoStatus: async () => [] })
    const source = { type: 'url', value: 'https://images.example/pond.png' } as const
    const last = { type: 'image', source, metadata: { role: 'last_frame' } } as const
    const ordered = adapter.createVideoJob({ prompt: 'A pond', parts: [last] })
    await expect(ordered).rejects.toMatchObject({ code: 'invalid_input' })
    expect(generateVideo).not.toHaveBeenCalled()
    expect((await adapter.createVideoJob({ prompt: 'A pond' })).jobId).toBe('7')
  })

  it('refuses the bytes of an image before anything is ordered', async () => {
    const before = emulator.requests.length
    const source = { type: 'data', value: 'aGVsbG8=', mimeType: 'image/png' } as const
    const prompt = [{ type: 'text', content: 'A pond' } as const, { type: 'image', source } as const]
    const adapter = openkbsVideo(openkbsClient(emulator))
    await expect(generateVideo({ adapter, prompt })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('by URL alone'),
    })
    expect(emulator.requests.length).toBe(before)
  })

  it.each([{ answer: [] }, { answer: [{ status: 'pending' }] }, { answer: undefined }])(
    'does not know whether there is a job when the answer is $answer',
    async ({ answer }) => {
      const client = { generateVideo: async () => answer, checkVideoStatus: async () => [] }
      const ordered = generateVideo({ adapter: openkbsVideo(client), prompt: 'A pond' })
      await expect(ordered).rejects.toMatchObject({ code: 'ambiguous_create' })
    },
  )

  it('does not know whether there is a job when the client fails without saying how', async () => {
    const broken = async () => {
      throw new Error('socket hang up')
    }
    const adapter = openkbsVideo({ generateVideo: broken, checkVideoStatus: broken })
    await expect(generateVideo({ adapter, prompt: 'A pond' })).rejects.toMatchObject({
      code: 'ambiguous_create',
    })
    await expect(adapter.getVideoStatus('video-1')).rejects.toThrow('socket hang up')
  })

  it('says what to give in place of what is no client', () => {
    expect(() => openkbsVideo({} as OpenkbsClient)).toThrow(/generateVideo and checkVideoStatus/)
  })
})
