import { describe, expect, it } from 'vitest'
import { openkbsVideo } from '../adapters/openkbs.js'
import { videoActions, videoClient } from '../chat.js'
import { scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'

const params = { video_model: 'sora-2', seconds: 8, size: '1280x720' }

describe('videoClient', () => {
  it('answers as OpenKBS does, from the order to the video', async () => {
    const client = videoClient(scriptedAdapter())
    expect(await client.generateVideo('A fox', params)).toEqual([
      { status: 'pending', video_id: 'job-1', video_url: null },
    ])
    expect(await client.checkVideoStatus('job-1')).toEqual([
      { status: 'pending', video_id: 'job-1', video_url: null },
    ])
    expect(await client.checkVideoStatus('job-1')).toEqual([
      { status: 'completed', video_id: 'job-1', video_url: VIDEO_URL },
    ])
  })

  it('tells of a video that failed', async () => {
    const client = videoClient(scriptedAdapter({ statuses: [{ status: 'failed', error: 'Too violent.' }] }))
    expect(await client.checkVideoStatus('job-1')).toEqual([
      { status: 'failed', video_id: 'job-1', video_url: null },
    ])
  })

  it('orders what was asked for, with the seconds that the model makes', async () => {
    const adapter = scriptedAdapter({}, { inputParts: ['image'], snapDuration: () => 5 })
    const client = videoClient(adapter)
    await client.generateVideo('A fox', { ...params, seed: 7 })
    await client.generateVideo('A fox', {
      video_model: 'sora-2',
      input_reference_url: 'https://i.example/1.png',
    })
    expect(adapter.created[0]).toMatchObject({
      prompt: 'A fox',
      size: '1280x720',
      duration: 5,
      modelOptions: { seed: 7 },
    })
    expect(adapter.created[1]).toMatchObject({
      prompt: 'A fox',
      parts: [{ type: 'image', source: { type: 'url', value: 'https://i.example/1.png' } }],
      size: undefined,
    })
  })

  it('asks the model that was named, and later the one that made the video', async () => {
    const models = new Map(['sora-2', 'sora-2-pro'].map((model) => [model, scriptedAdapter({}, { model })]))
    const client = videoClient((model) => {
      const adapter = models.get(model)
      if (!adapter) throw new Error(`There is no model ${model}.`)
      return adapter
    })
    const [video] = await client.generateVideo('A fox', { ...params, video_model: 'sora-2-pro' })
    await client.checkVideoStatus(`${video?.video_id}`)
    expect([...models.values()].map(({ created, polls }) => [created.length, polls.length])).toEqual([
      [0, 0],
      [1, 1],
    ])
    await expect(client.generateVideo('A fox', { ...params, video_model: 'veo' })).rejects.toThrow('veo')
    await expect(client.checkVideoStatus('job-1')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is a client that openkbsVideo takes', async () => {
    const adapter = openkbsVideo(videoClient(scriptedAdapter()))
    expect(await adapter.createVideoJob({ prompt: 'A fox', size: '1280x720', duration: 8 })).toMatchObject({
      jobId: 'job-1',
    })
  })
})

describe('videoActions on an adapter', () => {
  it('makes a video by the two commands alone', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }] })
    const actions = videoActions({ adapter })
    expect(await actions.run('<createAIVideo>{"prompt": "A fox"}</createAIVideo>')).toMatchObject([
      { type: 'VIDEO_PENDING', data: { videoId: 'job-1' } },
    ])
    expect(await actions.run('<continueVideoPolling>{"videoId": "job-1"}</continueVideoPolling>')).toEqual([
      { type: 'CHAT_VIDEO', data: { videoUrl: VIDEO_URL } },
    ])
  })

  it('says what the provider would refuse, and orders nothing', async () => {
    const adapter = scriptedAdapter()
    expect(await videoActions({ adapter }).run('<createAIVideo>{}</createAIVideo>')).toEqual([
      { error: expect.stringContaining('prompt is missing') },
    ])
    expect(adapter.created).toHaveLength(0)
  })
})
