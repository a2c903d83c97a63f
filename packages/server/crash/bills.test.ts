import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrashPoint, Moment } from './crash-at.js'
import { type CrashLane, type CrashRun, openCrashLane } from './crash-lane.js'
import { type CrashScenario, crashScenarios } from './crash-scenarios.js'
import { recordFigures } from './record-figures.js'
import { STORES, type Stage, startStage } from './start-stage.js'

const isLong = process.env.REELSTATE_LONG !== undefined
const RUNS = Number(process.env.REELSTATE_RUNS ?? (isLong ? 100 : 1))
/** Each has a store and a survivor of its own, so that a kill is about one job only. */
const LANES = 9
/** How often an instance is sent to a point where every one comes, and may be outrun. One of chance gets a single try. */
const TRIES = 4
/** What depends on the time is not in all of these. */
const TRACES = 3
/** Calls that a bill or an end hangs on: instances are killed there in every scenario, at the others in one. */
const DECISIVE =
  /provider\.(create|cancel|find)|webhook|→(creating|running |unknown|canceled|failed|succeeded)/
/** Between two calls nothing lasts happens: after the one is before the next. */
const momentsOf = (call: string): Moment[] => {
  if (isLong) return ['before', 'during', 'after']
  return DECISIVE.test(call) ? ['before', 'during'] : ['before']
}
/**
 * Depends on the time: the same step once more, and the read before it, where somebody else wrote in between; renewing a
 * lease; and polls. A machine that is busy while it is watched has them in every trace.
 */
const BY_CHANCE = /^store\.(save (lease|.* [2-9]$)|get again)|getVideoStatus/

let stage: Stage

beforeAll(async () => {
  stage = await startStage()
})

afterAll(() => stage?.stop())

describe.each(STORES)('on %s, wherever an instance is killed', (store) => {
  const lanes: CrashLane[] = []
  const free: CrashLane[] = []
  const waiting: ((lane: CrashLane) => void)[] = []
  const runs: CrashRun[] = []
  const seen = new Set<string>()
  let points = 0

  beforeAll(async () => {
    for (let lane = 0; lane < LANES; lane++) {
      lanes.push(await openCrashLane(stage, stage.store(store, `lane_${lane}`)))
    }
    free.push(...lanes)
  }, 60_000)

  afterAll(async () => {
    await Promise.all(lanes.map((lane) => lane.close()))
    await recordFigures('kills', { store, points, runs })
  })

  async function onFreeLane<T>(use: (lane: CrashLane) => Promise<T>): Promise<T> {
    const lane = free.pop() ?? (await new Promise<CrashLane>((resolve) => waiting.push(resolve)))
    try {
      return await use(lane)
    } finally {
      const next = waiting.shift()
      if (next) next(lane)
      else free.push(lane)
    }
  }

  it.concurrent.each(crashScenarios)(
    '$name: at most one bill, and an end',
    { timeout: 36_000_000 },
    async (scenario) => {
      const watch = () => onFreeLane((lane) => lane.trace(scenario))
      const traces = await Promise.all(Array.from({ length: TRACES }, watch))
      const calls = [...new Set(traces.flat())]
      const fresh = calls.filter((call) => isLong || !seen.has(call) || DECISIVE.test(call))
      for (const call of calls) seen.add(call)
      const plan = fresh.flatMap((call) => {
        const isSteady = traces.every((trace) => trace.includes(call)) && !BY_CHANCE.test(call)
        return momentsOf(call).map((moment) => ({ call, moment, isSteady }))
      })
      expect(plan.length).toBeGreaterThan(0)
      points += plan.length
      const work = Array.from({ length: RUNS }, () => plan).flat()
      const wrong = await Promise.all(
        work.map((point) => onFreeLane((lane) => killAt(lane, scenario, point, runs))),
      )
      expect(wrong.flat().join('\n')).toBe('')
    },
  )
})

/** Kills an instance there, and says what is wrong about what followed. One that was outrun is sent again. */
async function killAt(
  lane: CrashLane,
  scenario: CrashScenario,
  { call, moment, isSteady }: CrashPoint & { isSteady: boolean },
  runs: CrashRun[],
): Promise<string[]> {
  const where = `${moment} ${call}`
  for (let attempt = 1; attempt <= (isSteady ? TRIES : 1); attempt++) {
    const run = await lane.run(scenario, { call, moment }).catch((thrown: Error) => thrown)
    if (run instanceof Error) return [`${where}: ${run.message}`]
    runs.push(run)
    const wrong = judge(scenario, run).map((what) => `${where}: ${what}; it was found ${run.found}`)
    if (wrong.length > 0 || run.isReached) return wrong
  }
  // A call may be over before it can be died in.
  const isCertain = isSteady && moment !== 'during'
  return isCertain ? [`${where}: no instance came there in ${TRIES} tries`] : []
}

function judge({ ends, offers }: CrashScenario, { bills, end, found, resumedMs }: CrashRun): string[] {
  const wrong: string[] = []
  if (bills > 1) wrong.push(`${bills} bills`)
  if (resumedMs > 15_000) wrong.push(`ended ${resumedMs} ms after the kill`)
  if (end.state === 'succeeded' && bills !== 1) wrong.push('a video without a bill')
  if (end.state === ends) return wrong
  // An intent without an answer is the one thing that may stay unknown, and only where nothing helps to find out.
  const mayBeLost = found === 'creating' || found === 'unknown'
  const canBeFound = offers === 'keys' || (offers !== 'nothing' && bills === 1)
  const isToldSo = end.state === 'unknown' && end.errorCode === 'ambiguous_create'
  if (!mayBeLost || canBeFound || !isToldSo) {
    wrong.push(`${end.state} ${end.errorCode ?? ''} with ${bills} bills in place of ${ends}`)
  }
  return wrong
}
