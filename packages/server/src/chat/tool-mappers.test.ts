import * as tanstack from '@tanstack/ai'
import OpenAI from 'openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { toOpenaiResponsesTools, toOpenaiTools, toTanstackTools } from '../chat.js'
import { chatRequest, openChat, videoIdOf } from './support/chat.js'

// Each of them is driven as its documentation says, through one turn in which a video is ordered and asked for.

const prompt = 'A fox in the snow'
const names = ['create_video', 'check_video', 'cancel_video']
let videos: ReturnType<typeof openChat>
beforeEach(() => {
  videos = openChat()
})
const tools = () => videos.tools.for(chatRequest('ada'), 'chat-1')

/** An OpenAI client whose requests are answered here. */
function openaiAnswering(answer: (body: Record<string, unknown>) => object): OpenAI {
  const fetch = async (_: unknown, init?: RequestInit) => Response.json(answer(JSON.parse(`${init?.body}`)))
  return new OpenAI({ apiKey: 'any', fetch })
}

describe('toOpenaiTools', () => {
  it('drives a turn of Chat Completions', async () => {
    const sent: Record<string, unknown>[] = []
    const client = openaiAnswering((body) => {
      sent.push(body)
      const called = (id: string, name: string, input: object) => ({
        id,
        type: 'function',
        function: { name, arguments: JSON.stringify(input) },
      })
      const tool_calls = [
        called('call-1', 'create_video', { prompt }),
        called('call-0', 'weather', {}),
        called('call-2', 'check_video', { videoId: 'vid_0' }),
      ]
      return { choices: [{ message: { role: 'assistant', content: null, tool_calls } }] }
    })
    const { definitions, run } = toOpenaiTools(tools())
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'A fox, please' }]
    const completion = await client.chat.completions.create({ model: 'any', messages, tools: definitions })
    const { messages: results, parts } = await run(completion.choices[0]?.message.tool_calls)
    messages.push(...results)
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(['call-1', 'call-2'])
    expect(parts).toMatchObject([{ type: 'VIDEO_PENDING' }, { code: 'not_found' }])
    expect(JSON.parse(results[0]?.content ?? '')).toMatchObject({
      data: { videoId: videoIdOf(parts[0] as never) },
    })
    expect(results[0]?.content).not.toContain('reference')
    expect(sent[0]?.tools).toMatchObject(names.map((name) => ({ type: 'function', function: { name } })))
    expect(definitions[0]?.function.parameters).toMatchObject({
      type: 'object',
      properties: { prompt: { type: 'string' }, seconds: { type: 'number' } },
      required: ['prompt'],
      additionalProperties: false,
    })
  })

  it('does nothing for a message without calls, and answers to arguments that are no JSON', async () => {
    const { run } = toOpenaiTools(tools())
    expect(await run(undefined)).toEqual({ messages: [], parts: [] })
    const broken = { id: 'call-1', function: { name: 'create_video', arguments: '{"prompt": "A f' } }
    expect((await run([broken])).parts).toMatchObject([{ code: 'invalid_input' }])
  })
})

describe('toOpenaiResponsesTools', () => {
  it('drives a turn of Responses', async () => {
    const call = {
      type: 'function_call',
      call_id: 'call-1',
      name: 'create_video',
      arguments: JSON.stringify({ prompt }),
    }
    const client = openaiAnswering(() => ({ output: [{ type: 'reasoning', id: 'r', summary: [] }, call] }))
    const { definitions, run } = toOpenaiResponsesTools(tools())
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'A fox, please' }]
    const response = await client.responses.create({ model: 'any', input, tools: definitions })
    const { items, parts } = await run(response.output)
    input.push(...items)
    expect(parts).toMatchObject([{ type: 'VIDEO_PENDING' }])
    expect(items).toEqual([
      {
        type: 'function_call_output',
        call_id: 'call-1',
        output: expect.stringContaining(videoIdOf(parts[0] as never)),
      },
    ])
    expect(definitions.map(({ name }) => name)).toEqual(names)
  })

  it('does nothing for a response without an output', async () => {
    const { run } = toOpenaiResponsesTools(tools())
    for (const output of [undefined, null, []]) {
      expect(await run(output)).toEqual({ items: [], parts: [] })
    }
  })
})

describe('toTanstackTools', () => {
  it.each([
    ['as it should be', { prompt, seconds: 8 }],
    ['with nulls for what is absent', { prompt, seconds: null, size: null }],
    ['with a number as text', { prompt, seconds: '8', size: '' }],
  ])('drives a whole run of chat, with an input %s', async (_, input) => {
    let turn = 0
    const adapter = {
      kind: 'text',
      name: 'scripted',
      model: 'scripted',
      '~types': {},
      async *chatStream({ runId = 'r', threadId = 't' }: { runId?: string; threadId?: string }) {
        const call = {
          toolCallId: 'call-1',
          toolCallName: 'create_video',
          toolName: 'create_video',
          index: 0,
        }
        turn++
        yield { type: 'RUN_STARTED', runId, threadId }
        if (turn === 1) {
          yield { type: 'TOOL_CALL_START', ...call }
          yield { type: 'TOOL_CALL_ARGS', toolCallId: 'call-1', delta: JSON.stringify(input) }
          yield { type: 'TOOL_CALL_END', ...call, input }
        }
        yield { type: 'RUN_FINISHED', runId, threadId, finishReason: turn === 1 ? 'tool_calls' : 'stop' }
      },
    }
    const events: { type: string; content?: unknown }[] = []
    const stream = tanstack.chat({
      adapter: adapter as never,
      messages: [{ role: 'user', content: 'A fox, please' }],
      tools: toTanstackTools(tools()),
    })
    for await (const event of stream as AsyncIterable<(typeof events)[0]>) events.push(event)
    const { content } = events.find(({ type }) => type === 'TOOL_CALL_RESULT') ?? {}
    expect(JSON.parse(`${content}`)).toMatchObject({
      type: 'VIDEO_PENDING',
      data: { videoId: expect.any(String) },
    })
    expect(turn).toBe(2)
  })
})
