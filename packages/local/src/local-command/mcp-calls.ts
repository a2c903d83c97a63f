import { type CallToolResult, SdkError, type ServerContext } from '@modelcontextprotocol/server'
import type { VideoHandler } from '@reelstate/server'
import type { VideoCanceled, VideoRefused, VideoTool, VideoToolName } from '@reelstate/server/chat'
import { type ProgressReporter, progressReporter } from './mcp-progress.js'
import { resultOf, savedResult, textOf, videoIdOf } from './mcp-result.js'
import { saveVideo } from './save-video.js'

export interface McpCallsOptions {
  tools: readonly VideoTool[]
  /** Where the links of the tools lead. */
  handler: VideoHandler
  /** Where finished videos are written. */
  directory: string
  /** How long `create_video` and `check_video` wait for their video, in ms. */
  waitMs: number
}

/** Carries out one call of a tool. What is wrong is a result, too. */
export type McpCall = (
  name: VideoToolName,
  input: object,
  request: ServerContext['mcpReq'],
) => Promise<CallToolResult>

/** The calls of one session. */
export function mcpCalls({ tools, handler, directory, waitMs }: McpCallsOptions): McpCall {
  const { create_video, check_video, cancel_video } = Object.fromEntries(
    tools.map((tool) => [tool.name, tool]),
  ) as Record<VideoToolName, VideoTool>
  /** The video that was ordered last: a client that gave up on its call never heard of it. */
  let latest: Promise<string | undefined> = Promise.resolve(undefined)

  async function create(input: object, signal: AbortSignal, progress: ProgressReporter) {
    signal.throwIfAborted()
    const until = performance.now() + waitMs
    const ordering = create_video.execute(input)
    latest = Promise.all([ordering, latest]).then(([part, before]) => videoIdOf(part) ?? before)
    const ordered = await ordering
    if ('error' in ordered) return resultOf(ordered)
    const videoId = videoIdOf(ordered)
    // The order is part of the wait: a client counts both, and one that gives up stops its video.
    const result = await follow({ videoId }, signal, progress, Math.max(0, until - performance.now()))
    // The protocol aborts with an error of its own where the client has left, and leaving is not stopping.
    if (signal.aborted && !(signal.reason instanceof SdkError)) await stop(videoId)
    return result
  }

  async function check(input: { videoId?: unknown }, signal: AbortSignal, progress: ProgressReporter) {
    const videoId = input.videoId || (await latest)
    if (videoId !== undefined) return follow({ videoId }, signal, progress)
    const error =
      'No video was ordered in this session yet. Give a videoId, or order a video with create_video.'
    return resultOf({ error, code: 'not_found' })
  }

  async function follow(input: object, signal: AbortSignal, progress: ProgressReporter, ms = waitMs) {
    const part = await check_video.execute(input, { signal, waitMs: ms, onStatus: progress.tell })
    if ('error' in part || part.type !== 'CHAT_VIDEO') return resultOf(part)
    const { videoId = 'video', videoUrl } = part.data
    try {
      return savedResult(videoId, await saveVideo(handler, videoUrl, directory, videoId))
    } catch (thrown) {
      const error =
        `The video is ready, and could not be saved in ${directory}: ${(thrown as Error).message}. ` +
        'Once that is mended, call check_video: it saves the video, and orders nothing.'
      return resultOf({ error, code: 'internal', data: { videoId } })
    }
  }

  /** What `cancel_video` answers is one of these. */
  const cancel = async (input: object) => (await cancel_video.execute(input)) as VideoCanceled | VideoRefused

  /** Stops a video whose call was canceled, and says so to the person who runs this: the client hears no more of that call. */
  async function stop(videoId: string | undefined) {
    const outcome = await cancel({ videoId })
    console.error(
      `reelstate-local mcp: The client canceled the call that ordered ${videoId}. ${textOf(outcome)} ` +
        `If it only gave up waiting, give a shorter --wait than ${waitMs / 1_000}.`,
    )
  }

  return async (name, input, request) => {
    const progress = progressReporter(request)
    try {
      if (name === 'create_video') return await create(input, request.signal, progress)
      if (name === 'check_video') return await check(input, request.signal, progress)
      return resultOf(await cancel(input))
    } finally {
      progress.stop()
    }
  }
}
