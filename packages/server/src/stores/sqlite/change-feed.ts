import { callGuest } from '../../call-guest.js'
import type { JobChange } from '../../jobs/job-store.js'
import { fromText } from './job-table.js'
import type { Run } from './open-database.js'

type Listener = (change: JobChange) => void

/** Tells what was announced in the database, by whatever process. */
export interface ChangeFeed {
  subscribe(listener: Listener): () => void
  /** Tells at once what was announced since. */
  look(): void
  close(): void
}

/** How often it is asked whether another process wrote, in ms. The answer is in memory that they share. */
const LOOK_EVERY = 250

/** The number that the next announcement is stored under. Only inside of a transaction. */
export function nextAnnouncement(run: Run): number {
  const [next] = run<{ count: number }>('update announcements set count = count + 1 returning count')
  return next?.count ?? 0
}

export function createChangeFeed(run: Run): ChangeFeed {
  const listeners = new Set<{ listener: Listener }>()
  let timer: ReturnType<typeof setInterval> | undefined
  let seen = 0
  let dataVersion: number | undefined

  /** Changes when another connection has written. */
  const readDataVersion = () => run<{ data_version: number }>('pragma data_version')[0]?.data_version

  function tellNews(): void {
    const changes = run<JobChange & { announced: number }>(
      'select id, version, announced from video_job where announced > ? order by announced',
      seen,
    )
    seen = changes.at(-1)?.announced ?? seen
    for (const { id, version } of changes) tell({ id: fromText(id), version })
  }

  function tell(change: JobChange): void {
    for (const { listener } of [...listeners])
      callGuest('a listener of changes failed.', () => listener(change))
  }

  /** Never throws: a save has happened, whatever becomes of its announcement. What is missed now is told the next time. */
  function look(): void {
    try {
      if (listeners.size > 0) tellNews()
    } catch {
      dataVersion = undefined
    }
  }

  function lookForOthers(): void {
    const before = dataVersion
    try {
      dataVersion = readDataVersion()
    } catch {
      // The next call of the store meets the same trouble, and says so.
      return
    }
    if (dataVersion !== before) look()
  }

  function start(): void {
    seen = run<{ count: number }>('select count from announcements')[0]?.count ?? 0
    timer = setInterval(lookForOthers, LOOK_EVERY)
    timer.unref?.()
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    subscribe(listener) {
      if (!timer) start()
      const entry = { listener }
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
        if (listeners.size === 0) stop()
      }
    },
    look,
    close() {
      listeners.clear()
      stop()
    },
  }
}
