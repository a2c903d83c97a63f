import { VideoError } from '@reelstate/core/protocol'
import type { JobChange } from '../../jobs/job-store.js'
import { type ChangeFeed, createChangeFeed } from './change-feed.js'
import type { OpenSqliteFile } from './load-sqlite.js'
import { migrate } from './migrate.js'
import { type Database, openDatabase, type Run } from './open-database.js'
import { isBusy, toStoreError } from './sqlite-error.js'

/** A database that is opened when it is first used, and shared with other processes. */
export interface Connection {
  read<T>(work: (run: Run) => T): Promise<T>
  /**
   * Does the work, and resolves once it is on the disk; what `work` throws undoes it. Works that are asked for at the same
   * time go to the disk together, which is what takes long. It may run more than once.
   */
  write<T>(work: (run: Run) => T): Promise<T>
  subscribe(listener: (change: JobChange) => void): Promise<() => void>
  /** Lets what was begun come to its end first. */
  close(): Promise<void>
}

interface Opened {
  database: Database
  feed: ChangeFeed
}

interface Write {
  /** Does the work. The returned function tells the caller, once it is on the disk. */
  perform(database: Database): () => void
  reject(thrown: unknown): void
}

/** How long other processes may keep the database locked, in ms. */
const PATIENCE = 10_000
/** Works that go to the disk together. */
const BATCH = 100

export function createConnection(path: string, load: () => Promise<OpenSqliteFile>): Connection {
  const name = path.split(/[\\/]/).at(-1) ?? path
  const waiting: Write[] = []
  let opening: Promise<Opened> | undefined
  let writing: Promise<void> | undefined
  let closing: Promise<void> | undefined

  /** Opens the file at the first call; where that fails, again at the next. */
  function opened(): Promise<Opened> {
    opening ??= open(path, name, load).catch((thrown) => {
      opening = undefined
      throw thrown
    })
    return opening
  }

  /** Does the work once no other process is in the way. */
  async function use<T>(work: (opened: Opened) => T): Promise<T> {
    const giveUpAt = Date.now() + PATIENCE
    for (;;) {
      try {
        return work(await opened())
      } catch (thrown) {
        if (!isBusy(thrown) || Date.now() > giveUpAt) throw toStoreError(thrown, name)
        await pause(Math.random() * 20)
      }
    }
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      // A turn of the event loop: who asks meanwhile comes along, and whatever else the process does has its turn too.
      await new Promise((resolve) => setImmediate(resolve))
      const batch = waiting.splice(0, BATCH)
      try {
        const tells = await use(({ database, feed }) => {
          const attempts = database.transaction(() => batch.map(({ perform }) => perform(database)))
          feed.look()
          return attempts
        })
        for (const tell of tells) tell()
      } catch (thrown) {
        for (const { reject } of batch) reject(thrown)
      }
    }
    writing = undefined
  }

  async function closeAll(): Promise<void> {
    await writing
    const { feed, database } = (await opening?.catch(() => undefined)) ?? {}
    feed?.close()
    database?.close()
  }

  function assertOpen(): void {
    if (closing) throw new VideoError('invalid_options', 'The store is closed.')
  }

  return {
    async read(work) {
      assertOpen()
      return use(({ database }) => work(database.run))
    },
    async write<T>(work: (run: Run) => T) {
      assertOpen()
      return new Promise<T>((resolve, reject) => {
        waiting.push({
          reject,
          perform({ attempt, run }) {
            const outcome = attempt(() => work(run))
            if ('value' in outcome) return () => resolve(outcome.value)
            return () => reject(toStoreError(outcome.thrown, name))
          },
        })
        writing ??= writeWaiting()
      })
    },
    async subscribe(listener) {
      assertOpen()
      return use(({ feed }) => feed.subscribe(listener))
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

async function open(path: string, name: string, load: () => Promise<OpenSqliteFile>): Promise<Opened> {
  const [{ resolve }, openFile] = await Promise.all([import('node:path'), load()])
  const database = await openDatabase(resolve(path), openFile)
  try {
    migrate(database, name)
    return { database, feed: createChangeFeed(database.run) }
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
