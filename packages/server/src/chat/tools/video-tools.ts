import { VideoError } from '@reelstate/core/protocol'
import { callGuest } from '../../call-guest.js'
import { nobody } from '../../handler/answers.js'
import { createVideoHandler, type VideoHandler } from '../../handler/create-video-handler.js'
import { whoAsks } from '../../handler/who-asks.js'
import { toPublicError } from '../../http/to-error-response.js'
import { shown } from '../../shown.js'
import type { VideoMessagePart } from '../message-part.js'
import { type Conversation, openConversation, type Waiting } from './conversation.js'
import { canceledPart, partOf, pendingPart, refusedPart } from './message-parts.js'
import { type CreateInput, createSchema, readInput, videoIdSchema } from './tool-schemas.js'
import type { VideoTool, VideoToolCall } from './video-tool.js'
import { checkToolsOptions, type VideoToolsOptions } from './video-tools-options.js'

const WAIT_MS = 10_000

export interface VideoTools {
  /**
   * The tools of one conversation, in the name of whoever sent the request. Its headers are used and its body is not, so it
   * may have been read before.
   *
   * @param conversation names the chat: the limits hold for all that is ordered under it, and its videos can be checked and
   * canceled under it only
   */
  for(request: Request, conversation: string): readonly VideoTool[]
  /** Makes the videos. Where the tools were made of an adapter, mount it at `url`. */
  readonly handler: VideoHandler
}

/**
 * Videos as tools of an LLM: `create_video` answers at once with a reference, `check_video` says how a video is,
 * `cancel_video` stops it. The mappers, such as `toAiSdkTools`, make them what an API takes.
 *
 * An LLM cannot spend without bound: limits hold per conversation, on the server, however many calls come at once, and
 * beside those that the handler has per owner. A call that is repeated under its id, with the same input, orders nothing.
 *
 * Throws a `VideoError` `invalid_options` for options that would be open to the world or cannot work.
 */
export function videoTools(options: VideoToolsOptions): VideoTools {
  checkToolsOptions(options)
  const { authorize, limits = {}, waitMs = WAIT_MS } = options
  const handler = handlerOf(options)
  const creates = createSchema(handler.jobs.adapters)

  return {
    handler,
    for(request, conversation) {
      if (typeof conversation !== 'string' || conversation === '') {
        throw new TypeError(`The conversation is ${shown(conversation)}. Give the id of the chat.`)
      }

      async function open(): Promise<Conversation> {
        const asker = await whoAsks(request, { authorize })
        if (!asker) throw nobody()
        const { owner } = asker
        return openConversation({ handler, options: { ...options, limits }, request, owner, conversation })
      }

      return [
        {
          name: 'create_video',
          description:
            'Orders a video from a text. Answers at once with a videoId while the video is made, which takes minutes. ' +
            'Every call orders and costs: call it once per video that the user wants. Where it is refused because of a ' +
            'limit, tell the user so, and do not call it again for that video.',
          inputSchema: creates,
          execute: (input, call = {}) =>
            answer(async () => {
              const order = readInput<CreateInput>(creates, input)
              const videos = await open()
              if (call.signal?.aborted) throw calledOff()
              const view = await videos.order(call.id || crypto.randomUUID(), order)
              if (!call.waitMs) return partOf(view)
              // It is ordered, whatever comes of the wait.
              return partOf(await videos.read(view.jobId, waiting(call, 0)).catch(() => view))
            }),
        },
        {
          name: 'check_video',
          description:
            'Says how a video is: in the making, ready with its URL, or failed. It waits some seconds for the video; ' +
            'call it again while the video is in the making, or leave that to the user.',
          inputSchema: videoIdSchema,
          execute: (input, call = {}) =>
            answer(async () => {
              const { videoId } = readInput<{ videoId: string }>(videoIdSchema, input)
              return partOf(await (await open()).read(videoId, waiting(call, waitMs)))
            }),
        },
        {
          name: 'cancel_video',
          description: 'Stops a video that is in the making, when the user does not want it any more.',
          inputSchema: videoIdSchema,
          execute: (input) =>
            answer(async () => {
              const { videoId } = readInput<{ videoId: string }>(videoIdSchema, input)
              return canceledPart(videoId, await (await open()).cancel(videoId))
            }),
        },
      ]
    },
  }
}

function handlerOf(options: VideoToolsOptions): VideoHandler {
  if (options.handler) return options.handler
  const { adapter, authorize, cost, secret, store, url } = options
  return createVideoHandler({ adapter, authorize, secret, cost, publicUrl: url, ...(store && { store }) })
}

function waiting({ waitMs, signal, onStatus }: VideoToolCall, usually: number): Waiting {
  return {
    waitMs: waitMs ?? usually,
    signal,
    onChange:
      onStatus &&
      ((view) => callGuest('onStatus failed; nothing depends on it.', () => onStatus(pendingPart(view)))),
  }
}

const calledOff = () =>
  new VideoError('canceled', 'The call was canceled before its video was ordered. Nothing was ordered.')

/** Whatever goes wrong is an answer: the LLM has to be able to say so. */
async function answer(act: () => Promise<VideoMessagePart>): Promise<VideoMessagePart> {
  try {
    return await act()
  } catch (thrown) {
    return refusedPart(toPublicError(thrown))
  }
}
