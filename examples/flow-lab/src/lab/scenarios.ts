import { FLOW_SCENARIOS, type FlowScenario } from '@reelstate/core/testing'

export interface LabScenario extends FlowScenario {
  /** The first link that the server gives out leads to something that does not play. */
  firstLinkIsDead?: boolean
}

/** Here a video is really played, so here a link that is dead can be met. */
const DEAD_LINK: LabScenario = {
  name: 'dead-link',
  group: 'The link',
  title: 'The link has expired already',
  says: 'The video does not play: its link is too old. The UI asks for another one by itself, and that plays.',
  server: { urlLastsMs: 3_600_000 },
  client: {},
  acts: [{ at: 0, who: 'user', does: 'generate', prompt: 'a dog on a beach' }],
  lastsMs: 30_000,
  ends: { phase: 'success', jobs: 1 },
  firstLinkIsDead: true,
}

export const SCENARIOS: readonly LabScenario[] = [...FLOW_SCENARIOS, DEAD_LINK]

/** The scenarios as the page lists them: each group where the first of it comes. */
export const SCENARIO_GROUPS = [...new Set(SCENARIOS.map(({ group }) => group))].map((title) => ({
  title,
  scenarios: SCENARIOS.filter(({ group }) => group === title),
}))

/** The scenario of this name; the first where there is none. */
export const scenarioByName = (name: string): LabScenario =>
  SCENARIOS.find((scenario) => scenario.name === name) ?? (SCENARIOS[0] as LabScenario)
