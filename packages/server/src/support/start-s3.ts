import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { readRangeHeader, resolveRange } from '../storage/byte-range.js'
import { checkSignature, type S3Credentials, S3Error } from './s3-signature.js'

interface StoredObject {
  body: Buffer
  contentType: string
  etag: string
}

export interface S3Server {
  endpoint: string
  bucket: string
  credentials: S3Credentials
  objects: ReadonlyMap<string, StoredObject>
  /** Uploads in parts that were neither completed nor aborted. */
  uploads: ReadonlyMap<string, unknown>
  /** Method, path and query of every request whose signature was good. */
  requests: string[]
  /** Called before a request is answered, and may answer it itself by returning true. */
  interfere: (message: IncomingMessage, answer: ServerResponse) => boolean | Promise<boolean>
  /** Connections that are being answered. */
  answering(): number
  close(): Promise<void>
}

const SMALLEST_PART = 5 * 1024 * 1024

/**
 * A server of one bucket that speaks as much of the S3 protocol as videos need, and holds to its rules: signatures are
 * checked, parts below 5 MiB are refused, and what is not known is an error.
 */
export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, StoredObject>()
  const uploads = new Map<string, { key: string; contentType: string; parts: Map<number, StoredObject> }>()
  let answering = 0

  const server = createServer(async (message, answer) => {
    answering++
    answer.on('close', () => answering--)
    try {
      const body = await buffer(message)
      const url = new URL(message.url ?? '', s3.endpoint)
      checkSignature(message, url, body, s3.credentials)
      s3.requests.push(`${message.method} ${url.pathname}${url.search}`)
      if (!(await s3.interfere(message, answer))) respond(message, url, body, answer)
    } catch (error) {
      if (answer.destroyed) return
      const { status, code } = error instanceof S3Error ? error : new S3Error(500, 'InternalError')
      const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
      answer
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(message.method === 'HEAD' ? '' : xml)
    }
  })

  function respond(message: IncomingMessage, url: URL, body: Buffer, answer: ServerResponse): void {
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent)
    const key = rest.join('/')
    const contentType = message.headers['content-type'] ?? 'binary/octet-stream'
    const query = url.searchParams
    const uploadId = query.get('uploadId')
    if (bucket !== s3.bucket) throw new S3Error(404, 'NoSuchBucket')
    switch (`${message.method}${uploadId === null ? '' : ' part'}`) {
      case 'PUT': {
        const object = objectOf(body, contentType)
        objects.set(key, object)
        answer.setHeader('etag', object.etag).end()
        return
      }
      case 'GET':
      case 'HEAD':
        read(message, query, objects.get(key), answer)
        return
      case 'DELETE':
        objects.delete(key)
        answer.writeHead(204).end()
        return
      case 'POST': {
        if (!query.has('uploads')) break
        const id = randomUUID()
        uploads.set(id, { key, contentType, parts: new Map() })
        answer.end(xmlOf('InitiateMultipartUploadResult', `<UploadId>${id}</UploadId>`))
        return
      }
      case 'PUT part': {
        const part = objectOf(body, contentType)
        uploadOf(uploadId, key).parts.set(Number(query.get('partNumber')), part)
        answer.setHeader('etag', part.etag).end()
        return
      }
      case 'POST part': {
        const etag = complete(uploadId, key, `${body}`)
        answer.end(xmlOf('CompleteMultipartUploadResult', `<ETag>${etag}</ETag>`))
        return
      }
      case 'DELETE part':
        uploadOf(uploadId, key)
        uploads.delete(`${uploadId}`)
        answer.writeHead(204).end()
        return
    }
    throw new S3Error(501, 'NotImplemented')
  }

  function uploadOf(id: string | null, key: string) {
    const upload = uploads.get(`${id}`)
    if (upload?.key !== key) throw new S3Error(404, 'NoSuchUpload')
    return upload
  }

  function complete(id: string | null, key: string, xml: string): string {
    const { parts, contentType } = uploadOf(id, key)
    const listed = [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => {
      const number = Number(/<PartNumber>(\d+)</.exec(part)?.[1])
      const etag = /<ETag>(.*?)<\/ETag>/.exec(part)?.[1]?.replaceAll('&quot;', '"')
      const known = parts.get(number)
      if (!known || known.etag !== etag) throw new S3Error(400, 'InvalidPart')
      return { number, body: known.body }
    })
    if (listed.length === 0) throw new S3Error(400, 'MalformedXML')
    if (listed.some(({ number }, index) => index > 0 && number <= (listed[index - 1]?.number ?? 0))) {
      throw new S3Error(400, 'InvalidPartOrder')
    }
    if (listed.slice(0, -1).some(({ body }) => body.length < SMALLEST_PART))
      throw new S3Error(400, 'EntityTooSmall')
    const object = objectOf(Buffer.concat(listed.map(({ body }) => body)), contentType)
    object.etag = `"${object.etag.slice(1, -1)}-${listed.length}"`
    objects.set(key, object)
    uploads.delete(`${id}`)
    return object.etag
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const s3: S3Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: 'videos',
    credentials: { accessKeyId: 'test-key', secretAccessKey: randomUUID() },
    objects,
    uploads,
    requests: [],
    interfere: () => false,
    answering: () => answering,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return s3
}

function read(
  { method, headers }: IncomingMessage,
  query: URLSearchParams,
  object: StoredObject | undefined,
  answer: ServerResponse,
): void {
  if (!object) throw new S3Error(404, 'NoSuchKey')
  const { body, contentType, etag } = object
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
    throw new S3Error(412, 'PreconditionFailed')
  const requested = readRangeHeader(headers.range ?? null)
  const range = requested && resolveRange(requested, body.length)
  if (range === 'unsatisfiable') throw new S3Error(416, 'InvalidRange')
  const disposition = query.get('response-content-disposition')
  if (disposition !== null) answer.setHeader('content-disposition', disposition)
  if (range) answer.setHeader('content-range', `bytes ${range.start}-${range.end}/${body.length}`)
  const part = range ? body.subarray(range.start, range.end + 1) : body
  answer
    .writeHead(range ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-length': part.length,
      'content-type': contentType,
      etag,
    })
    .end(method === 'HEAD' ? '' : part)
}

const objectOf = (body: Buffer, contentType: string): StoredObject => ({
  body,
  contentType,
  etag: `"${createHash('md5').update(body).digest('hex')}"`,
})

const xmlOf = (name: string, content: string) => `<?xml version="1.0"?><${name}>${content}</${name}>`
