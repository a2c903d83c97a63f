import { randomBytes } from 'node:crypto'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { HOSTILE_KEYS } from './conformance/refusing.js'
import { directoryStorage } from './directory-storage.js'
import { runVideoStorageConformance } from './run-video-storage-conformance.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'directory-storage-'))
})
afterAll(() => rm(folder, { recursive: true }))

const fresh = () => join(folder, randomBytes(6).toString('hex'), 'videos')
const mp4 = { contentType: 'video/mp4', maxBytes: 100_000_000 }
const streamOf = (...parts: string[]) => new Blob(parts).stream()
const text = async (body: ReadableStream | undefined) => new Response(body ?? null).text()

describe('a directory as storage', () => {
  runVideoStorageConformance(() => directoryStorage({ directory: join(folder, 'conformance') }), {
    describe,
    it,
    links: false,
  })

  it('makes the directory for its owner only, and plain files in it', async () => {
    const directory = fresh()
    const storage = directoryStorage({ directory })
    await storage.put('vid_1', streamOf('a video'), mp4)
    await storage.put('vid_2', streamOf('another'), { ...mp4, contentType: 'video/webm' })
    expect((await readdir(directory)).sort()).toEqual(['vid_1.mp4', 'vid_2.webm'])
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
    expect((await stat(join(directory, 'vid_1.mp4'))).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing of a copy that fails, and removes what a dead process left', async () => {
    const directory = fresh()
    await mkdir(directory, { recursive: true })
    const [old, young] = [join(directory, 'old.part'), join(directory, 'young.part')]
    for (const path of [old, young]) await writeFile(path, 'half a video')
    const longAgo = new Date(Date.now() - 2 * 60 * 60_000)
    await utimes(old, longAgo, longAgo)
    const storage = directoryStorage({ directory })
    await expect(storage.put('vid_1', streamOf('a video'), { ...mp4, maxBytes: 3 })).rejects.toThrow(
      /3 bytes/,
    )
    expect(await readdir(directory)).toEqual(['young.part'])
  })

  it('works again once a directory that could not be made can be', async () => {
    const directory = fresh()
    await mkdir(join(directory, '..'), { recursive: true })
    await writeFile(directory, 'a file is in the way')
    const storage = directoryStorage({ directory })
    await expect(storage.put('vid_1', streamOf('a video'), mp4)).rejects.toThrow()
    await rm(directory)
    await storage.put('vid_1', streamOf('a video'), mp4)
    expect(await text((await storage.open('vid_1'))?.read())).toBe('a video')
  })

  it.each([undefined, '', 7])('needs a path, and %s is none', (directory) => {
    expect(() => directoryStorage({ directory: directory as string })).toThrow(
      expect.objectContaining({ code: 'invalid_options' }),
    )
  })

  it('reads a long video as it is asked for, and closes its file within a second of the last word', async () => {
    const directory = fresh()
    const storage = directoryStorage({ directory })
    await storage.put('vid_1', new Blob([randomBytes(5_000_000)]).stream(), mp4)
    const path = join(directory, 'vid_1.mp4')
    const content = await storage.open('vid_1')
    const reader = content?.read().getReader()
    expect(await openFiles(path)).toBe(0)
    expect((await reader?.read())?.value?.length).toBe(64 * 1024)
    expect(await openFiles(path)).toBe(1)
    await reader?.cancel()
    await vi.waitFor(async () => expect(await openFiles(path)).toBe(0), 1000)
    await text((await storage.open('vid_1'))?.read())
    expect(await openFiles(path)).toBe(0)
  })

  it('fails the reader of a file that is cut meanwhile', async () => {
    const directory = fresh()
    const storage = directoryStorage({ directory })
    await storage.put('vid_1', streamOf('a video'), mp4)
    const content = await storage.open('vid_1')
    await writeFile(join(directory, 'vid_1.mp4'), 'cut')
    await expect(text(content?.read())).rejects.toMatchObject({ code: 'connection_lost' })
  })
})

describe('threat 18, path traversal', () => {
  it('no key reads, writes or removes anything outside the directory', async () => {
    const directory = fresh()
    const outside = join(directory, '..')
    await mkdir(directory, { recursive: true })
    // What each key would lead to, if it were a path.
    for (const name of ['secret', 'secret.mp4', 'b.mp4', '.mp4'])
      await writeFile(join(outside, name), 'a secret')
    await mkdir(join(directory, 'a'))
    await writeFile(join(directory, 'a', 'b.mp4'), 'a secret')
    await writeFile(join(directory, 'CON.mp4'), 'a secret')
    const listed = async () => (await readdir(outside, { recursive: true })).sort()
    const before = await listed()
    const storage = directoryStorage({ directory })
    for (const key of [...HOSTILE_KEYS, '../secret', '../b', `${outside}/secret`]) {
      expect(await storage.open(key), key).toBeUndefined()
      await expect(storage.put(key, streamOf('overwritten'), mp4), key).rejects.toThrow(/storage key/)
      await storage.delete(key)
    }
    expect(await listed()).toEqual(before)
    expect(await readFile(join(outside, 'secret.mp4'), 'utf8')).toBe('a secret')
  })

  it('a symbolic link is no video, wherever it leads', async () => {
    const directory = fresh()
    await mkdir(directory, { recursive: true })
    const secret = join(directory, '..', 'secret')
    await writeFile(secret, 'a secret')
    await writeFile(join(directory, 'vid_1.mp4'), 'a video')
    await symlink(secret, join(directory, 'link.mp4'))
    await symlink(join(directory, 'vid_1.mp4'), join(directory, 'inner.mp4'))
    await symlink(join(directory, '..'), join(directory, 'folder.mp4'))
    const storage = directoryStorage({ directory })
    for (const key of ['link', 'inner', 'folder']) expect(await storage.open(key)).toBeUndefined()

    await storage.put('link', streamOf('a video'), mp4)
    expect(await readFile(secret, 'utf8')).toBe('a secret')
    expect(await text((await storage.open('link'))?.read())).toBe('a video')
    await storage.delete('folder')
    expect(await readFile(secret, 'utf8')).toBe('a secret')
  })

  it('a link that takes a video’s place while it is being opened is not followed', async () => {
    const directory = fresh()
    const storage = directoryStorage({ directory })
    await storage.put('vid_1', streamOf('a video!'), mp4)
    const secret = join(directory, '..', 'secret')
    await writeFile(secret, 'a secret')
    const content = await storage.open('vid_1')
    await rm(join(directory, 'vid_1.mp4'))
    await symlink(secret, join(directory, 'vid_1.mp4'))
    await expect(text(content?.read())).rejects.toThrow(/ELOOP/)
  })
})

/** How often this process has a file open. */
async function openFiles(path: string): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
  return (await Promise.all(links)).filter((target) => target === path).length
}
