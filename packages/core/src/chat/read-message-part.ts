import type { VideoMessagePart } from './video-message-part.js'

/** A part of a message with those of its fields that are as they should be. */
export interface MessagePart {
  readonly type: 'VIDEO_PENDING' | 'CHAT_VIDEO' | 'VIDEO_CANCELED' | 'ERROR'
  /** For people; empty where there is none. */
  readonly message: string
  /** What the message is about: of an error its code, of a `VIDEO_CANCELED` its outcome. */
  readonly code: string | null
  /** Of a `CHAT_VIDEO`. */
  readonly url: string
  readonly reference: string | null
  /** In ms since the epoch. */
  readonly expiresAt: number
  /** 0-100. */
  readonly progress: number | null
}

const TYPES: readonly unknown[] = ['VIDEO_PENDING', 'CHAT_VIDEO', 'VIDEO_CANCELED']

/** Takes a part as it comes from outside, where anything may be anything; null where it is no `VideoMessagePart`. */
export function readMessagePart(given: unknown): MessagePart | null {
  const { type, data, error, code: errorCode } = Object(given) as Record<string, unknown>
  const fields = Object(data) as Record<string, unknown>
  const { reference, expiresAt, progress } = fields
  const isRefused = type === undefined && isText(error)
  if (!isRefused && !TYPES.includes(type)) return null
  const url = type === 'CHAT_VIDEO' && isText(fields.videoUrl) ? fields.videoUrl : ''
  if (type === 'CHAT_VIDEO' && !url) return null
  const message = isRefused ? error : fields.message
  const code = isRefused ? errorCode : fields.outcome
  return {
    type: isRefused ? 'ERROR' : (type as Extract<VideoMessagePart, { type: string }>['type']),
    message: isText(message) ? message : '',
    code: isText(code) ? code : null,
    url,
    reference: type !== 'VIDEO_CANCELED' && isText(reference) ? reference : null,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : Number.POSITIVE_INFINITY,
    progress: typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null,
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
