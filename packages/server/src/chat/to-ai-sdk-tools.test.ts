import { convertToModelMessages, generateText, isStepCount, type UIMessage } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { describe, expect, it } from 'vitest'
import { toAiSdkTools, type VideoMessagePart } from '../chat.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { chatRequest, openChat, videoIdOf } from './support/chat.js'

const prompt = 'A fox in the snow'
function toolsOf(options?: Parameters<typeof openChat>[0]) {
  const chat = openChat(options)
  return toAiSdkTools(chat.tools.for(chatRequest('ada'), 'chat-1'))
}

type Call = [name: string, input: object]

/** What an LLM that was told this JSON asks for next: the videos that it has ordered. */
const videosIn = (json: string) => [...new Set(json.match(/vid_[0-9a-f]{32}/g))]

/** One turn of `generateText`; the LLM makes the calls that `next` says in each step, and then says that it is done. */
async function turn(
  tools: ReturnType<typeof toAiSdkTools>,
  next: (step: number, messages: string) => Call[] | undefined,
) {
  let step = 0
  let calls = 0
  const model = new MockLanguageModelV4({
    doGenerate: async ({ prompt: messages }) => {
      const made = next(step++, JSON.stringify(messages))
      return {
        content: made
          ? made.map(([toolName, input]) => ({
              type: 'tool-call' as const,
              toolCallId: `call-${calls++}`,
              toolName,
              input: JSON.stringify(input),
            }))
          : [{ type: 'text' as const, text: 'Done.' }],
        finishReason: made
          ? { unified: 'tool-calls' as const, raw: 'tool_calls' }
          : { unified: 'stop' as const, raw: 'stop' },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      }
    },
  })
  const { text, steps } = await generateText({ model, prompt: 'A fox', tools, stopWhen: isStepCount(6) })
  return {
    text,
    parts: steps.map(({ toolResults }) => toolResults.map(({ output }) => output as VideoMessagePart)),
    /** Everything that the LLM was told. */
    told: JSON.stringify(model.doGenerateCalls.map(({ prompt: messages }) => messages)),
    toolNames: model.doGenerateCalls[0]?.tools?.map(({ name }) => name),
  }
}

/** A message of before, in which `create_video` had this output. */
const earlier = (output: unknown): UIMessage => ({
  id: '1',
  role: 'assistant',
  parts: [
    {
      type: 'tool-create_video',
      toolCallId: 'call-1',
      state: 'output-available',
      input: { prompt },
      output,
    },
  ],
})

describe('toAiSdkTools', () => {
  it('drives a whole turn of generateText, to the videos of calls that were made at once', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'completed' }] })
    const tools = toolsOf({ waitMs: 5_000, handler: { adapters: { main: adapter } } })
    const orders: Call[] = [
      ['create_video', { prompt, seconds: 8 }],
      ['create_video', { prompt, seconds: null, size: null }],
      ['create_video', { prompt, seconds: '8', size: '' }],
    ]
    const { text, parts, told, toolNames } = await turn(tools, (step, messages) => {
      if (step === 0) return orders
      return step === 1 ? videosIn(messages).map((videoId) => ['check_video', { videoId }]) : undefined
    })
    const [created = [], checked] = parts
    expect(toolNames).toEqual(['create_video', 'check_video', 'cancel_video'])
    expect(created).toMatchObject(orders.map(() => ({ type: 'VIDEO_PENDING' })))
    expect(created[0]).toHaveProperty('data.reference', expect.stringMatching(/^v1\./))
    const ids = created.map(videoIdOf)
    expect(new Set(ids).size).toBe(3)
    expect(checked).toMatchObject(ids.map((videoId) => ({ type: 'CHAT_VIDEO', data: { videoId } })))
    expect(told).toContain('/api/video?video=')
    expect(told).not.toContain('reference')
    expect(text).toBe('Done.')
  })

  it('tells the LLM of a refusal as of an error, and lets the turn go on', async () => {
    const tools = toolsOf({ limits: { videos: 0 }, handler: { work: false } })
    const { text, parts, told } = await turn(tools, (step) =>
      step === 0 ? [['create_video', { prompt }]] : undefined,
    )
    expect(parts[0]).toMatchObject([{ error: expect.any(String), code: 'rate_limited' }])
    expect(told).toContain(
      '"output":{"type":"error-json","value":{"error":"This conversation may order 0 videos',
    )
    expect(text).toBe('Done.')
  })

  it('tells the LLM no reference of earlier turns, where the messages are converted with the tools', async () => {
    const tools = toolsOf({ handler: { work: false } })
    const part = await tools.create_video.execute({ prompt }, { toolCallId: 'call-1' })
    const converted = JSON.stringify(await convertToModelMessages([earlier(part)], { tools }))
    expect(converted).toContain(videoIdOf(part))
    expect(converted).not.toContain('reference')
  })

  it.each([
    ['a text', 'https://old.example/v.mp4', { type: 'text', value: 'https://old.example/v.mp4' }],
    ['null', null, { type: 'json', value: null }],
    ['nothing', undefined, { type: 'json', value: null }],
    ['a number', 5, { type: 'json', value: 5 }],
    ['a list', [1], { type: 'json', value: [1] }],
    ['another object', { data: 'old' }, { type: 'json', value: { data: 'old' } }],
  ])('takes an earlier turn whose tool of this name answered with %s', async (_, output, told) => {
    const tools = toolsOf({ handler: { work: false } })
    const converted = await convertToModelMessages([earlier(output)], { tools })
    expect(converted.at(-1)?.content).toEqual([expect.objectContaining({ output: told })])
  })

  it('strips the reference of an error, too', async () => {
    const lost = scriptedAdapter({ create: new Error('socket hang up') })
    const tools = toolsOf({ waitMs: 5_000, handler: { adapters: { main: lost } } })
    const { parts, told } = await turn(tools, (step, messages) => {
      if (step === 0) return [['create_video', { prompt }]]
      return step === 1 ? videosIn(messages).map((videoId) => ['check_video', { videoId }]) : undefined
    })
    expect(parts[1]).toMatchObject([{ code: 'ambiguous_create', data: { reference: expect.any(String) } }])
    expect(told).toContain('ambiguous_create')
    expect(told).not.toContain('reference')
  })
})
