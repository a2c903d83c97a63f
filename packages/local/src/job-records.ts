import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { VideoError } from '@reelstate/server'
import { checkRenderInput } from './check-render-input.js'
import type { SceneOptions } from './scene/compose-scene.js'

/** How a render ended. */
export type RenderEnd =
  | { name: 'finished'; bytes: number; expiresAt: number }
  | { name: 'failed'; errorCode: 'canceled' | 'generation_failed'; error: string; expiresAt: number }

/** What a later process must know of a job. */
export interface JobRecord {
  id: string
  /** Counts up from job to job: the order in which they were created. */
  order: number
  input: SceneOptions
  idempotencyKey?: string
  /** Absent while the render has not ended; `expiresAt` is in ms since the epoch. */
  end?: RenderEnd
}

/** The jobs of one folder, one `<jobId>.json` each, so that they outlive the process. */
export interface JobRecords {
  /** Everything on record, oldest first. A record that cannot be understood is removed, and `onCorrupt` hears its id. */
  read(onCorrupt: (jobId: string) => void): JobRecord[]
  /** Writes a record whole or not at all, before it returns. */
  write(record: JobRecord): void
  remove(jobId: string): void
}

const RECORD_NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json(\.part)?$/

/** Opens the records in `directory`, which need not be there yet. One process at a time may use them. */
export function openJobRecords(directory: string): JobRecords {
  const folder = resolve(directory)
  const pathOf = (jobId: string) => join(folder, `${jobId}.json`)
  return {
    read(onCorrupt) {
      const records: JobRecord[] = []
      for (const name of namesIn(folder)) {
        const [, id, isPartial] = RECORD_NAME.exec(name) ?? []
        if (id === undefined) continue
        if (isPartial) {
          rmSync(join(folder, name))
          continue
        }
        const record = parseRecord(readFileSync(pathOf(id), 'utf8'), id)
        if (!record) {
          onCorrupt(id)
          rmSync(pathOf(id))
        } else {
          records.push(isVideoThere(join(folder, `${id}.mp4`), record.end) ? record : withoutEnd(record))
        }
      }
      return records.sort((a, b) => a.order - b.order)
    },
    write(record) {
      mkdirSync(folder, { recursive: true })
      const path = pathOf(record.id)
      writeFileSync(`${path}.part`, JSON.stringify(record))
      renameSync(`${path}.part`, path)
    },
    remove(jobId) {
      rmSync(pathOf(jobId), { force: true })
      rmSync(`${pathOf(jobId)}.part`, { force: true })
    },
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new VideoError(
      'invalid_options',
      `localVideo: the directory ${JSON.stringify(folder)} cannot be read. Give a folder that this process may read and write.`,
      { cause: error },
    )
  }
}

/** A finished video that somebody removed is rendered again: the record alone cannot be played. */
function isVideoThere(path: string, end: RenderEnd | undefined): boolean {
  return end?.name !== 'finished' || statSync(path, { throwIfNoEntry: false })?.size === end.bytes
}

const withoutEnd = ({ end: _, ...record }: JobRecord): JobRecord => record

function parseRecord(text: string, id: string): JobRecord | undefined {
  try {
    const { order, input, idempotencyKey, end } = JSON.parse(text) as JobRecord
    if (!Number.isSafeInteger(order)) return undefined
    if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return undefined
    if (end !== undefined && !isEnd(end)) return undefined
    return {
      id,
      order,
      input: checkInput(input),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(end && { end }),
    }
  } catch {
    return undefined
  }
}

/** Throws unless it is what an order may ask for. */
function checkInput({ prompt, width, height, seconds, seed }: SceneOptions): SceneOptions {
  return checkRenderInput({ prompt, size: `${width}x${height}`, duration: seconds, modelOptions: { seed } })
}

function isEnd(end: RenderEnd): boolean {
  if (!Number.isFinite(end.expiresAt)) return false
  if (end.name === 'finished') return Number.isSafeInteger(end.bytes)
  const isKnown = end.errorCode === 'canceled' || end.errorCode === 'generation_failed'
  return end.name === 'failed' && isKnown && typeof end.error === 'string'
}
