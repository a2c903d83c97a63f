import { button, html, setText } from '../html.js'
import { icon } from '../icons.js'

export interface RecordingBarIntents {
  onExport(): void
  onOpen(file: File): void
  onClose(): void
}

/** Buttons to keep a recording and to open one, the line that says that one is shown, and why one could not be. */
export class RecordingBar {
  readonly buttons = html('div', { class: 'recording' })
  readonly banner = html('div', { class: 'banner', role: 'status' })
  readonly problem = html('div', { class: 'refused', role: 'alert' })
  readonly #export: HTMLButtonElement
  readonly #file = html('input', {
    type: 'file',
    accept: '.json,application/json',
    'aria-label': 'Recording to open',
    tabindex: '-1',
    hidden: '',
  })
  readonly #text = html('span')
  readonly #problemText = html('span')

  constructor(intents: RecordingBarIntents) {
    this.#export = button(
      [icon('save'), html('span', {}, 'Export')],
      { title: 'Save what was recorded as a file', 'aria-label': 'Export the recording' },
      () => intents.onExport(),
    )
    const open = button(
      [icon('open'), html('span', {}, 'Open')],
      {
        title: 'Open a recording; a file may also be dropped anywhere here',
        'aria-label': 'Open a recording',
      },
      () => this.#file.click(),
    )
    this.#file.addEventListener('change', () => {
      const [file] = this.#file.files ?? []
      if (file) intents.onOpen(file)
      // The same file may be chosen again.
      this.#file.value = ''
    })
    this.buttons.append(this.#export, open, this.#file)
    const close = button([icon('close'), 'Close'], { 'aria-label': 'Close the recording' }, () =>
      intents.onClose(),
    )
    this.banner.append(this.#text, close)
    const dismiss = button([icon('close')], { 'aria-label': 'Dismiss' }, () => this.refuse(''))
    this.problem.append(this.#problemText, dismiss)
    this.describe('')
    this.refuse('')
  }

  /** Whether there is anything to keep. */
  set canExport(can: boolean) {
    this.#export.disabled = !can
  }

  /** Says which recording is shown; an empty text where none is. */
  describe(text: string): void {
    setText(this.#text, text)
    this.banner.hidden = text === ''
  }

  /** Says why a file could not be opened; an empty text where none was refused. */
  refuse(text: string): void {
    setText(this.#problemText, text)
    this.problem.hidden = text === ''
  }
}
