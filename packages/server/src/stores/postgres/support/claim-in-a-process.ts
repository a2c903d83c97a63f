// A worker in a process of its own, for tests that end it. Claims one job, says so, and then works on it for ever.
// With `in-transaction` it stops just before the claim is committed instead.
import pg from 'pg'
import type { PostgresPool } from '../postgres-store.js'
import { postgresStore } from '../postgres-store.js'

const [connectionString = '', leaseMs = '', where] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString })

/** Lends out connections that never get to `commit` once the store is open. */
function neverCommitting(): PostgresPool {
  return {
    options: pool.options,
    on: pool.on.bind(pool),
    off: pool.off.bind(pool),
    async connect() {
      const client = await pool.connect()
      const query = client.query.bind(client)
      client.query = ((config: { text: string }) => {
        if (config.text !== 'commit') return query(config)
        process.stdout.write('claimed\n')
        return new Promise(() => {})
      }) as typeof client.query
      return client
    },
  }
}

if (where === 'in-transaction') {
  // Opens the store's tables first, which commits.
  const first = postgresStore({ pool })
  await first.get([])
  await postgresStore({ pool: neverCommitting() }).claim({
    now: Date.now(),
    limit: 1,
    leaseMs: Number(leaseMs),
  })
} else {
  const jobs = await postgresStore({ pool }).claim({ now: Date.now(), limit: 1, leaseMs: Number(leaseMs) })
  if (jobs.length === 1) process.stdout.write('claimed\n')
}
setInterval(() => {}, 1_000)
