import { VideoError } from '@reelstate/core/protocol'

const CODES = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, protocol: 15, notADatabase: 26 }

/** SQLite's primary result code; undefined for what SQLite did not throw. */
function resultCode(thrown: unknown): number | undefined {
  const { errcode, rawCode } = (thrown ?? {}) as { errcode?: unknown; rawCode?: unknown }
  // Node's own SQLite names it `errcode`, libsql `rawCode`. The bits above are details.
  const code = errcode ?? rawCode
  return typeof code === 'number' ? code & 0xff : undefined
}

/** Whether another process has the lock that is needed, so that trying again helps. */
export function isBusy(thrown: unknown): boolean {
  const code = resultCode(thrown)
  return code === CODES.busy || code === CODES.protocol
}

/**
 * What SQLite threw, in words that help; anything else as it is. Users may read a `VideoError`, so it names the file
 * without its folders.
 */
export function toStoreError(thrown: unknown, file: string): unknown {
  const code = resultCode(thrown)
  if (code === undefined) return thrown
  const { message } = thrown as Error
  const because = { cause: thrown }
  switch (code) {
    case CODES.busy:
    case CODES.protocol:
      return new VideoError(
        'unavailable',
        `The job database "${file}" was locked by another process for too long.`,
        because,
      )
    case CODES.full:
    case CODES.ioError:
    case CODES.readOnly:
      return new VideoError(
        'unavailable',
        `The job database "${file}" could not be written or read: ${message}.`,
        because,
      )
    case CODES.notADatabase:
      return notAJobDatabase(file, because)
    case CODES.corrupt:
      return new VideoError(
        'internal',
        `The job database "${file}" is damaged. Stop what uses it, keep a copy of it and of its "-wal" file, then restore a backup, or save what is left with: sqlite3 ${file} .recover`,
        because,
      )
    default:
      return new Error(`SQLite: ${message} (${code})`, because)
  }
}

export const notAJobDatabase = (file: string, because: { cause?: unknown } = {}) =>
  new VideoError(
    'invalid_options',
    `"${file}" is not a job database of Reelstate. Give the path of one, or of a file that is not there yet.`,
    because,
  )
