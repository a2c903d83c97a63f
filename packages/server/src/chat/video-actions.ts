import { VideoError } from '@reelstate/core/protocol'
import type { OpenkbsClient, OpenkbsVideoParams } from '../adapters/openkbs.js'
import { isOpenkbsClient } from '../adapters/shared/is-openkbs-client.js'
import { shown } from '../shown.js'
import { type CommandName, createCommandScanner, type ScannedPiece } from './command-scanner.js'
import type { ChatVideo, VideoPending, VideoRefused } from './message-part.js'
import { type AdapterChoice, videoClient } from './video-client.js'

export interface VideoActionsOptions<TMeta extends object = object> {
  /** Who makes the videos: an adapter, or a function that chooses one by the model's name. */
  adapter?: AdapterChoice
  /** In place of an adapter: what has OpenKBS's two calls, such as `openkbs` itself. */
  client?: OpenkbsClient
  /** Spread into every result, such as `{ _meta_actions: ['REQUEST_CHAT_MODEL'] }`. */
  meta?: TMeta
}

export type VideoActionResult<TMeta extends object = object> = (VideoPending | ChatVideo | VideoRefused) &
  TMeta

/** A pattern, and what to do with what it matches in a message: `match[1]` holds JSON. Never rejects. */
export type VideoActionPair<TMeta extends object = object> = [
  pattern: RegExp,
  handler: (match: ArrayLike<string | undefined>) => Promise<VideoActionResult<TMeta>>,
]

/** A piece of a message: text to show, or what came of a command. */
export type VideoActionPart<TMeta extends object = object> =
  | { text: string }
  | { result: VideoActionResult<TMeta> }

/** Text as it comes from an LLM; streams also give chunks that hold none. */
type TextChunks = AsyncIterable<string | null | undefined> | Iterable<string | null | undefined>

export interface VideoActions<TMeta extends object = object> {
  /** For a loop of your own, as an OpenKBS agent has one. A pattern finds the first command of its kind, also in code. */
  readonly pairs: readonly VideoActionPair<TMeta>[]
  /** Carries out every command in a text, one after the other. Never rejects. */
  run(text: string): Promise<VideoActionResult<TMeta>[]>
  /**
   * Reads a text as it comes from an LLM: gives its text without the commands, and carries out each command as soon as its
   * tag is closed. A command of more than 65,536 characters, in a code block or between backticks is text. A chunk that is
   * null or undefined is nothing. Throws what `chunks` throws.
   */
  read(chunks: TextChunks): AsyncGenerator<VideoActionPart<TMeta>, void>
}

const SECONDS = [4, 8, 12]
const SIZES: readonly unknown[] = ['720x1280', '1280x720']
const DEFAULT_SECONDS = 8

/**
 * Videos by commands in an LLM's text: `<createAIVideo>{"prompt": "…"}</createAIVideo>` orders one, and
 * `<continueVideoPolling>{"videoId": "…"}</continueVideoPolling>` asks how it is. `videoInstructions()` tells an LLM so.
 *
 * Whoever writes into the text orders: there is no limit, and a command that is carried out twice orders twice. For limits
 * use `videoTools`. Throws a `VideoError` `invalid_options` without an adapter or a client, with both, or for what is no client.
 */
export function videoActions<TMeta extends object = object>(
  options: VideoActionsOptions<TMeta>,
): VideoActions<TMeta> {
  const client = clientOf(options ?? {})
  const meta = options?.meta as TMeta

  const actions: Record<CommandName, (body: string) => Promise<VideoActionResult<TMeta>>> = {
    async createAIVideo(body) {
      try {
        const data = JSON.parse(body.trim())
        const params = paramsOf(data)
        const video = firstOf(await client.generateVideo(data.prompt, params))
        if (video?.status === 'pending') {
          const message = 'Video generation in progress. Use continueVideoPolling to check status.'
          return { type: 'VIDEO_PENDING', data: { videoId: video.video_id, message }, ...meta }
        }
        if (video?.video_url) return { type: 'CHAT_VIDEO', data: { videoUrl: video.video_url }, ...meta }
        return { error: 'Video generation failed - no response', ...meta }
      } catch (thrown) {
        return { error: messageOf(thrown) || 'Video creation failed', ...meta }
      }
    },

    async continueVideoPolling(body) {
      try {
        const data = JSON.parse(body.trim())
        const videoId = data.videoId
        const video = firstOf(await client.checkVideoStatus(videoId))
        if (video?.status === 'completed' && video.video_url) {
          return { type: 'CHAT_VIDEO', data: { videoUrl: video.video_url }, ...meta }
        }
        if (video?.status === 'pending') {
          const message = 'Video still generating. Continue polling.'
          return { type: 'VIDEO_PENDING', data: { videoId, message }, ...meta }
        }
        if (video?.status === 'failed') return { error: 'Video generation failed', ...meta }
        return { error: 'Unable to get video status', ...meta }
      } catch (thrown) {
        return { error: messageOf(thrown) || 'Failed to check video status', ...meta }
      }
    },
  }

  const pair = (pattern: RegExp, name: CommandName): VideoActionPair<TMeta> => [
    pattern,
    (match) => actions[name](match[1] ?? ''),
  ]

  async function* carryOut(pieces: readonly ScannedPiece[]): AsyncGenerator<VideoActionPart<TMeta>, void> {
    for (const piece of pieces) {
      yield 'text' in piece ? piece : { result: await actions[piece.command](piece.body) }
    }
  }

  async function* read(chunks: TextChunks) {
    const scanner = createCommandScanner()
    for await (const chunk of chunks) yield* carryOut(scanner.push(chunk ?? ''))
    yield* carryOut(scanner.end())
  }

  return {
    pairs: [
      pair(/<createAIVideo>([\s\S]*?)<\/createAIVideo>/s, 'createAIVideo'),
      pair(/<continueVideoPolling>([\s\S]*?)<\/continueVideoPolling>/s, 'continueVideoPolling'),
    ],
    async run(text) {
      const results: VideoActionResult<TMeta>[] = []
      for await (const part of read([text])) if ('result' in part) results.push(part.result)
      return results
    },
    read,
  }
}

function clientOf({ adapter, client }: VideoActionsOptions): OpenkbsClient {
  if (!adapter === !client) {
    throw invalid(`The adapter is ${shown(adapter)}, and the client is ${shown(client)}. Give one of them.`)
  }
  if (adapter) return videoClient(adapter)
  if (isOpenkbsClient(client)) return client
  throw invalid(
    `The client is ${shown(client)} without generateVideo and checkVideoStatus. Give the \`openkbs\` object of an agent's backend.`,
  )
}

const invalid = (message: string) => new VideoError('invalid_options', `videoActions: ${message}`)

interface CreateData {
  model?: string
  seconds?: unknown
  size?: unknown
  input_reference_url?: string
}

function paramsOf(data: CreateData): OpenkbsVideoParams {
  const params: OpenkbsVideoParams = { video_model: data.model || 'sora-2', seconds: snap(data.seconds) }
  // An image has a size of its own.
  if (data.input_reference_url) params.input_reference_url = data.input_reference_url
  else params.size = SIZES.includes(data.size) ? (data.size as string) : '1280x720'
  return params
}

/** The nearest of 4, 8 and 12, of two the shorter; 8 where there is no number. */
function snap(given: unknown): number {
  const isText = typeof given === 'string' && given.trim() !== ''
  const seconds = typeof given === 'number' || isText ? Number(given) : Number.NaN
  if (Number.isNaN(seconds)) return DEFAULT_SECONDS
  return SECONDS.reduce((best, one) => (Math.abs(one - seconds) < Math.abs(best - seconds) ? one : best))
}

interface ClientVideo {
  status?: string
  video_id: string
  video_url?: string | null
}

/** A client may also answer with nothing. */
const firstOf = (answer: unknown) => (answer as ClientVideo[] | null | undefined)?.[0]

const messageOf = (thrown: unknown): string | undefined =>
  (thrown as { message?: string } | null | undefined)?.message
