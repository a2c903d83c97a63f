import { expect, it } from 'vitest'
import { createOpenaiVideo } from '../adapters/openai.js'
import { memoryStore } from '../stores/memory-store.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { generateVideo } from './generate-video.js'
import { editVideo, extendVideo, remixVideo } from './work-on-video.js'

const prompt = 'The fox looks up'
const image = { type: 'image', source: { type: 'url', value: 'https://images.example/fox.png' } } as const

it.each([
  ['edit', editVideo],
  ['extend', extendVideo],
  ['remix', remixVideo],
] as const)('orders to %s a video, once', async (action, work) => {
  const adapter = scriptedAdapter({}, { capabilities: { actions: [action] } })
  expect(await work({ adapter, sourceJobId: 'job-0', prompt })).toEqual({ jobId: 'job-1', model: 'scripted' })
  expect(adapter.created).toEqual([expect.objectContaining({ prompt, base: { action, jobId: 'job-0' } })])
})

it('says what a provider that cannot extend videos can do', async () => {
  const adapter = scriptedAdapter({}, { capabilities: { actions: ['edit', 'remix'] } })
  await expect(extendVideo({ adapter, sourceJobId: 'job-0', prompt })).rejects.toMatchObject({
    code: 'invalid_options',
    message: 'scripted cannot extend videos. It can edit and remix them.',
  })
  expect(adapter.created).toEqual([])
})

it('compiles with what the model knows, and not with anything else', () => {
  const adapter = createOpenaiVideo('any-key', { baseURL: 'http://127.0.0.1:1' })
  const calls = [
    () => extendVideo({ adapter, sourceJobId: 'job-0', prompt, duration: 8 }),
    // @ts-expect-error the model does not make this duration
    () => extendVideo({ adapter, sourceJobId: 'job-0', prompt, duration: 5 }),
    () => generateVideo({ adapter, prompt: [{ type: 'text', content: prompt }, image] }),
    // @ts-expect-error the model takes no sound
    () => generateVideo({ adapter, prompt: [{ type: 'audio', source: image.source }] }),
    () => generateVideo({ adapter, prompt, modelOptions: { seed: 7, anything: 'else' } }),
    // @ts-expect-error a seed is a number
    () => generateVideo({ adapter, prompt, modelOptions: { seed: 'seven' } }),
  ]
  expect(calls).toHaveLength(6)
})

it('orders a video from an image also where the job is remembered', async () => {
  const adapter = scriptedAdapter({}, { inputParts: ['image'], name: 'with-images' })
  const order = (prompt: Parameters<typeof generateVideo>[0]['prompt'], idempotencyKey: string) =>
    generateVideo({ adapter, prompt, store, idempotencyKey, stream: true })
  const store = memoryStore()
  for await (const _ of order([{ type: 'text', content: prompt }, image], 'key-1'));
  expect(adapter.created).toEqual([expect.objectContaining({ prompt, parts: [image] })])
  const events = []
  for await (const event of order(prompt, 'key-1')) events.push(event)
  expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
  expect(adapter.created).toHaveLength(1)
})
