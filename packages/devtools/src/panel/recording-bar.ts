import { button, focusedIn, html, setText } from '../html.js'
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
  readonly #open: HTMLButtonElement
  readonly #close: HTMLButtonElement
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
    this.#open = button(
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
    this.buttons.append(this.#export, this.#open, this.#file)
    this.#close = button([icon('close'), 'Close'], { 'aria-label': 'Close the recording' }, () =>
      intents.onClose(),
    )
    this.banner.append(this.#text, this.#close)
    const dismiss = button([icon('close')], { 'aria-label': 'Dismiss' }, () => this.refuse(''))
    this.problem.append(this.#problemText, dismiss)
    this.describe('', false)
    this.refuse('')
  }

  /** Whether there is anything to keep. */
  set canExport(can: boolean) {
    this.#export.disabled = !can
  }

  /** Says which recording is shown, and whether it can be closed; an empty text where none is. */
  describe(text: string, canClose: boolean): void {
    setText(this.#text, text)
    if (text === '' || !canClose) this.#keepFocus(this.#close)
    this.#close.hidden = !canClose
    this.banner.hidden = text === ''
  }

  /** Says why a file could not be opened; an empty text where none was refused. */
  refuse(text: string): void {
    setText(this.#problemText, text)
    if (text === '') this.#keepFocus(this.problem)
    this.problem.hidden = text === ''
  }

  /** Whoever pressed a button that goes away goes on beside it. */
  #keepFocus(leaving: HTMLElement): void {
    if (focusedIn(leaving)) this.#open.focus({ preventScroll: true })
  }
}
