import { createOpenaiVideo } from '@reelstate/server/openai'
import { describe, expect, it } from 'vitest'
import { runAdapterContract } from '../support/run-adapter-contract.js'

runAdapterContract({
  provider: 'openai',
  adapter: (emulator, key, webhookSecret) =>
    createOpenaiVideo(key, { baseURL: emulator.baseURL('openai'), webhookSecret }),
  lists: true,
})

describe('openaiVideo', () => {
  /** Answers everything with this, and keeps what it was asked. */
  function answering(body: object) {
    const asked: Request[] = []
    const adapter = createOpenaiVideo('key', {
      baseURL: 'https://videos.example/v1',
      fetch: async (input, init) => {
        asked.push(new Request(input, init))
        return Response.json(body)
      },
    })
    return { adapter, asked }
  }
  const image = (role: 'first_frame' | 'last_frame' | 'reference') => ({
    type: 'image' as const,
    source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } as const,
    metadata: { role },
  })

  it('lets no option take the place of what is ordered, and knows a job by a number', async () => {
    const { adapter, asked } = answering({ id: 7 })
    const modelOptions = { prompt: 'Frogs', model: 'dear', size: '64x64', 'video[id]': 'other', fps: 24 }
    const order = { prompt: 'A pond', size: '1280x720', duration: 8, modelOptions }
    expect(await adapter.createVideoJob(order)).toEqual({ jobId: '7', model: 'sora-2' })
    const made = Object.fromEntries((await asked[0]?.formData()) ?? [])
    expect(made).toMatchObject({
      prompt: 'A pond',
      model: 'sora-2',
      size: '1280x720',
      seconds: '8',
      fps: '24',
    })
    await adapter.createVideoJob({ ...order, base: { action: 'extend', jobId: 'video_1' } })
    const extended = Object.fromEntries((await asked[1]?.formData()) ?? [])
    expect(extended).toMatchObject({ prompt: 'A pond', 'video[id]': 'video_1', seconds: '8' })
  })

  it.each([
    { action: undefined, parts: [image('last_frame')] },
    { action: undefined, parts: [image('first_frame'), image('reference')] },
    { action: undefined, parts: [image('reference'), image('reference')] },
    { action: 'edit' as const, parts: [image('first_frame')] },
    { action: 'extend' as const, parts: [image('first_frame')] },
    { action: 'remix' as const, parts: [image('reference')] },
  ])('orders nothing without an image of the prompt: $action', async ({ action, parts }) => {
    const { adapter, asked } = answering({ id: 'video_2' })
    const base = action && { action, jobId: 'video_1' }
    const ordered = adapter.createVideoJob({ prompt: 'A pond', parts, base })
    await expect(ordered).rejects.toMatchObject({ code: 'invalid_input' })
    expect(asked).toEqual([])
  })

  it('finds a lost order only among jobs of its model that have an id', async () => {
    const video = { prompt: 'A pond', model: 'sora-2', created_at: Date.now() / 1000 }
    const { adapter } = answering({
      data: [video, { ...video, id: 'video_1', model: 'sora-2-pro' }, { ...video, id: 'video_2' }],
    })
    const lost = { prompt: 'A pond', since: new Date(Date.now() - 1000) }
    expect(await adapter.findVideoJobs?.(lost)).toEqual([{ jobId: 'video_2' }])
  })

  it('claims to work on videos for the models alone that are known to', () => {
    const options = { baseURL: 'https://videos.example/v1' }
    expect(createOpenaiVideo('key', options).capabilities.actions).toEqual(['edit', 'extend', 'remix'])
    expect(createOpenaiVideo('wan-3', 'key', options).capabilities.actions).toBeUndefined()
  })
})
