import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { createVideoHandler } from '../src/handler/create-video-handler.js'
import { toNodeHandler } from '../src/http/to-node-handler.js'
import type { JobStore } from '../src/jobs/job-store.js'
import type { VideoAdapter } from '../src/provider/video-adapter.js'
import { type CrashPoint, crashAt } from './crash-at.js'
import { fakeProviderVideo, type LostOrders } from './fake-provider-adapter.js'
import { observeAdapter, observeStore } from './observe-calls.js'
import { openStore, type StorePlan } from './open-store.js'

/** What an instance is told as its only argument, in JSON. */
export interface InstancePlan {
  store: StorePlan
  /** The fake provider's URL. */
  provider: string
  /** Where the provider reports to. */
  webhookUrl: string
  leaseMs: number
  /** 0: any free one. */
  port: number
  /** Calls are counted from the first request of this method on. */
  from?: 'POST' | 'DELETE'
  /** Where this process kills itself. */
  crash?: CrashPoint
}

/** What it prints, a line of JSON each: its URL, and every call that it made from then on. */
export type InstanceReport = { url: string } | { call: string }

/** What it is told by a line on its input: to answer requests only, or to work on jobs too, as it does from the start. */
export type InstanceOrder = 'rest' | 'work'

const plan = JSON.parse(process.argv[2] ?? '') as InstancePlan
const report = (line: InstanceReport) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const { observer, begin } = crashAt(plan.crash, (call) => report({ call }))
let isResting = false
const store = observeStore(restingStore(openStore(plan.store)), observer)
const offers: LostOrders[] = ['nothing', 'keys', 'list', 'webhook']
const handler = createVideoHandler({
  store,
  adapters: Object.fromEntries(
    offers.map((offer): [string, VideoAdapter] => [
      offer,
      observeAdapter(fakeProviderVideo(plan.provider, offer), observer),
    ]),
  ),
  authorize: (request) => request.headers.get('x-user'),
  secret: 'a secret that all instances of this test share',
  webhookUrl: plan.webhookUrl,
  leaseMs: plan.leaseMs,
  pollingInterval: 100,
  resolveMs: 4_000,
})
// The tables are made before anybody may ask, as a readiness probe has it.
await handler.jobs.health()

const server = createServer(
  toNodeHandler(async (request) => {
    if (request.method === plan.from) begin()
    return handler(request)
  }),
)
server.listen(plan.port, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video` })
})

process.once('SIGTERM', async () => {
  server.close()
  server.closeIdleConnections()
  await handler.close(10_000)
  await store.close()
  server.closeAllConnections()
})
const orders = createInterface({ input: process.stdin }).on('line', (line) => {
  isResting = (line as InstanceOrder) === 'rest'
})
// Whoever started it is gone.
orders.once('close', () => process.exit())
;(process.stdin as Socket).unref()

/** One that takes no job while this instance rests. */
function restingStore(store: JobStore): JobStore {
  const claim: JobStore['claim'] = async (options) => (isResting ? [] : store.claim(options))
  return new Proxy(store, {
    get: (target, property) => (property === 'claim' ? claim : Reflect.get(target, property, target)),
  })
}
