import { expect, it, vi } from 'vitest'
import {
  createFlowStage,
  createRealClock,
  describeFlowAct,
  FLOW_SCENARIOS,
  type FlowScenario,
  playFlowScenario,
} from '../testing.js'

const named = (name: string): FlowScenario => {
  const scenario = FLOW_SCENARIOS.find((candidate) => candidate.name === name)
  if (!scenario) throw new Error(`There is no scenario ${name}.`)
  return scenario
}

it('tells of each act before it happens', async () => {
  const scenario = named('offline')
  const stage = createFlowStage(scenario)
  const told: string[] = []
  await playFlowScenario(scenario, stage, {
    onAct: (act, index) => told.push(`${index}: ${stage.client.getState().phase}: ${describeFlowAct(act)}`),
  })
  expect(told).toEqual([
    '0: idle: The user asks for a video.',
    '1: polling: The network goes away.',
    '2: reconnecting: The network is back.',
  ])
  stage.dispose()
})

it('every act has a sentence', () => {
  for (const act of FLOW_SCENARIOS.flatMap(({ acts }) => acts))
    expect(describeFlowAct(act)).toMatch(/^(The|Another) .+\.$/)
})

it('plays in real time, so many times as fast, to the same end', async () => {
  const scenario = named('reload')
  const pages: string[] = []
  const stage = createFlowStage(scenario, {
    clock: createRealClock({ speed: 60 }),
    videoUrl: 'data:video/mp4;base64,AAAA',
    onClient: (client) => pages.push(client.getState().phase),
  })
  const began = performance.now()
  await playFlowScenario(scenario, stage)
  expect(performance.now() - began).toBeLessThan(scenario.lastsMs / 2)
  expect(pages).toEqual(['idle', 'idle'])
  expect(stage.client.getState().result?.url).toBe('data:video/mp4;base64,AAAA')
  expect(stage.server.jobs.size).toBe(1)
  stage.dispose()
})

it('ends early when it is told to, in the middle of a wait', async () => {
  const scenario = named('slow')
  const stage = createFlowStage(scenario, { clock: createRealClock() })
  const ending = new AbortController()
  const began = performance.now()
  const playing = playFlowScenario(scenario, stage, { signal: ending.signal })
  await vi.waitFor(() => expect(stage.client.getState().phase).toBe('polling'), 20_000)
  ending.abort()
  await playing
  expect(performance.now() - began).toBeLessThan(scenario.lastsMs / 2)
  expect(stage.server.open).toBe(1)
  stage.dispose()
  expect(stage.server.open).toBe(0)
})

it('does nothing on a stage whose play was ended before', async () => {
  const scenario = named('happy')
  const stage = createFlowStage(scenario)
  await playFlowScenario(scenario, stage, { signal: AbortSignal.abort() })
  expect(stage.server.requests).toEqual([])
  stage.dispose()
})

it('does not do the act at which it was ended', async () => {
  const scenario = named('happy')
  const stage = createFlowStage(scenario)
  const ending = new AbortController()
  await playFlowScenario(scenario, stage, { signal: ending.signal, onAct: () => ending.abort() })
  await stage.clock.pass(1_000)
  expect(stage.server.requests).toEqual([])
  stage.dispose()
})
