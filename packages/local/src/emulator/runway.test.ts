import { setTimeout as sleep } from 'node:timers/promises'
import { editVideo, generateVideo } from '@reelstate/server'
import { createRunwayVideo } from '@reelstate/server/runway'
import RunwayML from '@runwayml/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answeringFetch } from '../support/answering-fetch.js'
import { runAdapterContract } from '../support/run-adapter-contract.js'
import { type Emulator, startEmulator } from './start-emulator.js'

runAdapterContract({
  provider: 'runway',
  adapter: (emulator, key) => createRunwayVideo(key, { baseURL: emulator.baseURL('runway') }),
})

const PROMPT = 'A red fox crosses the snow'
const IMAGE = { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } as const
const LAST_IMAGE = { type: 'url', value: 'https://images.example/last.png' } as const

describe('Runway', () => {
  let emulator: Emulator
  /** Its jobs do not end within a test. */
  let slow: Emulator
  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 50 } })
    slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 60_000 } })
  })
  afterAll(() => Promise.all([emulator?.close(), slow?.close()]))

  const options = () => ({ baseURL: emulator.baseURL('runway') })
  const inputOf = (jobId: string) => emulator.jobs.find(({ id }) => id === jobId)?.input

  it('is spoken by its own SDK, which completes a job and stops another', async () => {
    const runway = new RunwayML({ apiKey: 'key', baseURL: emulator.baseURL('runway'), maxRetries: 0 })
    const order = { model: 'gen4.5', promptText: PROMPT, ratio: '1280:720', duration: 5 } as const
    const { id, estimatedCost } = await runway.textToVideo.create(order)
    expect(estimatedCost.credits).toBeGreaterThan(0)
    while ((await runway.tasks.retrieve(id)).status !== 'SUCCEEDED') await sleep(15)
    const { output } = await runway.tasks.retrieve(id).waitForTaskOutput()
    const video = await fetch(`${output[0]}`)
    expect(video.headers.get('content-type')).toBe('video/mp4')

    await runway.tasks.delete(id)
    await expect(runway.tasks.retrieve(id)).rejects.toThrow(RunwayML.NotFoundError)

    const slowly = runway.withOptions({ baseURL: slow.baseURL('runway') })
    const other = await slowly.imageToVideo.create({ ...order, promptImage: LAST_IMAGE.value })
    await slowly.tasks.delete(other.id)
    expect((await slowly.tasks.retrieve(other.id)).status).toBe('CANCELLED')
  })

  it('refuses requests that do not name the version of the API', async () => {
    const answer = await fetch(`${emulator.baseURL('runway')}/v1/tasks/some`, {
      headers: { authorization: 'Bearer key' },
    })
    expect(answer.status).toBe(400)
  })

  it('has what waits beyond the concurrency wait as any other', async () => {
    const adapter = createRunwayVideo('key', { baseURL: slow.baseURL('runway') })
    const { jobId } = await generateVideo({ adapter, prompt: `${PROMPT} #fault:throttled` })
    expect(await adapter.getVideoStatus(jobId)).toEqual({ jobId, status: 'pending' })
  })

  it('counts in percent, only while a job runs, and takes an end without a video for moderation', async () => {
    const report = (task: object) =>
      createRunwayVideo('key', { fetch: async () => Response.json(task) }).getVideoStatus('task')
    const running = { jobId: 'task', status: 'processing' }
    expect(await report({ status: 'RUNNING', progress: 0.42 })).toEqual({ ...running, progress: 42 })
    expect(await report({ status: 'FINALIZING', progress: 0.42 })).toEqual(running)
    expect(await report({ status: 'SUCCEEDED', output: [] })).toMatchObject({
      status: 'failed',
      errorCode: 'moderated',
    })
  })

  it('gives a fresh URL each time, says until when it works, and what was charged', async () => {
    const adapter = createRunwayVideo('key', options())
    const { jobId } = await generateVideo({ adapter, prompt: PROMPT })
    await ended(adapter, jobId)
    const first = await adapter.getVideoUrl(jobId)
    const second = await adapter.getVideoUrl(jobId)
    expect(first.url).not.toBe(second.url)
    const hours = (Number(first.expiresAt) - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(23)
    expect(hours).toBeLessThan(48)
    expect(first.usage).toEqual({ cost: { credits: 96 } })
  })

  it('knows a job that is gone once it was stopped for canceled, as far as this process stopped it', async () => {
    const open = () => createRunwayVideo('key', { baseURL: slow.baseURL('runway') })
    const adapter = open()
    const { jobId } = await generateVideo({ adapter, prompt: `${PROMPT} #fault:delete-404` })
    expect(await adapter.cancelVideoJob?.(jobId)).toBe('canceled')
    expect(await adapter.getVideoStatus(jobId)).toMatchObject({ status: 'failed', errorCode: 'canceled' })
    expect(await adapter.cancelVideoJob?.(jobId)).toBe('canceled')
    await expect(open().getVideoStatus(jobId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('takes first and last frames, and references, and not both', async () => {
    const adapter = createRunwayVideo('seedance2', 'key', options())
    const text = { type: 'text', content: PROMPT } as const
    const last = { type: 'image', source: LAST_IMAGE, metadata: { role: 'last_frame' } } as const
    const like = { type: 'image', source: LAST_IMAGE, metadata: { role: 'reference' } } as const
    const framed = await generateVideo({
      adapter,
      prompt: [text, { type: 'image', source: IMAGE }, last],
      size: '720x1280',
    })
    expect(inputOf(framed.jobId)).toMatchObject({
      promptImage: [
        { position: 'first', uri: 'data:image/png;base64,iVBORw0KGgo=' },
        { position: 'last', uri: LAST_IMAGE.value },
      ],
      ratio: '720:1280',
    })
    const referring = await generateVideo({ adapter, prompt: [text, like] })
    expect(inputOf(referring.jobId)).toMatchObject({ references: [{ uri: LAST_IMAGE.value }] })
    await expect(generateVideo({ adapter, prompt: [text, last, like] })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('not both'),
    })
  })

  it('passes on options, and refuses those that no model takes', async () => {
    const adapter = createRunwayVideo('veo3.1', 'key', options())
    const modelOptions = { audio: false, seed: 7, negativePrompt: 'text', unheardOf: 1 }
    const { jobId } = await generateVideo({ adapter, prompt: PROMPT, duration: 6, modelOptions })
    expect(inputOf(jobId)).toMatchObject({ ...modelOptions, duration: 6, promptText: PROMPT })
    const wrong = { adapter, prompt: PROMPT, modelOptions: { audio: 'loud' as never } }
    await expect(generateVideo(wrong)).rejects.toMatchObject({ code: 'invalid_input' })
    // @ts-expect-error veo3.1 does not make this size.
    const square = generateVideo({ adapter, prompt: PROMPT, size: '960x960' })
    await expect(square).rejects.toMatchObject({ code: 'invalid_input' })
    // @ts-expect-error nor this length.
    const short = generateVideo({ adapter, prompt: PROMPT, duration: 5 })
    await expect(short).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('refuses what a model cannot make of a text, before anything is sent', async () => {
    const before = emulator.requests.length
    const order = { prompt: PROMPT, size: '960x960' } as const
    const gen45 = generateVideo({ adapter: createRunwayVideo('key', options()), ...order })
    await expect(gen45).rejects.toMatchObject({ code: 'invalid_input' })
    const turbo = generateVideo({ adapter: createRunwayVideo('gen4_turbo', 'key', options()), ...order })
    await expect(turbo).rejects.toMatchObject({ message: expect.stringContaining('from an image only') })
    expect(emulator.requests.length).toBe(before)
  })

  const done = { status: 'SUCCEEDED', output: ['https://videos.example/a.mp4'] }
  const edit = { prompt: PROMPT, base: { action: 'edit', jobId: 'task-1' } } as const

  it('lets no option take the place of what is ordered, and knows a job by a number', async () => {
    const { asked, send } = answeringFetch({ id: 7 }, done, { id: 'task-3' })
    const modelOptions = { promptText: 'Frogs', model: 'dear', duration: 9, videoUri: 'https://a.example' }
    const adapter = createRunwayVideo('gemini_omni_flash', 'key', { fetch: send })
    const order = { prompt: PROMPT, size: '1280x720', duration: 5, modelOptions }
    expect((await adapter.createVideoJob(order)).jobId).toBe('7')
    const made = { promptText: PROMPT, model: 'gemini_omni_flash', ratio: '1280:720', duration: 5 }
    expect(await asked[0]?.json()).toMatchObject(made)
    await adapter.createVideoJob({ ...edit, modelOptions })
    expect(await asked[2]?.json()).toMatchObject({ promptText: PROMPT, videoUri: done.output[0] })
  })

  it.each(['first_frame', 'last_frame', 'reference'] as const)(
    'changes no video without an image of the prompt: %s',
    async (role) => {
      const { asked, send } = answeringFetch(done)
      const adapter = createRunwayVideo('gemini_omni_flash', 'key', { fetch: send })
      const ordered = adapter.createVideoJob({
        ...edit,
        parts: [{ type: 'image', source: IMAGE, metadata: { role } }],
      })
      await expect(ordered).rejects.toMatchObject({ code: 'invalid_input' })
      expect(asked.map(({ method }) => method)).toEqual(['GET'])
    },
  )

  it('says that nothing was ordered when it cannot ask for the video to change', async () => {
    const { send } = answeringFetch(new TypeError('fetch failed'))
    const ordered = createRunwayVideo('aleph2', 'key', { fetch: send }).createVideoJob(edit)
    await expect(ordered).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('does not take a job for canceled that it could not stop', async () => {
    const { send } = answeringFetch({ status: 'RUNNING' }, 500, 404)
    const adapter = createRunwayVideo('key', { fetch: send })
    await expect(adapter.cancelVideoJob?.('task-1')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(adapter.getVideoStatus('task-1')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('changes a video that it has made', async () => {
    const adapter = createRunwayVideo('aleph2', 'key', options())
    const source = createRunwayVideo('key', options())
    const { jobId: sourceJobId } = await generateVideo({ adapter: source, prompt: PROMPT })
    await ended(source, sourceJobId)
    const { jobId } = await editVideo({ adapter, sourceJobId, prompt: 'Make it night' })
    expect(inputOf(jobId)).toMatchObject({
      model: 'aleph2',
      promptText: 'Make it night',
      videoUri: expect.stringContaining(sourceJobId),
    })
  })
})

/** Waits until the job has ended. */
async function ended(
  adapter: { getVideoStatus(jobId: string): Promise<{ status: string }> },
  jobId: string,
): Promise<void> {
  while (!/completed|failed/.test((await adapter.getVideoStatus(jobId)).status)) await sleep(15)
}
