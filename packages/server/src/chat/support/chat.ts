import { onTestFinished } from 'vitest'
import { type VideoMessagePart, type VideoToolName, type VideoToolsOptions, videoTools } from '../../chat.js'
import { createVideoHandler } from '../../handler/create-video-handler.js'
import type { VideoHandlerOptions } from '../../handler/handler-options.js'
import { memoryStore } from '../../stores/memory-store.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import type { VideoToolCall } from '../tools/video-tool.js'

export const SECRET = 'a secret of at least thirty-two characters'

/** A chat's request from a user; from nobody without one. */
export function chatRequest(user?: string, headers: Record<string, string> = {}): Request {
  return new Request('https://app.example/api/chat', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(user !== undefined && { 'x-user': user }),
    },
    body: '{"messages": []}',
  })
}

/** A handler and the tools on it. Whoever `x-user` names asks. */
export function chatVideos({
  handler: handlerOptions = {},
  ...options
}: Partial<Pick<VideoToolsOptions, 'limits' | 'cost' | 'waitMs'>> & {
  handler?: Partial<VideoHandlerOptions>
} = {}) {
  const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
  const authorize = (request: Request) => request.headers.get('x-user')
  const handler = createVideoHandler({
    ...(!handlerOptions.adapters && { adapter }),
    authorize,
    secret: SECRET,
    pollingInterval: 20,
    store: memoryStore(),
    ...handlerOptions,
  })
  const tools = videoTools({ handler, authorize, url: '/api/video', waitMs: 0, ...options })

  return {
    adapter,
    handler,
    tools,
    /** Calls a tool as an LLM of that user and conversation does. */
    call(
      name: VideoToolName,
      input: unknown,
      { user = 'ada', chat = 'chat-1', ...more }: VideoToolCall & { user?: string; chat?: string } = {},
    ): Promise<VideoMessagePart> {
      const tool = tools.for(chatRequest(user), chat).find((one) => one.name === name)
      if (!tool) throw new Error(`There is no tool ${name}.`)
      return tool.execute(input, more)
    },
    close: () => handler.close(1_000),
  }
}

/** The same, closed when the test ends. */
export function openChat(options?: Parameters<typeof chatVideos>[0]): ReturnType<typeof chatVideos> {
  const chat = chatVideos(options)
  onTestFinished(() => chat.close())
  return chat
}

/** The id of the video that a part is about. */
export function videoIdOf(part: VideoMessagePart): string {
  if ('error' in part || part.data.videoId === undefined) throw new Error(`No video: ${JSON.stringify(part)}`)
  return part.data.videoId
}
