import { randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { VideoError } from '@reelstate/core/protocol'
import { boundedBody } from '../security/bounded-body.js'
import { shown } from '../shown.js'
import { readFileRange } from './read-file-range.js'
import type { VideoContent } from './video-content.js'
import { checkStorageKey, isStorageKey, type VideoStorage } from './video-storage.js'
import { endingOf, typeOfEnding, VIDEO_ENDINGS } from './video-type.js'

export interface DirectoryStorageOptions {
  /** Made, readable by its owner only, when it is not there yet. Instances may share it over a network file system. */
  directory: string
}

/** A copy that was written to within this time, in ms, may still be under way in another process. */
const ABANDONED_AFTER = 60 * 60_000

/** Keeps videos as files in one directory: `<key>.mp4`. Nothing outside of it is read or written. */
export function directoryStorage({ directory }: DirectoryStorageOptions): VideoStorage {
  if (typeof directory !== 'string' || directory === '') {
    throw new VideoError(
      'invalid_options',
      `The directory is ${shown(directory)}. Give a path, such as './videos'.`,
    )
  }
  const root = resolve(directory)
  const pathsOf = (key: string) => VIDEO_ENDINGS.map((ending) => join(root, `${key}.${ending}`))
  let prepared: Promise<void> | undefined

  return {
    name: 'directory',
    async put(key, body, { contentType, maxBytes, signal }) {
      let partial: string | undefined
      try {
        checkStorageKey(key)
        signal?.throwIfAborted()
        prepared ??= prepare(root).catch((error) => {
          prepared = undefined
          throw error
        })
        await prepared
        partial = join(root, `${randomUUID()}.part`)
        const bytes = await writeWhole(partial, boundedBody(body, { maxBytes, signal }))
        const path = join(root, `${key}.${endingOf(contentType)}`)
        await rename(partial, path)
        const others = pathsOf(key).filter((other) => other !== path)
        await Promise.all(others.map((other) => rm(other, { force: true })))
        await syncDirectory(root)
        return { bytes }
      } catch (error) {
        if (!body.locked) await body.cancel(error).catch(() => {})
        if (partial !== undefined) await rm(partial, { force: true })
        throw error
      }
    },
    async open(key) {
      if (!isStorageKey(key)) return undefined
      for (const path of pathsOf(key)) {
        const found = await regularFile(path)
        if (found) return describe(path, found)
      }
      return undefined
    },
    async delete(key) {
      if (!isStorageKey(key)) return
      await Promise.all(pathsOf(key).map((path) => rm(path, { force: true })))
    },
  }
}

/** Also removes what a process left behind that died while it copied. */
async function prepare(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const partials = (await readdir(root)).filter((name) => name.endsWith('.part'))
  for (const path of partials.map((name) => join(root, name))) {
    const found = await regularFile(path)
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(path, { force: true })
  }
}

async function writeWhole(path: string, body: ReadableStream<Uint8Array>): Promise<number> {
  const reader = body.getReader()
  let file: FileHandle | undefined
  try {
    file = await open(path, 'wx', 0o600)
    let bytes = 0
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      bytes += value.length
      await file.writeFile(value)
    }
    await file.sync()
    return bytes
  } catch (error) {
    await reader.cancel(error).catch(() => {})
    throw error
  } finally {
    await file?.close()
  }
}

/** A rename is safe from a power cut only once its directory is written. */
async function syncDirectory(root: string): Promise<void> {
  // Windows cannot open a directory, and needs not.
  if (process.platform === 'win32') return
  const handle = await open(root, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Undefined for what is not there, and for links: they lead elsewhere. */
async function regularFile(path: string): Promise<Stats | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found?.isFile() ? found : undefined
}

function describe(path: string, { size, mtimeMs, ino }: Stats): VideoContent {
  return {
    contentType: typeOfEnding(path.slice(path.lastIndexOf('.') + 1)),
    bytes: size,
    etag: `"${ino.toString(36)}-${size.toString(36)}-${Math.trunc(mtimeMs * 1000).toString(36)}"`,
    read: ({ start, end } = { start: 0, end: size - 1 }) =>
      // The link check again, for one that was laid since.
      readFileRange(() => open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)), start, end),
  }
}
