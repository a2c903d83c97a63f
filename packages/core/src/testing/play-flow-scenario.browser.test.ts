import { expect, it } from 'vitest'
import { createFlowStage, createRealClock, FLOW_SCENARIOS, playFlowScenario } from '../testing.js'

const named = (...names: string[]) => FLOW_SCENARIOS.filter(({ name }) => names.includes(name))

it.each(named('happy', 'reload', 'reload-before-job', 'offline', 'cancel-too-late'))(
  '$name ends in a browser as it ends in Node, on a simulated clock',
  async (scenario) => {
    const stage = createFlowStage(scenario)
    await playFlowScenario(scenario, stage)
    const { phase, canceled } = stage.client.getState()
    expect({ phase, canceled: canceled?.outcome, jobs: stage.server.jobs.size }).toEqual({
      canceled: undefined,
      ...scenario.ends,
    })
    stage.dispose()
  },
)

it.each(named('drop-and-resume', 'reload'))('$name plays on a page, sped up', async (scenario) => {
  const stage = createFlowStage(scenario, { clock: createRealClock({ speed: 60 }) })
  const acts: string[] = []
  await playFlowScenario(scenario, stage, { onAct: ({ does }) => acts.push(does) })
  expect(acts).toHaveLength(scenario.acts.length)
  expect(stage.client.getState().phase).toBe('success')
  expect(stage.server.jobs.size).toBe(1)
  stage.dispose()
})
