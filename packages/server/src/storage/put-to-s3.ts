import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { interruptible } from '../provider/interruptible.js'
import { partsOf } from './parts-of.js'
import { askS3 } from './s3-request.js'

/** Of one part, in memory while it is sent. S3 takes 5 MiB to 5 GiB, and at most 10,000 parts. */
const PART_BYTES = 8 * 1024 * 1024

interface S3Object {
  Bucket: string
  Key: string
  ContentType: string
}

/**
 * Writes a stream of unknown length: S3 wants to know the length of everything it is sent, so a long one goes in parts,
 * one after the other. The object is there once all of them are, and S3 forgets them when one fails.
 */
export async function putToS3(
  client: S3Client,
  object: S3Object,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<{ bytes: number }> {
  let upload: Upload | undefined
  let bytes = 0
  try {
    for await (const part of partsOf(body, PART_BYTES)) {
      bytes += part.length
      const isLast = part.length < PART_BYTES
      if (isLast && !upload) {
        const whole = new PutObjectCommand({ ...object, Body: part })
        await askS3(signal, (abortSignal) => client.send(whole, { abortSignal }))
        return { bytes }
      }
      upload ??= await beginUpload(client, object, signal)
      if (part.length > 0) await upload.send(part)
    }
    await upload?.complete()
    return { bytes }
  } catch (error) {
    await upload?.forget()
    throw error
  }
}

/** One upload in parts. */
interface Upload {
  send(part: Uint8Array): Promise<void>
  complete(): Promise<void>
  /** Has S3 remove the parts it has. */
  forget(): Promise<void>
}

async function beginUpload(
  client: S3Client,
  { ContentType, ...address }: S3Object,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const begin = new CreateMultipartUploadCommand({ ...address, ContentType })
  const begun = askS3(undefined, (abortSignal) => client.send(begin, { abortSignal })).then((answer) =>
    createUpload(client, { ...address, UploadId: answer.UploadId }, signal),
  )
  if (!signal) return begun
  return interruptible(begun, signal).catch((error) => {
    // It begins all the same; without its name nobody could end it.
    begun.then((upload) => upload.forget()).catch(() => {})
    throw error
  })
}

function createUpload(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string | undefined },
  signal: AbortSignal | undefined,
): Upload {
  const Parts: CompletedPart[] = []
  return {
    async send(Body) {
      const PartNumber = Parts.length + 1
      const command = new UploadPartCommand({ ...upload, PartNumber, Body })
      const { ETag } = await askS3(signal, (abortSignal) => client.send(command, { abortSignal }))
      Parts.push({ ETag, PartNumber })
    },
    async complete() {
      const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })
      await askS3(signal, (abortSignal) => client.send(command, { abortSignal }))
    },
    async forget() {
      const command = new AbortMultipartUploadCommand(upload)
      // What failed is the news, not that its rest could not be removed.
      await askS3(undefined, (abortSignal) => client.send(command, { abortSignal })).catch(() => {})
    },
  }
}
