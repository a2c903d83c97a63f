import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { VideoHandler } from '@reelstate/server'
import { makeFolder } from './mcp-folder.js'

export interface SavedVideo {
  path: string
  bytes: number
}

/** Writes a handler's video to `<directory>/<videoId>.mp4`, once and whole, and says where it is. */
export async function saveVideo(
  handler: VideoHandler,
  url: string,
  directory: string,
  videoId: string,
): Promise<SavedVideo> {
  const path = join(directory, `${videoId}.mp4`)
  const known = await stat(path).catch(() => undefined)
  if (known) return { path, bytes: known.size }
  const { ok, status, body } = await handler(new Request(url))
  if (!ok || !body)
    throw new Error(`The video ${videoId} could not be fetched: it was answered with ${status}.`)
  await makeFolder(directory)
  const part = `${path}.${crypto.randomUUID()}.part`
  try {
    await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(part))
    await rename(part, path)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
  return { path, bytes: (await stat(path)).size }
}
