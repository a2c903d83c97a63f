import { button, html, setText } from '../html.js'
import { icon } from '../icons.js'
import type { RecordedEvent } from '../recording/recording.js'
import { editedEvent, fieldsText } from './event-fields.js'

export interface EventEditorIntents {
  /** Sends the event, or says why it cannot be sent. */
  onSend(event: RecordedEvent): string | undefined
  onClose(): void
}

/** A small form for the fields of one event, as JSON. */
export class EventEditor {
  readonly element = html('form', { class: 'editor' })
  readonly #title = html('strong', { id: 'editor-title' })
  readonly #text = html('textarea', {
    rows: '5',
    spellcheck: 'false',
    'aria-label': 'Fields of the event, as JSON',
    'aria-describedby': 'editor-problem',
  })
  readonly #note = html('p', { class: 'hint', role: 'status' })
  readonly #problem = html('p', { class: 'error', id: 'editor-problem', role: 'alert' })
  #sample: RecordedEvent = { type: '' }

  constructor(private readonly intents: EventEditorIntents) {
    const send = html('button', { type: 'submit', class: 'primary' }, icon('send'), 'Send')
    const cancel = button(['Cancel'], {}, () => intents.onClose())
    this.element.setAttribute('aria-labelledby', 'editor-title')
    this.element.append(
      this.#title,
      this.#text,
      this.#problem,
      this.#note,
      html('div', { class: 'buttons' }, send, cancel),
    )
    this.element.hidden = true
    this.element.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') intents.onClose()
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit()
    })
  }

  /** Opens with the fields of a sample. */
  open(sample: RecordedEvent): void {
    this.#sample = sample
    setText(this.#title, sample.type)
    this.note('')
    const [text, problem] = writtenFields(sample)
    this.#report(problem)
    this.#text.value = text
    this.#text.rows = Math.min(12, Math.max(3, this.#text.value.split('\n').length))
    this.element.hidden = false
    this.#text.focus({ preventScroll: true })
    this.#reveal()
  }

  /** What is being edited; undefined where the editor is closed. */
  get type(): string | undefined {
    return this.element.hidden ? undefined : this.#sample.type
  }

  /** Says something about the edited event beside its fields. */
  note(text: string): void {
    setText(this.#note, text)
  }

  close(): void {
    this.element.hidden = true
  }

  #submit(): void {
    const event = editedEvent(this.#sample, this.#text.value)
    const problem = typeof event === 'string' ? event : this.intents.onSend(event)
    this.#report(problem ?? '')
    if (!problem) return
    this.#text.focus({ preventScroll: true })
    this.#reveal()
  }

  /** Scrolls the place where the editor is; never the page. */
  #reveal(): void {
    const { parentElement: place, offsetTop } = this.element
    if (place) place.scrollTop = offsetTop - place.offsetTop - 8
  }

  #report(problem: string): void {
    setText(this.#problem, problem)
    this.#text.setAttribute('aria-invalid', String(problem !== ''))
  }
}

/** The fields as text, or none and why. */
function writtenFields(sample: RecordedEvent): [text: string, problem: string] {
  try {
    return [fieldsText(sample), '']
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    return ['{}', `The fields it came with cannot be written as JSON: ${why}`]
  }
}
