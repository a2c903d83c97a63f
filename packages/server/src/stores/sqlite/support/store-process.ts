// One of several processes on one database. It says `ready`, waits for a line on its input, does its task, and prints what
// came of it as JSON, one a line.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { exampleJob } from '../../conformance/example-job.js'
import { sqliteStore } from '../../sqlite-store.js'

const [path = '', task = ''] = process.argv.slice(2)
const store = sqliteStore({ path })
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
const times = (count: number) => Array.from({ length: count }, (_, index) => index)

const tasks: Record<string, () => Promise<void>> = {
  /** Opens databases that are not there yet, each at the moment that the others open it. */
  async open() {
    for (const index of times(10)) {
      await sleep(50 - (Date.now() % 50))
      const fresh = sqliteStore({ path: `${path}-${index}` })
      await fresh.create(exampleJob())
      await fresh.close()
    }
  },

  /** Everything that several may want at once. */
  async compete() {
    const admit = ({ active }: { active: number }) => {
      if (active >= 3) throw new Error('Refused')
    }
    const limits = { since: { day: 0, month: 0 }, admit }
    const [limited, sameKey] = [
      await Promise.allSettled(times(30).map(() => store.create(exampleJob({ owner: 'limited' }), limits))),
      await Promise.all(times(30).map(() => store.create(exampleJob({ owner: 'one', key: 'same' })))),
    ]
    const claimed: string[] = []
    for (;;) {
      const jobs = await store.claim({ now: Date.now(), limit: 3, leaseMs: 60_000 })
      if (jobs.length === 0) break
      claimed.push(...jobs.map(({ id }) => id))
    }
    for (const _ of times(30)) await store.record<number>('count', (value) => (value ?? 0) + 1)
    print({
      limited: limited.filter(({ status }) => status === 'fulfilled').length,
      created: sameKey.filter(({ created }) => created).length,
      claimed,
    })
  },

  /** Writes until it is killed. Says what is stored, and only then. */
  async write() {
    for (;;) {
      const burst = times(10).map(async () => {
        const { job } = await store.create(exampleJob({ owner: 'burst' }))
        print({ id: job.id, version: 1 })
        await store.save({ ...job, version: 2 })
        print({ id: job.id, version: 2 })
      })
      await Promise.all(burst)
    }
  },

  /** Brings the only job one version on. */
  async change() {
    const [job] = await store.list({ owner: 'ada', limit: 1 })
    if (job) await store.save({ ...job, version: job.version + 1 })
  },
}

process.stdout.write('ready\n')
await once(process.stdin, 'data')
await tasks[task]?.()
await store.close()
process.stdin.destroy()
