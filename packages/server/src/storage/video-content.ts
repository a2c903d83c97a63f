import type { ByteRange } from './byte-range.js'

/** A video that can be read, wherever it lies. */
export interface VideoContent {
  /** Such as `video/mp4`. */
  readonly contentType: string
  /** Of the whole video; undefined where nobody said. */
  readonly bytes: number | undefined
  /** A strong entity tag with its quotes, such as `"a1"`: other bytes have another one. */
  readonly etag: string | undefined
  /**
   * The bytes, or a part of them; called at most once. Nothing is opened before the stream is read, and what is open is
   * closed within a second of its cancellation.
   */
  read(range?: ByteRange): ReadableStream<Uint8Array>
  /** Lets go of what is open already, for a video that is not going to be read. */
  close?(): Promise<void>
}
