import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { VideoError } from '@reelstate/core/protocol'
import { boundedBody } from '../security/bounded-body.js'
import { shown } from '../shown.js'
import { type ByteRange, readContentRange } from './byte-range.js'
import { contentDisposition } from './content-disposition.js'
import { lazyBody } from './lazy-body.js'
import { putToS3 } from './put-to-s3.js'
import { askS3, isMissing } from './s3-request.js'
import { sliceBody } from './slice-body.js'
import type { VideoContent } from './video-content.js'
import { checkStorageKey, isStorageKey, type VideoStorage } from './video-storage.js'
import { webStreamOf } from './web-stream-of.js'

export type S3StorageOptions = {
  bucket: string
  /** Before every key, such as `videos/`. Default: none. */
  prefix?: string
  /**
   * Whether readers are sent to the bucket by presigned links, so that no video passes through this server; browsers must
   * then be able to reach the endpoint. Default: false.
   */
  directLinks?: boolean
} & (
  | {
      /** One that you made and configured. */
      client: S3Client
    }
  | (Pick<S3ClientConfig, 'region' | 'endpoint' | 'credentials' | 'forcePathStyle'> & { client?: undefined })
)

/** How long the body of a video may stop while it is read, in ms. */
const STALL = 30_000
const LONGEST_LINK_S = 7 * 24 * 60 * 60

/**
 * Keeps videos in a bucket of S3 or of anything that speaks its protocol. Without a `client` it makes one: `region` and
 * `credentials` come from the environment where they are not given, and an `endpoint` other than Amazon's is addressed
 * with the bucket in its path.
 *
 * Needs `s3:PutObject`, `s3:GetObject`, `s3:DeleteObject`, `s3:AbortMultipartUpload`, and `s3:ListBucket` to tell a video
 * that is not there from one that may not be read. A process that dies during a copy leaves an upload without end: have
 * the bucket's lifecycle remove those.
 */
export function s3Storage(options: S3StorageOptions): VideoStorage {
  const { bucket, prefix = '', directLinks = false } = options
  if (typeof bucket !== 'string' || bucket === '') {
    throw new VideoError('invalid_options', `The bucket is ${shown(bucket)}. Give its name.`)
  }
  const client = options.client ?? createClient(options)
  const objectOf = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` })

  const storage: VideoStorage = {
    name: 's3',
    async put(key, body, { contentType, maxBytes, signal }) {
      const bounds = boundedBody(body, { maxBytes, signal })
      try {
        checkStorageKey(key)
        return await putToS3(client, { ...objectOf(key), ContentType: contentType }, bounds, signal)
      } catch (error) {
        if (!bounds.locked) await bounds.cancel(error)
        throw error
      }
    },
    async open(key, { signal } = {}) {
      if (!isStorageKey(key)) return undefined
      const object = objectOf(key)
      const ask = askS3(signal, (abortSignal) => client.send(new HeadObjectCommand(object), { abortSignal }))
      const head = await ask.catch((error) => {
        if (isMissing(error)) return undefined
        throw error
      })
      return head && describe(client, object, head)
    },
    async delete(key) {
      if (!isStorageKey(key)) return
      await askS3(undefined, (abortSignal) =>
        client.send(new DeleteObjectCommand(objectOf(key)), { abortSignal }),
      )
    },
  }
  if (!directLinks) return storage
  return {
    ...storage,
    async url(key, { expiresInMs, downloadAs }) {
      checkStorageKey(key)
      const named = downloadAs === undefined ? undefined : contentDisposition('attachment', downloadAs)
      const command = new GetObjectCommand({ ...objectOf(key), ResponseContentDisposition: named })
      const expiresIn = Math.min(Math.max(1, Math.ceil(expiresInMs / 1000)), LONGEST_LINK_S)
      return getSignedUrl(client, command, { expiresIn })
    },
  }
}

function createClient({ region, endpoint, credentials, forcePathStyle }: S3ClientConfig): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    // Other makers' servers do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

function describe(
  client: S3Client,
  object: { Bucket: string; Key: string },
  { ContentLength, ContentType, ETag }: HeadObjectCommandOutput,
): VideoContent {
  async function get(range: ByteRange | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const Range = range && `bytes=${range.start}-${range.end}`
    // The same bytes that were described, or none.
    const command = new GetObjectCommand({ ...object, IfMatch: ETag, Range })
    const { Body, ContentRange } = await askS3(signal, (abortSignal) => client.send(command, { abortSignal }))
    const stream = Body instanceof ReadableStream ? Body : webStreamOf(Body as Readable)
    const whole = boundedBody(stream, { maxBytes: Number.POSITIVE_INFINITY, stallMs: STALL, signal })
    // Not every maker's server knows every range.
    const sent = readContentRange(ContentRange ?? null)?.range?.start ?? 0
    const take = range ? range.end - range.start + 1 : ContentLength
    return sliceBody(whole, { skip: (range?.start ?? 0) - sent, take })
  }
  return {
    contentType: ContentType ?? 'video/mp4',
    bytes: ContentLength,
    etag: ETag,
    read(range) {
      const left = new AbortController()
      return lazyBody(
        () => get(range, left.signal),
        async () => left.abort(),
      )
    },
  }
}
