import { type LanguageModel, simulateReadableStream } from 'ai'
import { readPrompt } from './read-prompt.js'
import { type Action, scriptReply } from './script-reply.js'

type Model = Extract<LanguageModel, { specificationVersion: 'v4' }>
type CallOptions = Parameters<Model['doStream']>[0]
type Content = Awaited<ReturnType<Model['doGenerate']>>['content'][number]
type StreamPart =
  Awaited<ReturnType<Model['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never

/** It reads no tokens and writes none. */
const NO_TOKENS = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0, text: 0, reasoning: 0 }
const usage = { inputTokens: NO_TOKENS, outputTokens: NO_TOKENS }

/**
 * A language model without a model: it understands a few sentences about videos, and answers as an LLM does, with calls of
 * tools where it is given tools, and otherwise with commands in its text.
 */
export function scriptedLlm(): Model {
  return {
    specificationVersion: 'v4',
    provider: 'example',
    modelId: 'script',
    supportedUrls: {},

    async doGenerate(options) {
      const { content, finishReason } = answer(options)
      return { content, finishReason, usage, warnings: [] }
    },

    async doStream(options) {
      const { content, finishReason } = answer(options)
      const chunks: StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        ...content.flatMap(inPieces),
        { type: 'finish', finishReason, usage },
      ]
      return { stream: simulateReadableStream({ chunks, initialDelayInMs: 250, chunkDelayInMs: 35 }) }
    },
  }
}

function answer({ prompt, tools = [] }: CallOptions) {
  const hasTools = tools.some(({ name }) => name === 'create_video')
  const { text, action } = scriptReply(readPrompt(prompt, hasTools))
  const call = action && hasTools ? [toolCall(action)] : []
  const command = action && !hasTools ? `\n${commandOf(action)}` : ''
  const content: Content[] = [{ type: 'text', text: text + command }, ...call]
  const unified = call.length > 0 ? ('tool-calls' as const) : ('stop' as const)
  return { content, finishReason: { unified, raw: undefined } }
}

const TOOLS = { order: 'create_video', check: 'check_video', cancel: 'cancel_video' }

function toolCall(action: Action): Content {
  const input =
    action.kind === 'order'
      ? { prompt: action.prompt, seconds: action.seconds, size: action.isPortrait ? '360x640' : '640x360' }
      : { videoId: action.videoId }
  return {
    type: 'tool-call',
    toolCallId: crypto.randomUUID(),
    toolName: TOOLS[action.kind],
    input: JSON.stringify(input),
  }
}

function commandOf(action: Action): string {
  if (action.kind !== 'order') {
    return `<continueVideoPolling>${JSON.stringify({ videoId: action.videoId })}</continueVideoPolling>`
  }
  const { prompt, seconds, isPortrait } = action
  const order = { prompt, model: 'sora-2', seconds, size: isPortrait ? '720x1280' : '1280x720' }
  return `<createAIVideo>${JSON.stringify(order)}</createAIVideo>`
}

/** A text word by word; anything else as it is. */
function inPieces(content: Content, index: number): StreamPart[] {
  if (content.type !== 'text') return [content as StreamPart]
  const id = `${index}`
  const words = content.text.match(/\S+\s*|\s+/g) ?? []
  return [
    { type: 'text-start', id },
    ...words.map((delta): StreamPart => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ]
}
