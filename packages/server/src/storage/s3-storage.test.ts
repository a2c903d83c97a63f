import { inspect } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type S3Server, startS3 } from '../support/start-s3.js'
import { bodyOf, inParts } from './conformance/checks.js'
import { runVideoStorageConformance } from './run-video-storage-conformance.js'
import { type S3StorageOptions, s3Storage } from './s3-storage.js'
import { serveContent } from './serve-content.js'
import type { VideoContent } from './video-content.js'

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.close())
beforeEach(() => {
  s3.interfere = () => false
  s3.requests.length = 0
})

const connection = () => ({ region: 'eu-central-1', endpoint: s3.endpoint, credentials: s3.credentials })
const open = (options: Partial<S3StorageOptions> = {}) =>
  s3Storage({ bucket: s3.bucket, ...connection(), ...options } as S3StorageOptions)
const mp4 = { contentType: 'video/mp4', maxBytes: 100_000_000 }
const streamOf = (...parts: BlobPart[]) => new Blob(parts).stream()
const LONG = 20 * 1024 * 1024
const longBody = () => bodyOf(inParts(new Uint8Array(LONG))).stream

describe('a bucket as storage', () => {
  runVideoStorageConformance(() => open({ directLinks: true }), { describe, it, links: true })

  it('keeps every video under its prefix, with its type', async () => {
    await open({ prefix: 'team a/videos/' }).put('vid_1', streamOf('a video'), mp4)
    const object = s3.objects.get('team a/videos/vid_1')
    expect(`${object?.body}`).toBe('a video')
    expect(object?.contentType).toBe('video/mp4')
    expect(await open().open('vid_1')).toBeUndefined()
  })

  it('sends a long video in parts, one after the other, and a short one at once', async () => {
    await open().put('short', streamOf('a video'), mp4)
    await open().put('long', streamOf(new Uint8Array(LONG)), mp4)
    expect(s3.requests.map((request) => request.replace(/uploadId=[\w-]+/, 'uploadId=1'))).toEqual([
      'PUT /videos/short?x-id=PutObject',
      'POST /videos/long?uploads=',
      'PUT /videos/long?partNumber=1&uploadId=1&x-id=UploadPart',
      'PUT /videos/long?partNumber=2&uploadId=1&x-id=UploadPart',
      'PUT /videos/long?partNumber=3&uploadId=1&x-id=UploadPart',
      'POST /videos/long?uploadId=1',
    ])
  })

  it('has a video whose length is a number of parts', async () => {
    const bytes = 16 * 1024 * 1024
    expect(await open().put('even', streamOf(new Uint8Array(bytes)), mp4)).toEqual({ bytes })
    expect(s3.objects.get('even')?.body.length).toBe(bytes)
  })

  it('leaves no unfinished upload when the body fails, is too large or is aborted', async () => {
    let pulls = 0
    const failing = new ReadableStream({
      pull(controller) {
        if (pulls++ < 3) controller.enqueue(new Uint8Array(9_000_000))
        else controller.error(new Error('The provider hung up'))
      },
    })
    await expect(open().put('vid_1', failing, mp4)).rejects.toThrow('The provider hung up')
    const tooLong = open().put('vid_1', longBody(), { ...mp4, maxBytes: LONG - 1 })
    await expect(tooLong).rejects.toMatchObject({ code: 'bad_result' })
    const left = new AbortController()
    s3.interfere = async ({ url }) => {
      if (url?.includes('partNumber=2')) left.abort(new Error('Nobody wants it'))
      return false
    }
    const aborted = open().put('vid_1', longBody(), { ...mp4, signal: left.signal })
    await expect(aborted).rejects.toThrow('Nobody wants it')
    expect(s3.requests.filter((request) => request.includes('uploads')).length).toBe(3)
    expect(s3.uploads.size).toBe(0)
    expect(s3.objects.has('vid_1')).toBe(false)
  })

  it('leaves none either when it is aborted while the upload begins', async () => {
    const left = new AbortController()
    s3.interfere = async ({ url }) => {
      if (!url?.includes('uploads')) return false
      left.abort(new Error('Nobody wants it'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      return false
    }
    const aborted = open().put('vid_1', longBody(), { ...mp4, signal: left.signal })
    await expect(aborted).rejects.toThrow('Nobody wants it')
    await vi.waitFor(() => expect(s3.requests.at(-1)).toMatch(/^DELETE .*uploadId=/), 2000)
    expect(s3.uploads.size).toBe(0)
  })

  it('tries a part again that the bucket was too busy for', async () => {
    let refused = 0
    s3.interfere = ({ url }, answer) => {
      if (!url?.includes('partNumber=2') || refused++ > 0) return false
      answer.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
      return true
    }
    await open().put('vid_1', streamOf(new Uint8Array(LONG)), mp4)
    expect(refused).toBe(2)
    expect(s3.objects.get('vid_1')?.body.length).toBe(LONG)
  })

  it('gives up where the bucket refuses, and says so without the bucket’s name', async () => {
    const stranger = open({ credentials: { ...s3.credentials, secretAccessKey: 'wrong' } })
    for (const refused of [
      () => stranger.put('vid_1', streamOf('a video'), mp4),
      () => stranger.open('vid_1'),
      () => stranger.delete('vid_1'),
      () => open({ bucket: 'canary-bucket' }).put('vid_1', streamOf('a video'), mp4),
    ]) {
      const error = await refused().catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'unavailable' })
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/canary|127\.0\.0\.1|test-key/)
    }
    expect(s3.requests).toEqual(['PUT /canary-bucket/vid_1?x-id=PutObject'])
  })

  it('says what it lacks, and whether the bucket is there at all', async () => {
    const credentials = async () => {
      throw new Error('Could not load credentials from any providers')
    }
    await expect(open({ credentials }).open('vid_1')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Could not load credentials'),
    })
    await expect(open({ endpoint: 'http://127.0.0.1:1' }).open('vid_1')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('asks for the part that a reader wants, and for nothing where it has the video', async () => {
    const storage = open()
    await storage.put('vid_1', streamOf('0123456789'), mp4)
    const serve = async (headers: Record<string, string>) =>
      serveContent(new Request('http://app/v', { headers }), (await storage.open('vid_1')) as VideoContent)
    s3.requests.length = 0
    const part = await serve({ range: 'bytes=2-4' })
    expect(part.status).toBe(206)
    expect(await part.text()).toBe('234')
    expect(s3.requests).toEqual(['HEAD /videos/vid_1', 'GET /videos/vid_1?x-id=GetObject'])
    const known = await serve({ 'if-none-match': part.headers.get('etag') ?? '' })
    expect(known.status).toBe(304)
    expect(s3.requests.length).toBe(3)
  })

  it('gives a reader its part and no more, where the bucket ignores ranges', async () => {
    const storage = open()
    await storage.put('vid_1', streamOf('0123456789'), mp4)
    s3.interfere = (message) => {
      delete message.headers.range
      return false
    }
    const content = await storage.open('vid_1')
    expect(await new Response(content?.read({ start: 2, end: 4 })).text()).toBe('234')
  })

  it('fails the reader of a video that was replaced since it looked', async () => {
    const storage = open()
    await storage.put('vid_1', streamOf('a video'), mp4)
    const content = await storage.open('vid_1')
    await storage.put('vid_1', streamOf('another'), mp4)
    await expect(new Response(content?.read()).text()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('hangs up within a second of a reader that leaves, whether the bucket answered or not', async () => {
    const storage = open()
    await storage.put('vid_1', streamOf(new Uint8Array(LONG)), mp4)
    for (const isSilent of [false, true]) {
      s3.interfere = ({ method }) => isSilent && method === 'GET'
      const reader = (await storage.open('vid_1'))?.read().getReader()
      const read = reader?.read()
      if (!isSilent) await read
      else await vi.waitFor(() => expect(s3.answering()).toBe(1))
      await reader?.cancel()
      await vi.waitFor(() => expect(s3.answering()).toBe(0), 1000)
    }
  })

  it('gives up looking when nobody waits for it', async () => {
    s3.interfere = () => true
    const left = new AbortController()
    const looking = open().open('vid_1', { signal: left.signal })
    await vi.waitFor(() => expect(s3.answering()).toBe(1))
    left.abort(new Error('Nobody wants it'))
    await expect(looking).rejects.toThrow('Nobody wants it')
    await vi.waitFor(() => expect(s3.answering()).toBe(0), 1000)
  })

  it('takes a client that was made elsewhere', async () => {
    const client = new S3Client({ ...connection(), forcePathStyle: true })
    const storage = s3Storage({ bucket: s3.bucket, client })
    await storage.put('vid_1', streamOf('a video'), mp4)
    await storage.put('vid_2', streamOf(new Uint8Array(LONG)), mp4)
    expect(await new Response((await storage.open('vid_1'))?.read()).text()).toBe('a video')
    expect(s3.objects.get('vid_2')?.body.length).toBe(LONG)
    client.destroy()
  })

  it.each([undefined, '', 7])('needs a bucket, and %s is none', (bucket) => {
    expect(() => open({ bucket: bucket as string })).toThrow(
      expect.objectContaining({ code: 'invalid_options' }),
    )
  })
})

describe('a link into the bucket', () => {
  it('is made only where that was asked for', () => {
    expect(open().url).toBeUndefined()
    expect(open({ directLinks: true }).url).toBeDefined()
  })

  it('ends when its time does', async () => {
    const storage = open({ directLinks: true })
    await storage.put('vid_1', streamOf('a video'), mp4)
    const url = (await storage.url?.('vid_1', { expiresInMs: 500 })) ?? ''
    expect((await fetch(url)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await fetch(url)).status).toBe(403)
  })

  it('cannot be given another end, another key or another name', async () => {
    const storage = open({ directLinks: true })
    await storage.put('vid_1', streamOf('a video'), mp4)
    const url = (await storage.url?.('vid_1', { expiresInMs: 60_000 })) ?? ''
    const forged = [
      url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
      url.replace('/vid_1', '/vid_2'),
      `${url}&response-content-type=text/html`,
      url.replace(/X-Amz-Signature=../, 'X-Amz-Signature=00'),
      url.split('?')[0] ?? '',
    ]
    for (const link of forged) expect((await fetch(link)).status, link).toBe(403)
  })

  it('lives a week at most', async () => {
    const url = await open({ directLinks: true }).url?.('vid_1', { expiresInMs: 1e12 })
    expect(url).toContain('X-Amz-Expires=604800')
  })
})
