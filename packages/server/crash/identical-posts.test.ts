import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createVideoHandler } from '../src/handler/create-video-handler.js'
import type { JobView } from '../src/jobs/job-view.js'
import { memoryStore } from '../src/stores/memory-store.js'
import { fakeProviderVideo } from './fake-provider-adapter.js'
import type { InstancePlan } from './instance.js'
import type { StorePlan } from './open-store.js'
import { startProcess } from './start-process.js'
import { STORES, type Stage, startStage } from './start-stage.js'

/** An instance, however it is reached. */
type Ask = (query: string, init: RequestInit) => Promise<Response>

const POSTS = 100
const INSTANCES = 4

let stage: Stage
let stop: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  stage = await startStage()
})

afterEach(async () => {
  await Promise.all(stop.map((end) => end()))
  stop = []
})

afterAll(() => stage?.stop())

/** Four instances in this process: no other could share its memory. */
async function onMemory(): Promise<Ask[]> {
  const store = memoryStore()
  return Array.from({ length: INSTANCES }, () => {
    const handler = createVideoHandler({
      store,
      adapter: fakeProviderVideo(stage.provider, 'nothing'),
      authorize: (request) => request.headers.get('x-user'),
      secret: 'a secret that all instances of this test share',
      pollingInterval: 100,
    })
    stop.push(() => handler.close())
    return (query, init) => handler(new Request(`http://instance/video${query}`, init))
  })
}

/** Four processes. */
async function inProcesses(store: StorePlan): Promise<Ask[]> {
  const webhookUrl = 'http://127.0.0.1:9/'
  const plan: InstancePlan = { store, provider: stage.provider, webhookUrl, leaseMs: 1_000, port: 0 }
  const instances = await Promise.all(
    Array.from({ length: INSTANCES }, () => startProcess<{ url: string }>(stage.instanceFile, plan)),
  )
  stop.push(...instances.map((instance) => () => instance.kill('SIGTERM')))
  return instances.map(
    ({ ready }) =>
      (query, init) =>
        fetch(ready.url + query, init),
  )
}

describe.each([
  ['memory', onMemory] as const,
  ...STORES.map((name) => [name, () => inProcesses(stage.store(name, 'posts'))] as const),
])('on %s', (store, open) => {
  it(`${POSTS} identical orders at once, over ${INSTANCES} instances, are one job and one bill`, async () => {
    const instances = await open()
    const prompt = `A red kite, ordered on ${store}`
    const body = JSON.stringify({ data: { prompt, modelOptions: { answerMs: 100, polls: 1 } } })
    const headers = { 'x-user': 'ada', 'content-type': 'application/json', 'idempotency-key': 'click-1' }
    const answers = await Promise.all(
      Array.from({ length: POSTS }, async (_, index) => {
        const response = await instances[index % INSTANCES]?.('', { method: 'POST', headers, body })
        return { status: response?.status, job: (await response?.json()) as JobView }
      }),
    )
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(POSTS - 1)
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1)

    const look = async (ask: Ask) => (await ask('?key=click-1', { headers })).json() as Promise<JobView>
    for (const ask of instances) {
      await expect.poll(() => look(ask), { timeout: 15_000 }).toMatchObject({ state: 'succeeded' })
    }
    expect(await stage.bills(prompt)).toHaveLength(1)
  }, 60_000)
})
