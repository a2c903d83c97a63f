import { VideoError } from '@reelstate/core/protocol'
import { shown } from '../shown.js'
import type { VideoContent } from './video-content.js'

/**
 * Where finished videos are kept. A directory and S3 come with this package; anything else that holds bytes under a
 * name can be one: implement it and run `runVideoStorageConformance` on it.
 *
 * Keys are ids of ours, 1-100 characters of `A-Za-z0-9_-`. Use `checkStorageKey` in `put` and `isStorageKey` elsewhere:
 * nothing that a user wrote may reach a path.
 */
export interface VideoStorage {
  /** For logs and health reports, such as `s3`. */
  readonly name: string
  /**
   * Keeps `body` under `key`, in place of what was there. It is seen whole or not at all: when this rejects, or the
   * process dies, what was there before still is.
   *
   * Rejects with the signal's reason, with what `body` failed with, and with a `VideoError` `bad_result` for more than
   * `maxBytes`. Whatever happens, `body` is read to its end or canceled.
   */
  put(key: string, body: ReadableStream<Uint8Array>, options: PutVideoOptions): Promise<{ bytes: number }>
  /** Looks a video up and reads nothing of it yet; undefined for a key that there is none for. */
  open(key: string, options?: { signal?: AbortSignal | undefined }): Promise<VideoContent | undefined>
  /** Removes a video. One that is not there is no error. */
  delete(key: string): Promise<void>
  /** A link that anyone can read this video at until it expires, without this server; where a storage has such links. */
  url?(key: string, options: VideoLinkOptions): Promise<string>
}

export interface PutVideoOptions {
  /** Such as `video/mp4`. */
  contentType: string
  /** The most that is accepted. */
  maxBytes: number
  signal?: AbortSignal | undefined
}

export interface VideoLinkOptions {
  /** How long the link works, in ms. */
  expiresInMs: number
  /** The name under which browsers save the video; without one they play it. */
  downloadAs?: string | undefined
}

/** Device names that Windows opens instead of a file, whatever their ending is. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i

export const isStorageKey = (key: unknown): key is string =>
  typeof key === 'string' && /^[\w-]{1,100}$/.test(key) && !DEVICE.test(key)

/** Throws a `VideoError` `invalid_options` for what is no key. */
export function checkStorageKey(key: unknown): asserts key is string {
  if (isStorageKey(key)) return
  throw new VideoError(
    'invalid_options',
    `The storage key is ${shown(key)}. Give an id: 1-100 characters of A-Z, a-z, 0-9, _ and -.`,
  )
}
