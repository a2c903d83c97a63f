import { describe, expect, it, vi } from 'vitest'
import { toOpenaiTools } from '../../chat.js'
import type { AnyVideoAdapter } from '../../provider/video-adapter.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { chatRequest, openChat } from '../support/chat.js'

const prompt = 'A fox in the snow'
const videos = (adapters: Record<string, AnyVideoAdapter>) => openChat({ handler: { adapters } })

/** What an LLM is told that `create_video` takes. */
function told(adapters: Record<string, AnyVideoAdapter>) {
  const { definitions } = toOpenaiTools(videos(adapters).tools.for(chatRequest('ada'), 'chat-1'))
  const { parameters } = definitions[0]?.function ?? {}
  return parameters as unknown as { properties: Record<string, { description: string }> }
}

describe('what create_video takes', () => {
  it('is told to the LLM without words that some APIs refuse, and only what the model can do', () => {
    const plain = scriptedAdapter({}, { sizes: ['1280x720', '720x1280'] })
    expect(told({ plain })).toEqual({
      type: 'object',
      properties: {
        prompt: { type: 'string', minLength: 1, description: expect.any(String) },
        seconds: { type: 'number', exclusiveMinimum: 0, description: expect.any(String) },
        size: { type: 'string', description: 'WIDTHxHEIGHT in pixels, such as 1280x720, 720x1280.' },
      },
      required: ['prompt'],
      additionalProperties: false,
    })
  })

  it('is told of each model where they differ', () => {
    const fast = scriptedAdapter({}, { model: 'fast-1', sizes: ['1280x720'] })
    const best = scriptedAdapter(
      {},
      {
        model: 'best-2',
        sizes: ['64x64'],
        inputParts: ['image'],
        availableDurations: () => ({ kind: 'discrete', values: [4, 8] }),
      },
    )
    const { size, seconds, image_url, model } = told({ fast, best }).properties
    expect(size?.description).toBe('WIDTHxHEIGHT in pixels, such as 1280x720 (fast); 64x64 (best).')
    expect(seconds?.description).toBe(
      'Length in seconds: any (fast); 4, 8 (best). The nearest possible is taken.',
    )
    expect(image_url).toEqual({ type: 'string', description: expect.stringMatching(/; only with best\.$/) })
    expect(model).toMatchObject({ enum: ['fast', 'best'], description: expect.stringContaining('best-2') })
    expect(told({ best, again: best }).properties.image_url?.description).not.toContain('only with')
  })

  it('may hold null or nothing for what is absent, and numbers as text', async () => {
    const adapter = scriptedAdapter({}, { inputParts: ['image'] })
    const chat = videos({ adapter, other: adapter })
    const orders = [
      { seconds: null, size: null, image_url: null, model: null },
      { seconds: '', size: '', image_url: '', model: '' },
      { seconds: '8' },
    ]
    for (const order of orders) {
      expect(await chat.call('create_video', { prompt, ...order })).toMatchObject({ type: 'VIDEO_PENDING' })
    }
    await vi.waitFor(() => expect(adapter.created).toHaveLength(3))
    for (const order of adapter.created) {
      expect(order).toMatchObject({ prompt, duration: 8, size: '1280x720' })
    }
  })

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'data:image/png;base64,AA==', 'https://', 'me.png'])(
    'holds no image that a provider could not fetch: %s',
    async (image_url) => {
      const chat = videos({ main: scriptedAdapter({}, { inputParts: ['image'] }) })
      expect(await chat.call('create_video', { prompt, image_url })).toEqual({
        error: expect.stringMatching(/^image_url is ".*"\. Give a public https: URL\.$/),
        code: 'invalid_input',
      })
    },
  )

  it('gives the image and the model on to the provider', async () => {
    const best = scriptedAdapter({}, { inputParts: ['image'] })
    const chat = videos({ fast: scriptedAdapter(), best })
    const image_url = 'https://i.example/1.png'
    await chat.call('create_video', { prompt, model: 'best', image_url })
    await vi.waitFor(() => expect(best.created).toHaveLength(1))
    expect(best.created[0]?.parts).toMatchObject([{ type: 'image', source: { value: image_url } }])
  })

  it('has the nearest length that the model makes, also where it counts in terms such as 8s', async () => {
    const numbers = scriptedAdapter({}, { snapDuration: (seconds) => (seconds > 6 ? 8 : 4) })
    const texts: AnyVideoAdapter = {
      ...numbers,
      availableDurations: () => ({ kind: 'discrete', values: ['4s', '8s'] }),
      snapDuration: (seconds) => (seconds > 6 ? '8s' : '4s'),
    }
    const chat = videos({ numbers, texts })
    for (const model of ['numbers', 'texts']) await chat.call('create_video', { prompt, seconds: 9, model })
    await vi.waitFor(() => expect(numbers.created).toHaveLength(2))
    expect(numbers.created.map(({ duration }) => duration)).toEqual([8, 8])
  })
})
