import type { EmulatorScenario } from '@reelstate/local'
import type { Choices } from '../server.js'
import { EMBEDDED } from './playground-input.js'

const GROUPS: Partial<Record<EmulatorScenario['group'], string>> = {
  normal: 'Emulated: how it goes on',
  create: 'Emulated: when the job is created',
  poll: 'Emulated: when its status is asked for',
  end: 'Emulated: how it ends',
  result: 'Emulated: when the video is fetched',
  cancel: 'Emulated: when you press Cancel',
}

interface ScenarioFieldProps {
  choices: Choices
  /** The name of an adapter. */
  value: string
  onChange: (value: string) => void
}

/** Who makes the video, and what goes wrong on the way. */
export function ScenarioField({ choices, value, onChange }: ScenarioFieldProps) {
  const providers = choices.providers.filter(({ name, isAvailable }) => isAvailable && name !== EMBEDDED)
  return (
    <div className="field scenario-field">
      <label htmlFor="scenario">Scenario</label>
      <div className="select">
        <select
          id="scenario"
          value={value}
          aria-describedby="scenario-says"
          onChange={(event) => onChange(event.target.value)}
        >
          <option value={EMBEDDED}>Embedded renderer (no faults)</option>
          {providers.length > 0 && (
            <optgroup label="Real providers: every video is billed">
              {providers.map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </optgroup>
          )}
          {Object.entries(GROUPS).map(([group, label]) => (
            <optgroup key={group} label={label}>
              {choices.scenarios
                .filter((scenario) => scenario.group === group)
                .map(({ name, title }) => (
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
      <p id="scenario-says" className="field-note">
        {explain(choices, value)}
      </p>
    </div>
  )
}

function explain({ scenarios, providers }: Choices, value: string): string {
  const scenario = scenarios.find(({ name }) => name === value)
  if (scenario) return scenario.says
  const provider = providers.find(({ name }) => name === value && name !== EMBEDDED)
  if (provider) return `${provider.label} makes the video, with the key in the server’s environment.`
  return 'Draws the video on this machine. Choose another to see what becomes of a run when things go wrong.'
}
