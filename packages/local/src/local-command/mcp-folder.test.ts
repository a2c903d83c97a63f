import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openVideoFolder } from './mcp-folder.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reelstate-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

it('makes the folder and those above it, also several times at once, and leaves nothing in it', async () => {
  const folder = join(root, 'a', 'b', 'c')
  await Promise.all([openVideoFolder(folder), openVideoFolder(folder)])
  await openVideoFolder(folder)
  expect(readdirSync(folder)).toEqual([])
})

it('says which folder cannot be written, and what to do', async () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  const dangling = join(root, 'dangling')
  symlinkSync(join(root, 'nowhere'), dangling)
  // In /proc, of Linux, nothing can be made by anybody; elsewhere there is none.
  const folders = [file, join(file, 'a', 'b'), dangling, '/proc', '/proc/reelstate', '/proc/reelstate/a']
  for (const folder of folders) {
    await expect(openVideoFolder(folder), folder).rejects.toThrow(
      `--directory is ${JSON.stringify(folder)}, where no file can be written: E`,
    )
    await expect(openVideoFolder(folder)).rejects.toThrow('Give a folder that can be written.')
  }
  expect(existsSync(join(root, 'nowhere'))).toBe(false)
})
