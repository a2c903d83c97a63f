import { VideoError } from '@reelstate/core/protocol'
import type { VideoJobsOptions } from '../src/jobs/video-jobs.js'
import type { VideoAdapter } from '../src/provider/video-adapter.js'
import { memoryStore } from '../src/stores/memory-store.js'
import { never, type Script, scriptedAdapter } from '../src/support/scripted-adapter.js'
import { type SimulatedJobs, simulatedJobs } from '../src/support/simulated-jobs.js'
import { type CallObserver, observeAdapter, observeStore } from './observe-calls.js'

type Options = NonNullable<Parameters<typeof simulatedJobs>[1]>

/** An instance whose calls are observed. */
type World = (script?: Script, more?: Partial<VideoAdapter>, options?: Options) => SimulatedJobs

/** Everything that can become of a job, in simulated time: between them they reach every await of the engine. */
export function engineScenarios(observer: CallObserver): Record<string, () => Promise<unknown>> {
  const world: World = (script, more, options = {}) =>
    simulatedJobs(observeAdapter(scriptedAdapter(script, more), observer), {
      ...options,
      store: observeStore(options.store ?? memoryStore(), observer),
    })
  return { ...ordinary(world), ...lostAnswers(world), ...trouble(world), ...cancellations(world) }
}

const running = { status: 'processing', progress: 10 } as const
const done = { status: 'completed' } as const
const lost = () => {
  throw new TypeError('fetch failed')
}
const webhookUrl = async (id: string) => `https://app.example/hooks/${id}`
const webhook = {
  verify: async ({ headers }: { headers: Headers }) => ({
    deliveryId: headers.get('delivery') ?? '',
    jobId: headers.get('job') ?? '',
  }),
}
const delivery = (id: string, job = 'job-1') => ({
  body: new Uint8Array(),
  headers: new Headers({ delivery: id, job }),
})
const busy = { key: 'busy', requestsPerMinute: 1, burst: 1 }

/** An order that is answered when the scenario says so. */
function lateAnswer() {
  let resolve = (_: { jobId: string; model: string }) => {}
  const answered = new Promise<{ jobId: string; model: string }>((settle) => {
    resolve = settle
  })
  return { create: () => answered, answer: () => resolve({ jobId: 'job-1', model: 'scripted' }) }
}

const ordinary = (world: World) => ({
  async 'a video is made, copied, listed and found'() {
    const keep: VideoJobsOptions['keep'] = async (_, { refresh }) => {
      await refresh()
      return { storageKey: 'kept', bytes: 1 }
    }
    const { order, until, jobs, clock } = world({ statuses: [running, running, done] }, {}, { keep })
    const { id, key, owner } = await order()
    jobs.watch([id], () => {})
    await until(id, 'succeeded')
    await jobs.find({ owner, key })
    await jobs.list({ owner, limit: 9 })
    await jobs.refreshUrl(id)
    await jobs.health()
    await clock.advance(4 * 3_600_000)
  },
  async 'the budget is shared, and spent'() {
    const { order, clock } = world({ statuses: [running] }, { rateLimit: busy })
    for (let count = 0; count < 3; count++) await order()
    await clock.advance(600_000)
  },
  async 'the order takes longer than a lease'() {
    const { order, clock } = world({ create: never }, {}, { leaseMs: 1_000 })
    await order()
    await clock.advance(5_000)
  },
  async 'the provider says how long it takes'() {
    const { order, until } = world({ statuses: [{ ...running, etaMs: 1_000 }, done] })
    await until((await order()).id, 'succeeded')
  },
})

const lostAnswers = (world: World) => ({
  async 'the answer is lost, and the user asks again'() {
    const { order, until, jobs, clock } = world({ create: lost }, { webhook }, { resolveMs: 5_000 })
    const { id, key } = await order({ webhookUrl })
    await until(id, 'unknown')
    await clock.advance(60_000)
    await order({ webhookUrl, key })
    await jobs.follow(id)
    await clock.advance(60_000)
    await order({ key: 'another' })
    await clock.advance(60_000)
  },
  async 'the answer is lost, and the order sent again under its key'() {
    let attempts = 0
    const create = () => (attempts++ < 2 ? lost() : { jobId: 'job-1', model: 'scripted' })
    const { order, until } = world({ create }, { capabilities: { idempotency: true } })
    await until((await order()).id, 'succeeded')
  },
  async 'the answer is lost, and the job found in the list'() {
    const { order, until } = world(
      { create: lost },
      {
        findVideoJobs: async () => [{ jobId: 'job-1' }],
      },
    )
    await until((await order()).id, 'succeeded')
  },
  async 'the answer is lost, the webhook brings the job, and a second one'() {
    const { order, until, jobs, clock } = world({ create: lost, statuses: [running, done] }, { webhook })
    const { id } = await order({ webhookUrl })
    await until(id, 'unknown')
    await jobs.deliver(id, delivery('1'))
    await clock.advance(0)
    await jobs.deliver(id, delivery('2', 'job-2'))
    await until(id, 'succeeded')
  },
  async 'the answer comes late'() {
    const { create, answer } = lateAnswer()
    const { order, until, clock } = world({ create }, {}, { createTimeoutMs: 5_000 })
    const { id } = await order()
    await until(id, 'unknown')
    answer()
    await clock.advance(0)
    await until(id, 'succeeded')
  },
  async 'the answer comes when the webhook has brought the job already'() {
    const { create, answer } = lateAnswer()
    const { order, until, jobs, clock } = world({ create }, { webhook })
    const { id } = await order({ webhookUrl })
    await clock.advance(0)
    await jobs.deliver(id, delivery('1'))
    answer()
    await until(id, 'succeeded')
  },
  async 'the webhook brings the job while a worker gives it up'() {
    const store = memoryStore()
    const dying = world({ create: never }, { webhook }, { store, leaseMs: 1_000 })
    const { id } = await dying.order({ webhookUrl })
    await dying.clock.advance(0)
    const { save } = store
    store.save = async (...request) => {
      if (request[0].state === 'unknown') await dying.jobs.deliver(id, delivery('1'))
      return save(...request)
    }
    // Another clock: nothing of what the first one has planned happens any more.
    const taking = world({ create: lost }, { webhook }, { store, leaseMs: 1_000 })
    await taking.until(id, 'succeeded')
  },
})

const trouble = (world: World) => ({
  async 'the order is refused'() {
    const { order, until } = world({ create: new VideoError('moderated', 'No.') })
    await until((await order()).id, 'failed')
  },
  async 'the order is not sent, and then it is too late'() {
    const { order, until } = world(
      { create: new VideoError('unavailable', 'Away.') },
      {},
      { maxDuration: 9_000 },
    )
    await until((await order()).id, 'failed')
  },
  async 'the provider ends the job'() {
    const { order, until } = world({ statuses: [{ status: 'failed', error: 'No.' }] })
    await until((await order()).id, 'failed')
  },
  async 'the job is gone'() {
    const { order, until } = world({ statuses: [new VideoError('not_found', 'Gone.')] })
    await until((await order()).id, 'failed')
  },
  async 'polls fail until the deadline, and the job is followed on'() {
    const { order, until, jobs } = world(
      { statuses: [running, new Error('502')] },
      {},
      { maxDuration: 9_000 },
    )
    const { id } = await order()
    await until(id, 'expired')
    await jobs.follow(id)
    await until(id, 'expired')
  },
  async 'the job takes longer than its deadline'() {
    const { order, until } = world({ statuses: [running] }, {}, { maxDuration: 9_000 })
    await until((await order()).id, 'expired')
  },
  async 'the instance stops in the middle of a poll'() {
    const { order, jobs, clock } = world({ statuses: [never] })
    await order()
    await clock.advance(0)
    const closing = jobs.close()
    await clock.advance(0)
    await closing
  },
  async 'the adapter is missing'() {
    const { order, clock, store } = world({}, {}, { work: false })
    await order()
    world({}, {}, { store, clock, adapters: new Map() })
    await clock.advance(1_000)
  },
})

const cancellations = (world: World) => ({
  async 'the order is canceled before it is sent'() {
    const waiting = world({}, {}, { work: false })
    const { id } = await waiting.order()
    void waiting.jobs.cancel(id)
    await waiting.clock.advance(0)
    const worker = world({}, {}, { store: waiting.store, clock: waiting.clock })
    await worker.until(id, 'canceled')
  },
  async 'the order is canceled while the budget is asked'() {
    const store = memoryStore()
    const { order, jobs, until } = world({}, { rateLimit: busy }, { store })
    const { record } = store
    let id = ''
    store.record = async (...request) => {
      if (request[0].startsWith('budget')) void jobs.cancel(id)
      return record(...request)
    }
    id = (await order()).id
    await until(id, 'canceled')
  },
  async 'the instance stops in the middle of a cancellation'() {
    const { order, jobs, clock } = world({ statuses: [running] }, { cancelVideoJob: never })
    const { id } = await order()
    await clock.advance(0)
    void jobs.cancel(id)
    await clock.advance(0)
    const closing = jobs.close()
    await clock.advance(60_000)
    await closing
  },
  async 'the job is canceled, finishes and costs all the same'() {
    const { order, until, jobs, clock } = world({
      statuses: [running, running, new Error('502'), done],
    })
    const { id } = await order()
    await clock.advance(0)
    void jobs.cancel(id)
    await until(id, 'canceled')
    await clock.advance(600_000)
  },
  async 'the cancellation finds no job'() {
    const cancelVideoJob = async () => {
      throw new VideoError('not_found', 'Gone.')
    }
    const { order, until, jobs, clock } = world({ statuses: [running, done] }, { cancelVideoJob })
    const { id } = await order()
    await clock.advance(0)
    void jobs.cancel(id)
    await until(id, 'succeeded')
  },
  async 'the cancellation is not answered'() {
    const cancelVideoJob = async () => {
      throw new Error('502')
    }
    const { order, until, jobs, clock } = world({ statuses: [running] }, { cancelVideoJob })
    const { id } = await order()
    await clock.advance(0)
    void jobs.cancel(id)
    await until(id, 'canceled')
  },
})
