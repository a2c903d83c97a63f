import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { Choices } from '../server.js'
import { Button } from './button.js'
import { EMBEDDED, type PlaygroundInput } from './playground-input.js'
import { ScenarioField } from './scenario-field.js'
import { SecondsField } from './seconds-field.js'
import { SizeField } from './size-field.js'

const EXAMPLES = [
  { name: 'Fox in the snow', prompt: 'A red fox runs through a snowy forest at night' },
  { name: 'Lighthouse', prompt: 'A white lighthouse by the sea in a storm' },
  { name: 'Balloon at dawn', prompt: 'A golden balloon rises over the desert at dawn' },
  { name: 'Submarine', prompt: 'A yellow submarine moves left under the sea' },
]
const MAX_PROMPT = 1000

interface PromptFormProps {
  isBusy: boolean
  choices: Choices
  onGenerate: (input: PlaygroundInput) => void
}

/** What to generate. It sends what was typed as it is: the server judges it, and says what is wrong. */
export function PromptForm({ isBusy, choices, onGenerate }: PromptFormProps) {
  const [prompt, setPrompt] = useState('')
  const [size, setSize] = useState('1280x720')
  const [seconds, setSeconds] = useState('8')
  const [seed, setSeed] = useState('')
  const [adapter, setAdapter] = useState(EMBEDDED)
  const form = useRef<HTMLFormElement>(null)
  const promptField = useRef<HTMLTextAreaElement>(null)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const modelOptions = seed.trim() === '' ? {} : { modelOptions: { seed: Number(seed) } }
    onGenerate({ adapter, prompt, size: size.trim(), duration: Number(seconds), ...modelOptions })
  }
  const submitByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit()
  }

  return (
    <form ref={form} className="card prompt-form" aria-label="New video" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor="prompt">Prompt</label>
        <textarea
          id="prompt"
          ref={promptField}
          rows={2}
          value={prompt}
          placeholder="Who or what, where, in which weather, going where?"
          aria-describedby="prompt-length"
          onChange={(event) => setPrompt(event.target.value)}
          onKeyDown={submitByKey}
        />
        <p id="prompt-length" className="field-note" data-over={prompt.length > MAX_PROMPT || undefined}>
          {prompt.length} of {MAX_PROMPT} characters
        </p>
        <ul className="chips" aria-label="Example prompts">
          {EXAMPLES.map((example) => (
            <li key={example.name}>
              <button
                type="button"
                className="chip"
                onClick={() => {
                  setPrompt(example.prompt)
                  promptField.current?.focus()
                }}
              >
                {example.name}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <SizeField value={size} onChange={setSize} />
      <ScenarioField choices={choices} value={adapter} onChange={setAdapter} />
      <div className="form-row">
        <SecondsField value={seconds} onChange={setSeconds} />
        <div className="field seed-field">
          <label htmlFor="seed">
            Seed <span className="label-note">optional</span>
          </label>
          <input
            id="seed"
            inputMode="numeric"
            autoComplete="off"
            placeholder="from prompt"
            value={seed}
            onChange={(event) => setSeed(event.target.value)}
          />
        </div>
        <Button type="submit" kind="primary" isIdle={isBusy}>
          {isBusy ? 'Generating' : 'Generate'}
        </Button>
      </div>
    </form>
  )
}
