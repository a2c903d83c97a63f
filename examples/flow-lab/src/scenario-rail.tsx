import { useEffect, useRef } from 'react'
import { describeEnds } from './lab/expectation.js'
import { type LabScenario, SCENARIO_GROUPS } from './lab/scenarios.js'

interface ScenarioRailProps {
  chosen: LabScenario
  onChoose: (scenario: LabScenario) => void
}

/** All scenarios by group, beside the page where there is room. Choosing one plays it. */
export function ScenarioRail({ chosen, onChoose }: ScenarioRailProps) {
  const rail = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another line.
  useEffect(() => {
    const { current: list } = rail
    const line = list?.querySelector<HTMLElement>('[aria-current=true]')
    if (!list || !line) return
    // A link may name one that is out of sight; the page itself stays where it is.
    const above = line.offsetTop - list.scrollTop
    if (above < 0 || above + line.offsetHeight > list.clientHeight)
      list.scrollTop = line.offsetTop - list.clientHeight / 2
  }, [chosen])
  return (
    <nav ref={rail} className="card rail" aria-label="Scenarios">
      {SCENARIO_GROUPS.map(({ title, scenarios }) => (
        <div key={title} className="rail-group">
          <h2>{title}</h2>
          <ul>
            {scenarios.map((scenario) => (
              <li key={scenario.name}>
                <button
                  type="button"
                  className="rail-choice"
                  data-ends={scenario.ends.phase}
                  aria-current={scenario === chosen}
                  title={describeEnds(scenario.ends)}
                  onClick={() => onChoose(scenario)}
                >
                  {scenario.title}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
