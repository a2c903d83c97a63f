import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where finished videos lie: one `<jobId>.mp4` each. */
export interface VideoFolder {
  /** The path of a job's video; makes the folder when it is not there yet. */
  pathOf(jobId: string): string
  /** Removes a job's video, and what an interrupted render left of it. */
  remove(jobId: string): Promise<void>
  /** Removes the folder itself, if it is a temporary one. */
  close(): Promise<void>
}

/** The name under which a video is written until it is whole. */
export const partialPath = (path: string): string => `${path}.part`

/** Opens `directory`, or without one a fresh temporary folder that goes when the process exits. */
export function openVideoFolder(directory?: string): VideoFolder {
  return directory === undefined ? openTemporaryFolder() : openGivenFolder(resolve(directory))
}

/** It may hold videos of earlier processes. */
function openGivenFolder(folder: string): VideoFolder {
  return {
    pathOf: (jobId) => {
      mkdirSync(folder, { recursive: true })
      return pathIn(folder, jobId)
    },
    remove: (jobId) => removeVideo(pathIn(folder, jobId)),
    close: async () => {},
  }
}

function openTemporaryFolder(): VideoFolder {
  let folder: string | undefined
  return {
    pathOf: (jobId) => {
      folder ??= makeTemporaryFolder()
      return pathIn(folder, jobId)
    },
    remove: async (jobId) => {
      if (folder !== undefined) await removeVideo(pathIn(folder, jobId))
    },
    close: async () => {
      if (folder === undefined) return
      forgetTemporaryFolder(folder)
      await rm(folder, { recursive: true, force: true })
      folder = undefined
    },
  }
}

const pathIn = (folder: string, jobId: string) => join(folder, `${jobId}.mp4`)

async function removeVideo(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), rm(partialPath(path), { force: true })])
}

// Listeners are shared by all folders: a process warns when one event has more than ten.
const temporaryFolders = new Set<string>()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelstate-'))
  if (temporaryFolders.size === 0) {
    process.once('exit', removeTemporaryFolders)
    for (const signal of SIGNALS) process.once(signal, removeOnSignal)
  }
  temporaryFolders.add(folder)
  return folder
}

function forgetTemporaryFolder(folder: string): void {
  temporaryFolders.delete(folder)
  if (temporaryFolders.size > 0) return
  process.off('exit', removeTemporaryFolders)
  for (const signal of SIGNALS) process.off(signal, removeOnSignal)
}

function removeTemporaryFolders(): void {
  for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true })
}

/** A signal that nobody else handles ends the process without an `exit` event, and still does. */
function removeOnSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 0) return
  removeTemporaryFolders()
  process.kill(process.pid, signal)
}
