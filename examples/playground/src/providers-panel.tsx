import type { Choices } from '../server.js'

/** Who could make videos here, and which keys that would take. */
export function ProvidersPanel({ choices: { providers, emulatorUrl } }: { choices: Choices }) {
  if (providers.length === 0) return null
  const available = providers.filter(({ isAvailable }) => isAvailable)
  const rest = providers.filter(({ isAvailable }) => !isAvailable)
  return (
    <section className="card providers" aria-labelledby="providers-title">
      <header>
        <h2 id="providers-title">Providers</h2>
        <p className="providers-count">
          {available.length} of {providers.length} available
        </p>
      </header>
      <div className="providers-body">
        <ul>
          {[...available, ...rest].map(({ name, label, variables, isAvailable }) => (
            <li key={name} data-available={isAvailable || undefined}>
              <span className="provider-name">{label}</span>
              <span className="provider-needs">
                {isAvailable
                  ? 'Available'
                  : variables.map((variable) => <code key={variable}>{variable}</code>)}
              </span>
            </li>
          ))}
        </ul>
        <p className="field-note">
          Start the server with a key in its environment, and its provider joins the scenarios. Keys stay on
          the server. The scenarios need none: they play on the{' '}
          <a href={emulatorUrl} target="_blank" rel="noreferrer">
            emulator
          </a>
          , which other apps may use, too.
        </p>
      </div>
    </section>
  )
}
