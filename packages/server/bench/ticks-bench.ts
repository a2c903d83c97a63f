import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createVideoJobs } from '../src/jobs/create-video-jobs.js'
import type { JobStore } from '../src/jobs/job-store.js'
import { postgresStore } from '../src/postgres.js'
import type { VideoAdapter } from '../src/provider/video-adapter.js'
import { sqliteStore } from '../src/sqlite.js'
import { startPostgres } from '../src/support/start-postgres.js'

// Whether workers keep up with live jobs on one store: how long after a poll is due it leaves, and what that costs.
// No job ends, so all stay live. Provider, store and workers share this machine. At last one worker of several is killed,
// and the longest that a poll then waits is how long it takes until another has taken over.
/** Jobs begin over this long or longer, so that their polls do not come in step; ms. */
const RAMP = 15_000
/** Orders that arrive at a time. */
const LANES = 10
const SETTLE = 15_000
const MEASURE = 30_000
const AFTER_KILL = 20_000
/** How long the provider takes to answer, in ms. */
const ANSWER = 200

interface Load {
  label: string
  store: 'postgres' | 'sqlite'
  workers: number
  jobs: number
  /** Whether every poll brings something that readers have to hear of. */
  news: boolean
}

const postgres = { store: 'postgres', workers: 4 } as const
const sqlite = { store: 'sqlite', workers: 1 } as const
const loads: Load[] = [
  { label: 'PostgreSQL, 4 workers, 1,000 jobs', ...postgres, jobs: 1_000, news: false },
  { label: '… and every poll brings news', ...postgres, jobs: 1_000, news: true },
  { label: 'PostgreSQL, 4 workers, 3,000 jobs', ...postgres, jobs: 3_000, news: false },
  { label: 'SQLite, 1 worker, 1,000 jobs', ...sqlite, jobs: 1_000, news: false },
  { label: '… and every poll brings news', ...sqlite, jobs: 1_000, news: true },
]

/** What a worker measured. */
interface Report {
  /** How late each poll left, in ms. */
  late: number[]
  /** ms of CPU. */
  cpu: number
  troubles: number
}

const [role, kind, location = '', news] = process.argv.slice(2)
if (role === 'worker') work(openStore(kind, location), news === 'news')
else await compare()

async function compare() {
  const rows: string[][] = []
  for (const load of loads) {
    rows.push([load.label, ...(await measure(load))])
  }
  const heads = [
    '',
    'polls/s',
    'late p50',
    'p99',
    'max',
    'CPU a worker',
    'of PostgreSQL',
    'troubles',
    'after kill -9',
  ]
  const widths = heads.map((head, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? '')].map((it) => it.length)),
  )
  for (const row of [heads, ...rows]) {
    console.log(
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
  }
}

async function measure({ store: kind, workers: count, jobs, news }: Load): Promise<string[]> {
  const place = await startStore(kind)
  const store = openStore(kind, place.location)
  const args = ['worker', kind, place.location, news ? 'news' : '']
  const workers: ChildProcess[] = []
  try {
    await store.get(['connects'])
    for (let each = 0; each < count; each++) {
      const worker = fork(import.meta.filename, args)
      workers.push(worker)
      await answerOf(worker)
    }
    await order(store, jobs)
    await sleep(SETTLE)
    for (const worker of workers) worker.send('begin')
    const before = await place.cpu()
    await sleep(MEASURE)
    const databaseCpu = (await place.cpu()) - before
    const reports = await Promise.all(workers.map(askForReport))
    const late = reports.flatMap((report) => report.late).sort((a, b) => a - b)
    const cpu = reports.reduce((sum, report) => sum + report.cpu, 0) / count
    return [
      ((late.length / MEASURE) * 1000).toFixed(0),
      ...[0.5, 0.99, 1].map((share) => `${late[Math.ceil(late.length * share) - 1]?.toFixed(0)} ms`),
      `${((cpu / MEASURE) * 100).toFixed(1)} %`,
      kind === 'postgres' ? `${((databaseCpu / MEASURE) * 100).toFixed(1)} %` : '',
      `${reports.reduce((sum, { troubles }) => sum + troubles, 0)}`,
      count > 1 ? await longestAfterKill(workers) : '',
    ]
  } finally {
    await Promise.all(workers.map(stop))
    await store.close()
    await place.stop()
  }
}

/** How late the latest poll is once one of these workers was killed in the middle of one. */
async function longestAfterKill(workers: ChildProcess[]): Promise<string> {
  const victim = workers.shift()
  const gone = victim && once(victim, 'exit')
  victim?.send('die')
  await gone
  for (const worker of workers) worker.send('begin')
  await sleep(AFTER_KILL)
  const reports = await Promise.all(workers.map(askForReport))
  return `${(Math.max(...reports.flatMap(({ late }) => late)) / 1000).toFixed(1)} s`
}

async function order(store: JobStore, count: number): Promise<void> {
  const jobs = createVideoJobs({ store, adapters: new Map([['bench', provider()]]), work: false })
  const lane = async (first: number) => {
    for (let index = first; index < count; index += LANES) {
      const name = `${index}`
      const input = { prompt: 'A red kite' }
      await jobs.create({ owner: name, key: name, input, runId: name, threadId: name })
      await sleep((RAMP / count) * LANES)
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)))
}

/** A provider that takes its time to answer, and never finishes a video. */
function provider(onPoll: (jobId: string) => void = () => {}, hasNews = false): VideoAdapter {
  return {
    kind: 'video',
    name: 'bench',
    model: 'bench-1',
    async createVideoJob({ idempotencyKey = '' }) {
      await sleep(ANSWER)
      return { jobId: idempotencyKey, model: 'bench-1' }
    },
    async getVideoStatus(jobId) {
      onPoll(jobId)
      await sleep(ANSWER)
      return { jobId, status: 'processing', ...(hasNews && { message: `at ${Date.now()}` }) }
    },
    getVideoUrl: () => Promise.reject(new Error('No job of this benchmark ends.')),
  }
}

/** A worker of its own process, as it is shipped. */
function work(store: JobStore, hasNews: boolean): void {
  const dueAt = new Map<string, number>()
  let report: Report = { late: [], cpu: 0, troubles: 0 }
  let began = process.cpuUsage()
  let isDying = false
  const onPoll = (jobId: string) => {
    if (isDying) process.kill(process.pid, 'SIGKILL')
    report.late.push(Date.now() - (dueAt.get(jobId) ?? 0))
  }
  const measured: JobStore = {
    ...store,
    async claim(request) {
      const jobs = await store.claim(request)
      for (const { id, dueAt: due } of jobs) dueAt.set(id, due ?? 0)
      return jobs
    },
  }
  const jobs = createVideoJobs({
    store: measured,
    adapters: new Map([['bench', provider(onPoll, hasNews)]]),
    onEvent({ name }) {
      if (name === 'worker.trouble') report.troubles++
    },
  })
  process.on('message', async (message) => {
    if (message === 'begin') {
      report = { late: [], cpu: 0, troubles: 0 }
      began = process.cpuUsage()
    } else if (message === 'die') {
      isDying = true
    } else if (message === 'report') {
      const { user, system } = process.cpuUsage(began)
      process.send?.({ ...report, cpu: (user + system) / 1000 })
    } else {
      await jobs.close(2_000)
      await store.close()
      process.exit()
    }
  })
  process.on('disconnect', () => process.exit())
  process.send?.('ready')
}

async function askForReport(worker: ChildProcess): Promise<Report> {
  const answer = answerOf(worker)
  worker.send('report')
  return (await answer) as Report
}

/** What it says next. Rejects when it ends instead. */
async function answerOf(worker: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
    throw new Error('A worker ended before it was asked to.')
  })
  const [answer] = await Promise.race([once(worker, 'message'), ended])
  over.abort()
  await ended.catch(() => {})
  return answer
}

async function stop(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null) return
  const ended = once(worker, 'exit')
  worker.send('stop')
  await ended
}

function openStore(kind = '', location: string): JobStore {
  return kind === 'postgres' ? postgresStore({ connectionString: location }) : sqliteStore({ path: location })
}

interface Place {
  location: string
  /** ms that the database's processes have spent so far. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

async function startStore(kind: Load['store']): Promise<Place> {
  if (kind === 'postgres') {
    const { connectionString, stop } = await startPostgres()
    const { port } = new URL(connectionString)
    return { location: connectionString, stop, cpu: () => cpuOf(port) }
  }
  const folder = await mkdtemp(join(tmpdir(), 'reelstate-ticks-'))
  return {
    location: join(folder, 'jobs.db'),
    stop: () => rm(folder, { recursive: true, force: true }),
    cpu: async () => 0,
  }
}

/** ms of CPU of the PostgreSQL on that port, its children and those that have ended included; 0 without a /proc. */
async function cpuOf(port: string): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry))
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const stat = await read(pid, 'stat')
      // Of the fields behind the name: the second is the parent, the 12th to 15th are CPU in hundredths of a second.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const hundredths = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
      const isServer = (await read(pid, 'cmdline')).includes(`port=${port}\0`)
      return { pid, parent: fields[1], ms: hundredths * 10, isServer }
    }),
  )
  const server = processes.find(({ isServer }) => isServer)?.pid
  return processes
    .filter(({ pid, parent }) => pid === server || parent === server)
    .reduce((sum, { ms }) => sum + ms, 0)
}
