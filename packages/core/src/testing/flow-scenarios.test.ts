import { expect, it } from 'vitest'
import { createFlowStage, FLOW_SCENARIOS, type Flow, playFlowScenario, recordFlow } from '../testing.js'

it.each(FLOW_SCENARIOS)('$name goes as it is written down, and bills what it says', async (scenario) => {
  const { name, title, says, acts, ends } = scenario
  const flows: Flow[] = []
  const stage = createFlowStage(scenario, { onClient: (client) => flows.push(recordFlow(client)) })
  await playFlowScenario(scenario, stage)

  const { phase, error, canceled, isLoading, result } = stage.client.getState()
  expect({ phase, error: error?.code, canceled: canceled?.outcome, jobs: stage.server.jobs.size }).toEqual({
    error: undefined,
    canceled: undefined,
    ...ends,
  })
  expect(isLoading).toBe(false)
  expect(result !== null).toBe(phase === 'success')
  // One click is one job at most.
  const clicks = acts.filter(({ does }) => does === 'generate' || does === 'retry').length
  expect(stage.server.jobs.size).toBeLessThanOrEqual(clicks)
  const written = flows.map((flow, page) => (page === 0 ? `${flow}` : `(a new page)\n${flow}`))
  await expect(`${title}\n${says}\n\n${written.join('\n')}\n`).toMatchFileSnapshot(`flows/${name}.flow.txt`)

  stage.dispose()
  await stage.clock.pass(3_600_000)
  expect(stage.server.open).toBe(0)
})

it('no two scenarios have one name, and each name is fit for a file', () => {
  const names = FLOW_SCENARIOS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
