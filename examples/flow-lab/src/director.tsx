import { Button } from '../../playground/src/button.js'
import { describeEnds } from './lab/expectation.js'
import { type Lab, type LabState, SPEEDS } from './lab/lab.js'
import { SCENARIO_GROUPS, scenarioByName } from './lab/scenarios.js'
import { ScriptLine } from './script-line.js'

interface DirectorProps {
  lab: Lab
  state: LabState
}

/** What plays and what to expect of it, what happens now, and the buttons that play it. */
export function Director({ lab, state }: DirectorProps) {
  const { scenario, speed, isPlaying, beganAt, news } = state
  return (
    <section className="card director" aria-labelledby="scenario-title">
      <ScenarioSelect chosen={scenario.name} onChoose={(name) => lab.choose(scenarioByName(name))} />
      <div className="director-what">
        <h2 id="scenario-title">{scenario.title}</h2>
        <p>{scenario.says}</p>
      </div>
      <div className="director-controls">
        <Speed chosen={speed} onChoose={lab.setSpeed} />
        {isPlaying ? (
          <Button kind="primary" onClick={lab.stop}>
            <PlayIcon shape="M2 2h10v10H2Z" />
            Stop
          </Button>
        ) : (
          <Button kind="primary" onClick={() => lab.play()}>
            <PlayIcon shape="M3 1.5v11l9-5.5Z" />
            {beganAt === null ? 'Play' : 'Again'}
          </Button>
        )}
      </div>
      <div className="director-news">
        <p className="director-now" role="status" data-tone={news.tone}>
          {news.text}
        </p>
        <p className="director-expect">
          <span>Expect:</span> {describeEnds(scenario.ends)}
        </p>
      </div>
      <ScriptLine key={beganAt} state={state} />
    </section>
  )
}

function Speed({ chosen, onChoose }: { chosen: number; onChoose: (speed: number) => void }) {
  return (
    <fieldset className="speed">
      <legend className="visually-hidden">Speed</legend>
      {SPEEDS.map((speed) => (
        <label key={speed}>
          <input type="radio" name="speed" checked={speed === chosen} onChange={() => onChoose(speed)} />×
          {speed}
        </label>
      ))}
    </fieldset>
  )
}

function PlayIcon({ shape }: { shape: string }) {
  return (
    <svg className="play-icon" viewBox="0 0 14 14" aria-hidden="true">
      <path d={shape} />
    </svg>
  )
}

/** The same scenarios where there is no room for the rail. */
function ScenarioSelect({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  return (
    <div className="scenario-select">
      <select aria-label="Scenario" value={chosen} onChange={({ target }) => onChoose(target.value)}>
        {SCENARIO_GROUPS.map(({ title, scenarios }) => (
          <optgroup key={title} label={title}>
            {scenarios.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m4 6.5 4 4 4-4" />
      </svg>
    </div>
  )
}
