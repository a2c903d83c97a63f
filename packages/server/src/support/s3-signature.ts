import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
}

/** An error of the S3 protocol. */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code)
  }
}

/**
 * Checks a request's Signature Version 4, in its headers or in its query, as Amazon documents it; throws an `S3Error`
 * for one that is missing, wrong or no longer valid.
 */
export function checkSignature(message: IncomingMessage, url: URL, body: Buffer, given: S3Credentials): void {
  const { credential, date, signature, signedHeaders, isPresigned } = readSignature(message, url)
  const [accessKeyId, day = '', region = '', service, terminator] = credential.split('/')
  if (accessKeyId !== given.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId')
  if (service !== 's3' || terminator !== 'aws4_request' || !date.startsWith(day)) {
    throw new S3Error(403, 'SignatureDoesNotMatch')
  }
  const signedAt = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const validMs = isPresigned ? Number(url.searchParams.get('X-Amz-Expires')) * 1000 : 15 * 60_000
  if (!(Date.now() - signedAt < validMs)) throw new S3Error(403, 'AccessDenied')
  if (!signedHeaders.includes('host')) throw new S3Error(403, 'SignatureDoesNotMatch')

  const canonical = [
    message.method,
    url.pathname,
    canonicalQuery(url),
    ...signedHeaders.map((name) => `${name}:${`${message.headers[name] ?? ''}`.trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    isPresigned ? 'UNSIGNED-PAYLOAD' : payloadHash(message, body),
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${given.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest()
  const actual = Buffer.from(signature, 'hex')
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new S3Error(403, 'SignatureDoesNotMatch')
  }
}

function readSignature({ headers }: IncomingMessage, { searchParams }: URL) {
  const isPresigned = searchParams.has('X-Amz-Signature')
  const fields: Record<string, string> = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(Credential|SignedHeaders|Signature)=([^,\s]+)/g)].map(
      ([, name, value]) => [name, value],
    ),
  )
  const field = (name: string) => (isPresigned ? searchParams.get(`X-Amz-${name}`) : fields[name]) ?? ''
  const date = isPresigned ? field('Date') : `${headers['x-amz-date']}`
  const algorithm = isPresigned ? field('Algorithm') : headers.authorization?.split(' ')[0]
  if (algorithm !== 'AWS4-HMAC-SHA256') throw new S3Error(403, 'AccessDenied')
  return {
    isPresigned,
    date,
    credential: field('Credential'),
    signature: field('Signature'),
    signedHeaders: field('SignedHeaders').split(';'),
  }
}

/** The hash that was signed, which has to be that of the body. */
function payloadHash({ headers }: IncomingMessage, body: Buffer): string {
  const said = `${headers['x-amz-content-sha256']}`
  if (said !== 'UNSIGNED-PAYLOAD' && said !== sha256(body))
    throw new S3Error(400, 'XAmzContentSHA256Mismatch')
  return said
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
}

const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
