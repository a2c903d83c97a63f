import { setTimeout as sleep } from 'node:timers/promises'
import {
  createVideoClient,
  fetchServerSentEvents,
  type GenerateOutcome,
  type VideoClient,
} from '@reelstate/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../src/support/run-unprivileged.js'
import { balance } from './balance.js'
import type { Bill } from './fake-provider.js'
import type { InstancePlan } from './instance.js'
import type { StorePlan } from './open-store.js'
import { recordFigures } from './record-figures.js'
import { startProcess, type TestProcess } from './start-process.js'
import { STORES, type Stage, startStage } from './start-stage.js'

const JOBS = process.env.REELSTATE_LONG ? 500 : 50
const INSTANCES = 4
/** Orders come in over this time, and each video takes between half as long and as long; ms. */
const SPAN = process.env.REELSTATE_LONG ? 30_000 : 6_000

let stage: Stage

beforeAll(async () => {
  stage = await startStage()
})

afterAll(() => stage?.stop())

describe.each(STORES)('on %s', (name) => {
  it(`a rolling restart of ${INSTANCES} instances, one of them killed, loses none of ${JOBS} jobs and bills each once`, async () => {
    const cluster = await startCluster(stage.store(name, 'restart'))
    try {
      const startedAt = Date.now()
      const users = Array.from({ length: JOBS }, (_, index) => order(cluster.url, name, index))
      const restarts = cluster.restartAll()
      const outcomes = await Promise.all(users)
      await restarts
      const seconds = (Date.now() - startedAt) / 1000
      const retries = outcomes.reduce((sum, { retries }) => sum + retries, 0)
      const bills = await billsOn(name)
      await recordFigures('rolling restart', {
        store: name,
        jobs: JOBS,
        bills: bills.length,
        ended: outcomes.length,
        retries,
        seconds,
      })
      expect(outcomes.filter(({ outcome }) => outcome !== 'success')).toEqual([])
      expect(new Set(bills.map(({ prompt }) => prompt)).size).toBe(JOBS)
      expect(bills).toHaveLength(JOBS)
    } finally {
      await cluster.stop()
    }
  }, 300_000)
})

/** A user who orders a video, follows it, and clicks "try again" when told to. Resolves when the video is there. */
async function order(
  url: string,
  store: string,
  index: number,
): Promise<{ outcome: GenerateOutcome['outcome']; retries: number; said?: string }> {
  await sleep((SPAN * index) / JOBS)
  const client: VideoClient = createVideoClient({
    connection: fetchServerSentEvents(url, { headers: { 'x-user': `user-${index}` } }),
    body: { adapter: 'keys' },
  })
  const workMs = SPAN / 2 + (SPAN / 2) * Math.random()
  let retries = 0
  let outcome = await client.generate({
    prompt: `Video ${index} on ${store}`,
    modelOptions: { workMs, answerMs: 200 },
  })
  while (outcome.outcome === 'error' && isWorthRetrying(outcome.error.code) && retries < 20) {
    retries++
    await sleep(250)
    outcome = await client.retry()
  }
  client.dispose()
  return {
    outcome: outcome.outcome,
    retries,
    ...(outcome.outcome === 'error' && { said: `${outcome.error}` }),
  }
}

/** What a page offers to try again for: the same order under the same key, or the same job. */
const isWorthRetrying = (code: string) =>
  ['ambiguous_create', 'connection_lost', 'unavailable', 'rate_limited'].includes(code)

async function billsOn(store: string): Promise<Bill[]> {
  return (await stage.bills()).filter(({ prompt }) => prompt.endsWith(` on ${store}`))
}

async function startCluster(store: StorePlan) {
  const running: TestProcess<{ url: string }>[] = []
  let turn = 0
  /** Each in turn, and the others after it. */
  const balancer = await balance(() => {
    turn++
    const ports = running.flatMap((one) => (one.isGone ? [] : [Number(new URL(one.ready.url).port)]))
    return ports.map((_, index) => ports[(index + turn) % ports.length] ?? 0)
  })
  const ports = await Promise.all(Array.from({ length: INSTANCES }, freePort))
  async function start(index: number): Promise<void> {
    const port = ports[index] ?? 0
    const plan: InstancePlan = {
      store,
      provider: stage.provider,
      webhookUrl: balancer.url,
      leaseMs: 1_000,
      port,
    }
    running[index] = await startProcess<{ url: string }>(stage.instanceFile, plan)
  }
  await Promise.all(ports.map((_, index) => start(index)))
  return {
    url: balancer.url,
    /** One after the other, as a deploy does, spread over the time in which orders come and videos are made. */
    async restartAll(): Promise<void> {
      for (let index = 0; index < INSTANCES; index++) {
        await sleep(SPAN / INSTANCES)
        await running[index]?.kill(index === 1 ? 'SIGKILL' : 'SIGTERM')
        await start(index)
      }
    },
    async stop(): Promise<void> {
      await Promise.all(running.map((one) => one.kill('SIGTERM')))
      await balancer.close()
    },
  }
}
