import { useState } from 'react'

const COMMON = ['4', '8', '12']

interface FieldProps {
  value: string
  onChange: (value: string) => void
}

/** Seconds: the usual three, or any from 1 to 20. */
export function SecondsField({ value, onChange }: FieldProps) {
  const [isCustom, setCustom] = useState(false)
  return (
    <fieldset className="field seconds-field">
      <legend>Seconds</legend>
      <div className="segments">
        {COMMON.map((seconds) => (
          <label key={seconds} className="segment">
            <input
              type="radio"
              name="seconds"
              checked={!isCustom && value === seconds}
              onChange={() => {
                setCustom(false)
                onChange(seconds)
              }}
            />
            {seconds}
          </label>
        ))}
        <label className="segment">
          <input type="radio" name="seconds" checked={isCustom} onChange={() => setCustom(true)} />
          Other
        </label>
        {isCustom && (
          <input
            type="number"
            min={1}
            max={20}
            aria-label="Seconds, 1 to 20"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </div>
    </fieldset>
  )
}
