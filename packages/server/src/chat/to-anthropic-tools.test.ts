import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { toAnthropicTools } from '../chat.js'
import { chatRequest, openChat, videoIdOf } from './support/chat.js'

const prompt = 'A fox in the snow'
function anthropicTools() {
  const chat = openChat({ handler: { work: false } })
  return toAnthropicTools(chat.tools.for(chatRequest('ada'), 'chat-1'))
}

/** A client whose requests are answered with these contents, one after the other. */
function answering(...contents: object[][]) {
  const sent: Record<string, unknown>[] = []
  const fetch = async (_: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(`${init?.body}`))
    const content = contents[sent.length - 1] ?? []
    return Response.json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content,
      stop_reason: 'tool_use',
    })
  }
  return { client: new Anthropic({ apiKey: 'any', fetch }), sent }
}

describe('toAnthropicTools', () => {
  it('drives a turn of Messages', async () => {
    const { client, sent } = answering(
      [
        { type: 'text', text: 'Gladly.' },
        { type: 'tool_use', id: 'toolu_1', name: 'create_video', input: { prompt, seconds: null } },
        { type: 'tool_use', id: 'toolu_2', name: 'weather', input: {} },
        { type: 'tool_use', id: 'toolu_3', name: 'cancel_video', input: { videoId: 'vid_0' } },
      ],
      [{ type: 'text', text: 'It is on its way.' }],
    )
    const { definitions, run } = anthropicTools()
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'A fox, please' }]
    const ask = () =>
      client.messages.create({ model: 'any', max_tokens: 1_000, messages, tools: definitions })
    const first = await ask()
    const { results, parts } = await run(first.content)
    messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: results })
    const last = await ask()

    expect(parts).toMatchObject([{ type: 'VIDEO_PENDING' }, { code: 'not_found' }])
    expect(sent[1]?.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            content: expect.stringContaining(videoIdOf(parts[0] as never)),
          },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_3',
            content: expect.stringContaining('not_found'),
            is_error: true,
          },
        ],
      },
    ])
    expect(results[0]).not.toHaveProperty('is_error')
    expect(results[0]?.content).not.toContain('reference')
    expect(sent[0]?.tools).toMatchObject([
      { name: 'create_video', input_schema: { type: 'object', required: ['prompt'] } },
      { name: 'check_video', input_schema: { type: 'object', required: ['videoId'] } },
      { name: 'cancel_video', input_schema: { type: 'object', required: ['videoId'] } },
    ])
    expect(await run(last.content)).toEqual({ results: [], parts: [] })
  })

  it('finds no calls in a text, and none in nothing', async () => {
    const { run } = anthropicTools()
    for (const content of ['Gladly.', '', undefined, null]) {
      expect(await run(content)).toEqual({ results: [], parts: [] })
    }
  })
})
