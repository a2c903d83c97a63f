import type { VideoMessagePart } from '@reelstate/core/chat'
import type { LanguageModel } from 'ai'
import type { Conversation } from './script-reply.js'

type Model = Extract<LanguageModel, { specificationVersion: 'v4' }>
type Prompt = Parameters<Model['doStream']>[0]['prompt']

/** What a prompt says, in whichever way results come into it: as those of tools, or as JSON in the place of a user's message. */
export function readPrompt(prompt: Prompt, hasTools: boolean): Conversation {
  let wish = ''
  let results: VideoMessagePart[] = []
  let videoId: string | undefined
  let hasAsked = false
  let isPending = false

  const hear = (result: VideoMessagePart) => {
    results.push(result)
    const { data, type } = result as Partial<Extract<VideoMessagePart, { type: string }>>
    if (data && 'videoId' in data) videoId = data.videoId ?? videoId
    isPending = type === 'VIDEO_PENDING'
  }

  for (const message of prompt) {
    if (message.role === 'tool') {
      for (const part of message.content) {
        if (part.type !== 'tool-result') continue
        hasAsked = part.toolName === 'check_video'
        const { output } = part
        if (output.type === 'json' || output.type === 'error-json') {
          hear(output.value as unknown as VideoMessagePart)
        } else {
          hear({ error: 'The tool did not answer.' })
        }
      }
    } else if (message.role === 'user') {
      for (const part of message.content) {
        if (part.type !== 'text') continue
        const result = readResult(part.text)
        if (result) hear(result)
        else {
          wish = part.text
          results = []
        }
      }
    } else if (message.role === 'assistant') {
      // What it has answered is no news.
      results = []
      for (const part of message.content) {
        if (part.type === 'text') hasAsked = part.text.includes('<continueVideoPolling>')
      }
    }
  }
  return {
    wish,
    results,
    videoId,
    hasAsked,
    mustPoll: !hasTools && (isPending || results.length > 0),
    canCancel: hasTools,
  }
}

/** The JSON that tells what came of a command; a user's own words are something else. */
function readResult(text: string): VideoMessagePart | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const { type, error } = Object(value) as Record<string, unknown>
    return typeof type === 'string' || typeof error === 'string' ? (value as VideoMessagePart) : undefined
  } catch {
    return undefined
  }
}
