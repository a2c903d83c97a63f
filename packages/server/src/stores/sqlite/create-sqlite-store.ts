import { VideoError } from '@reelstate/core/protocol'
import type { JobStore, SaveOutcome } from '../../jobs/job-store.js'
import { shown } from '../../shown.js'
import type { SqliteStoreOptions } from '../sqlite-store.js'
import { nextAnnouncement } from './change-feed.js'
import { createConnection } from './connection.js'
import {
  claimJobs,
  findJob,
  forgetJobs,
  getJobs,
  headOf,
  insertJob,
  listJobs,
  toText,
  updateJob,
  usageOf,
} from './job-table.js'
import type { OpenSqliteFile } from './load-sqlite.js'
import type { Run } from './open-database.js'

/** Jobs forgotten at once: others have a turn in between. */
const PRUNE_BATCH = 200

export function createSqliteStore(
  { path }: SqliteStoreOptions,
  load: () => Promise<OpenSqliteFile>,
): JobStore {
  checkPath(path)
  const { read, write, subscribe, close } = createConnection(path, load)

  return {
    name: 'sqlite',

    async create(job, limits) {
      const added = copy(job)
      return write((run) => {
        const known = findJob(run, { owner: added.owner, key: added.key })
        if (known) return { job: known, created: false }
        limits?.admit(usageOf(run, added.owner, limits.since))
        insertJob(run, added)
        return { job: added, created: true }
      })
    },

    get: (ids) => read((run) => getJobs(run, ids)),
    find: (query) => read((run) => findJob(run, query)),
    list: (query) => read((run) => listJobs(run, query)),

    async save(job, { delivery } = {}) {
      const next = copy({ ...job, revision: job.revision + 1 })
      return write((run): SaveOutcome => {
        const head = headOf(run, next.id)
        if (head?.revision !== next.revision - 1) return 'conflict'
        if (delivery !== undefined && !remember(run, delivery)) return 'duplicate'
        updateJob(run, next, head.version === next.version ? head.announced : nextAnnouncement(run))
        return 'saved'
      })
    },

    claim: (request) => write((run) => claimJobs(run, request)),

    record<T>(name: string, change: (value: T | undefined) => T) {
      return write((run) => {
        const [stored] = run<{ value: string }>('select value from record where name = ?', toText(name))
        const next = change(stored && JSON.parse(stored.value))
        run('insert or replace into record (name, value) values (?, ?)', toText(name), JSON.stringify(next))
        return next
      })
    },

    async subscribe(listener) {
      const unsubscribe = await subscribe(listener)
      return async () => unsubscribe()
    },

    async prune(endedBefore) {
      let pruned = 0
      for (;;) {
        const count = await write((run) => forgetJobs(run, endedBefore, PRUNE_BATCH))
        pruned += count
        if (count < PRUNE_BATCH) break
      }
      await write((run) => run('delete from delivery where at < ?', endedBefore))
      // A range of names, which the key's index finds: there may be a record for every job.
      await write((run) =>
        run(
          `delete from record where name > 'conversation:' and name < 'conversation;'
            and json_extract(value, '$.usedAt') < ?`,
          endedBefore,
        ),
      )
      return pruned
    },

    close,
  }
}

/** As it is now, whatever its owner does with it until it is written. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value))

/** Remembers a delivery; false when it was remembered before. */
function remember(run: Run, delivery: string): boolean {
  const added = run(
    'insert or ignore into delivery (id, at) values (?, ?) returning 1',
    toText(delivery),
    Date.now(),
  )
  return added.length === 1
}

function checkPath(path: unknown): void {
  if (path === ':memory:') {
    throw new VideoError(
      'invalid_options',
      'sqliteStore keeps jobs in a file. For jobs in memory take memoryStore().',
    )
  }
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new VideoError(
      'invalid_options',
      `The path is ${shown(path)}. Give that of a file, such as './data/jobs.db'.`,
    )
  }
}
