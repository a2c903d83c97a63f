import type { VideoStorage } from './video-storage.js'

export interface IndexedDBStorageOptions {
  /** The database's name. Default: `reelstate`. */
  database?: string
}

const RECORDS = 'records'

/** Keeps records in IndexedDB, which has room where `localStorage` is full, and which workers can reach. */
export function indexedDBStorage({ database = 'reelstate' }: IndexedDBStorageOptions = {}): VideoStorage {
  let opening: Promise<IDBDatabase> | undefined

  async function open(): Promise<IDBDatabase> {
    const request = indexedDB.open(database, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
    const db = await done(request)
    // Whoever deletes or upgrades the database is not kept waiting; it is opened anew for the next record.
    db.onversionchange = () => {
      db.close()
      opening = undefined
    }
    db.onclose = () => {
      opening = undefined
    }
    return db
  }

  async function run<T>(
    mode: IDBTransactionMode,
    ask: (records: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    opening ??= open().catch((error) => {
      opening = undefined
      throw error
    })
    const transaction = (await opening).transaction(RECORDS, mode)
    // What was written is kept once its transaction is complete, not when its request is.
    const [value] = await Promise.all([done(ask(transaction.objectStore(RECORDS))), completed(transaction)])
    return value
  }

  return {
    async getItem(key) {
      const value: unknown = await run('readonly', (records) => records.get(key))
      return typeof value === 'string' ? value : null
    },
    setItem: (key, value) => run('readwrite', (records) => records.put(value, key)),
    removeItem: (key) => run('readwrite', (records) => records.delete(key)),
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}
