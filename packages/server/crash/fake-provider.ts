import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a job is to go, sent along with its order as `modelOptions`. Times are ms. */
export interface JobScript {
  /** From the order to the finished video, at the least. Default: 0. */
  workMs?: number
  /** So many polls find the video unfinished, at the least. Default: 0. */
  polls?: number
  /** How long the order's answer is held back; the bill is written at once. Default: 0. */
  answerMs?: number
  /** `reset`: the bill is written, and the connection cut without an answer. `refuse`: no job, and no bill. */
  answer?: 'send' | 'reset' | 'refuse'
  /** The first so many orders go as `answer` says, the later ones as usual. Default: all. */
  times?: number
}

/** What the provider charges for: one entry for every job that it made, whatever became of the answer. */
export interface Bill {
  jobId: string
  prompt: string
}

interface Job extends Bill {
  key: string | undefined
  createdAt: number
  readyAt: number
  /** Polls that are still to find it unfinished. */
  polls: number
  isCanceled: boolean
}

interface Order {
  prompt: string
  script: JobScript
  webhookUrl?: string
}

/** ms */
const CANCEL_ANSWER = 80

const jobs = new Map<string, Job>()
const orders = new Map<string, number>()

/** A provider in a process of its own: what it billed outlives whoever ordered. Prints its URL as its first line. */
const server = createServer((request, answer) => {
  route(request, answer).catch((thrown) => {
    answer.statusCode = 500
    answer.end(String(thrown))
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`,
  )
})

async function route(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://provider')
  const [, collection, id = '', part] = pathname.split('/')
  const prompt = searchParams.get('prompt')
  const matching = () => [...jobs.values()].filter((job) => prompt === null || job.prompt === prompt)
  if (collection === 'bills') {
    const bills: Bill[] = matching().map(({ jobId, prompt }) => ({ jobId, prompt }))
    send(answer, 200, bills)
  } else if (request.method === 'POST') {
    const key = request.headers['idempotency-key']
    takeOrder(await readJson(request), typeof key === 'string' ? key : undefined, answer)
  } else if (id === '') {
    const since = Number(searchParams.get('since'))
    send(
      answer,
      200,
      matching().filter(({ createdAt }) => createdAt >= since),
    )
  } else {
    const job = jobs.get(id)
    if (!job) send(answer, 404, {})
    else if (request.method === 'DELETE') cancelSlowly(job, answer)
    else if (part === 'video') answer.setHeader('Content-Type', 'video/mp4').end(VIDEO)
    else send(answer, 200, { status: poll(job) })
  }
}

function takeOrder(
  { prompt, script, webhookUrl }: Order,
  key: string | undefined,
  answer: ServerResponse,
): void {
  const count = (orders.get(prompt) ?? 0) + 1
  orders.set(prompt, count)
  const { workMs = 0, polls = 0, answerMs = 0, times = Number.POSITIVE_INFINITY } = script
  const how = count > times ? 'send' : (script.answer ?? 'send')
  if (how === 'refuse') {
    send(answer, 422, {})
    return
  }
  const known = key === undefined ? undefined : [...jobs.values()].find((job) => job.key === key)
  const job = known ?? addJob(prompt, key, workMs, polls)
  if (!known && webhookUrl !== undefined) setTimeout(() => void deliver(webhookUrl, job.jobId), workMs)
  setTimeout(() => {
    if (how === 'reset') answer.destroy()
    else send(answer, 200, { jobId: job.jobId })
  }, answerMs)
}

function addJob(prompt: string, key: string | undefined, workMs: number, polls: number): Job {
  const createdAt = Date.now()
  const jobId = `p${jobs.size + 1}`
  const job = { jobId, prompt, key, createdAt, readyAt: createdAt + workMs, polls, isCanceled: false }
  jobs.set(jobId, job)
  return job
}

function cancel(job: Job): string {
  if (!job.isCanceled && isReady(job)) return 'too_late'
  job.isCanceled = true
  return 'canceled'
}

/** Canceled at once, and answered so late that who asked can be killed on the way. */
function cancelSlowly(job: Job, answer: ServerResponse): void {
  const outcome = cancel(job)
  setTimeout(() => send(answer, 200, { outcome }), CANCEL_ANSWER)
}

const isReady = ({ polls, readyAt }: Job) => polls <= 0 && Date.now() >= readyAt

function poll(job: Job): string {
  if (job.isCanceled) return 'canceled'
  if (isReady(job)) return 'completed'
  job.polls--
  return 'processing'
}

/** Reports until somebody listens, as providers do: whoever should may be down. */
async function deliver(url: string, jobId: string): Promise<void> {
  for (let attempt = 1; attempt <= 40; attempt++) {
    const request = { method: 'POST', body: JSON.stringify({ deliveryId: `about-${jobId}`, jobId }) }
    const isTaken = await fetch(url, request).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isTaken) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

async function readJson<T>(request: IncomingMessage): Promise<T> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text) as T
}

function send(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

const VIDEO = Buffer.alloc(1_024, 'video')
