import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createVideoHandler } from '/work/main/packages/server/src/handler/create-video-handler.js'
import { toNodeHandler } from '/work/main/packages/server/src/http/to-node-handler.js'
import type { JobChange, JobStore } from '/work/main/packages/server/src/jobs/job-store.js'
import type { JobView } from '/work/main/packages/server/src/jobs/job-view.js'
import type { VideoJobRow } from '/work/main/packages/server/src/jobs/video-job.js'
import type { VideoAdapter } from '/work/main/packages/server/src/provider/video-adapter.js'
import { memoryStore } from '/work/main/packages/server/src/stores/memory-store.js'

// How many streams one process holds: every reader follows its job over a real connection, and every job has news once a
// second, spread over that second as polls are. Readers are another process on this machine. The CPU is that of the whole
// server process; memory is what the streams added to it.
const SETTLE = 3_000
const MEASURE = 20_000
/** Connections that are opened at a time. */
const WAVE = 250
/** Sockets, and what else a process has open. */
const OPEN_FILES = 20_000
const GOAL = { kB: 40, p99: 800, cpu: 0.5 }

interface Load {
  label: string
  streams: number
  jobs: number
}

const loads: Load[] = [{ label: '10,000 streams, each of its own job', streams: 10_000, jobs: 10_000 }]

interface ServerFigures {
  /** kB. */
  rss: number
  /** ms of CPU since the process started. */
  cpu: number
}

interface ReaderFigures {
  frames: number
  /** ms from the change of a job to its frame at the reader. */
  p50: number
  p99: number
  max: number
  broken: number
}

const [role, first = '', second = ''] = process.argv.slice(2)
if (role === 'server') await serve(Number(first))
else if (role === 'readers') await read(Number(first), second)
else await compare()

async function compare() {
  const heads = ['', 'kB a stream', 'p50', 'p99', 'max', 'CPU of a core', 'frames/s', 'broken', 'goal']
  const rows = [heads]
  for (const load of loads) rows.push([load.label, ...(await measure(load))])
  const widths = heads.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  for (const row of rows) {
    console.log(
      row.map((cell, at) => (at ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  '),
    )
  }
}

async function measure({ streams, jobs }: Load): Promise<string[]> {
  const server = start('server', `${jobs}`)
  const { port, references } = await hear<{ port: number; references: string[] }>(server)
  await sleep(SETTLE)
  const before = await ask<ServerFigures>(server)
  const readers = start('readers', `${streams}`, `${port}`)
  readers.send(references)
  await hear(readers)
  await sleep(SETTLE)
  await ask<ReaderFigures>(readers)
  const begun = await ask<ServerFigures>(server)
  await sleep(MEASURE)
  const ended = await ask<ServerFigures>(server)
  const { frames, p50, p99, max, broken } = await ask<ReaderFigures>(readers)
  readers.kill()
  server.kill()
  const kB = (ended.rss - before.rss) / streams
  const cpu = (ended.cpu - begun.cpu) / MEASURE
  const isGood = kB <= GOAL.kB && p99 <= GOAL.p99 && cpu <= GOAL.cpu
  return [
    kB.toFixed(1),
    `${p50} ms`,
    `${p99} ms`,
    `${max} ms`,
    `${(cpu * 100).toFixed(0)} %`,
    ((frames * 1000) / MEASURE).toFixed(0),
    `${broken}`,
    `${isGood ? 'met' : 'missed'} (${GOAL.kB} kB, ${GOAL.p99} ms, ${GOAL.cpu * 100} %)`,
  ]
}

/** This file again in another role, with room for all the sockets. */
function start(...role: string[]): ChildProcess {
  const line = `ulimit -n ${OPEN_FILES} && exec "$0" "$@"`
  const args = ['-c', line, process.execPath, ...process.execArgv, fileURLToPath(import.meta.url), ...role]
  return spawn('sh', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function hear<T>(child: ChildProcess): Promise<T> {
  const [answer] = await once(child, 'message')
  return answer as T
}

function ask<T>(child: ChildProcess): Promise<T> {
  const answer = hear<T>(child)
  child.send('figures')
  return answer
}

async function serve(count: number) {
  const { store, change } = cheapStore()
  const handler = createVideoHandler({
    adapter: idleAdapter(),
    store,
    // Nobody works on these jobs: what happens to them is made up here.
    work: false,
    authorize: () => ({ owner: 'bench', limits: { streams: 1e6 } }),
    secret: 'a secret of at least thirty-two characters',
  })
  const jobs: JobView[] = []
  for (let at = 0; at < count; at++) {
    const order = new Request('http://127.0.0.1/video', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ data: { prompt: 'A red kite over the sea' } }),
    })
    jobs.push(await (await handler(order)).json())
  }
  const server = createServer(toNodeHandler(handler))
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
  console.error('listening', performance.now())
  await once(server, 'listening')
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ rss: process.memoryUsage.rss() / 1000, cpu: (user + system) / 1000 })
  })
  const { port } = server.address() as AddressInfo
  process.send?.({ port, references: jobs.map(({ reference }) => reference) })
  makeNews(
    jobs.map(({ jobId }) => jobId),
    change,
  )
}

/** A store that costs next to nothing, so that the figures are those of the streams. */
function cheapStore() {
  const rows = new Map<string, VideoJobRow>()
  const listeners = new Set<(change: JobChange) => void>()
  const store: JobStore = {
    ...memoryStore(),
    async create(job) {
      rows.set(job.id, job)
      return { job, created: true }
    },
    get: async (ids) => ids.flatMap((id) => rows.get(id) ?? []),
    async subscribe(listener) {
      listeners.add(listener)
      return async () => void listeners.delete(listener)
    },
  }
  function change(id: string, progress: number) {
    const row = rows.get(id)
    if (!row) return
    const version = row.version + 1
    const report = { status: 'processing', progress } as const
    rows.set(id, { ...row, state: 'running', report, version, updatedAt: Date.now() })
    for (const listener of listeners) listener({ id, version })
  }
  return { store, change }
}

/** Calls for every job once a second, spread over it. */
function makeNews(ids: readonly string[], tell: (id: string, percent: number) => void) {
  const startedAt = performance.now()
  let told = 0
  setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * ids.length)
    for (; told < due; told++) {
      tell(ids[told % ids.length] ?? '', Math.floor(told / ids.length) % 100)
    }
  }, 10)
}

async function read(count: number, port: string) {
  const [references] = (await once(process, 'message')) as [string[]]
  let delays: number[] = []
  let broken = 0
  const onFrame = (at: number) => void delays.push(at)
  for (let opened = 0; opened < count; opened += WAVE) {
    const wave = Array.from({ length: Math.min(WAVE, count - opened) }, (_, at) =>
      openStream(port, references[(opened + at) % references.length] ?? '', onFrame, () => broken++),
    )
    await Promise.all(wave)
    console.error('opened', opened, performance.now())
  }
  process.on('message', () => {
    const sorted = delays.sort((a, b) => a - b)
    const quantile = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0
    process.send?.({
      frames: sorted.length,
      p50: quantile(0.5),
      p99: quantile(0.99),
      max: quantile(1),
      broken,
    })
    delays = []
  })
  process.send?.('open')
}

/** Follows a job over a connection of its own; resolves with its first event. */
function openStream(
  port: string,
  reference: string,
  onFrame: (delay: number) => void,
  onBroken: () => void,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1' })
    const accept = 'Accept: text/event-stream\r\n'
    socket.write(`GET /video?ref=${reference} HTTP/1.1\r\nHost: 127.0.0.1\r\n${accept}\r\n`)
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      const now = Date.now()
      for (const [, stamp] of `${text}`.matchAll(/"timestamp":(\d+)/g)) {
        onFrame(now - Number(stamp))
        resolve()
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      onBroken()
      resolve()
    })
  })
}

function idleAdapter(): VideoAdapter {
  return {
    kind: 'video',
    name: 'idle',
    model: 'idle-1',
    createVideoJob: async () => ({ jobId: 'job-1', model: 'idle-1' }),
    getVideoStatus: async (jobId) => ({ jobId, status: 'processing' }),
    getVideoUrl: async (jobId) => ({ jobId, url: '' }),
  }
}
