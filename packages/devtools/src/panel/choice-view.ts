import { html, setText } from '../html.js'

export interface Choice {
  readonly id: string
  readonly name: string
  /** Beside the name. */
  readonly detail: string
}

/** One of several, as native radio buttons: the arrow keys go through them. */
export class ChoiceView {
  readonly element: HTMLFieldSetElement
  readonly #labels = new Map<string, { input: HTMLInputElement; name: HTMLElement; detail: HTMLElement }>()

  constructor(
    private readonly group: string,
    title: string,
    private readonly onChoose: (id: string) => void,
  ) {
    this.element = html('fieldset', { class: `choice ${group}` }, html('legend', {}, title))
  }

  update(choices: readonly Choice[], chosen: string | null): void {
    const ids = new Set(choices.map(({ id }) => id))
    for (const [id, { input }] of this.#labels) {
      if (ids.has(id)) continue
      input.parentElement?.remove()
      this.#labels.delete(id)
    }
    for (const { id, name, detail } of choices) {
      const label = this.#labels.get(id) ?? this.#add(id)
      setText(label.name, name)
      setText(label.detail, detail)
      if (label.input.checked !== (id === chosen)) label.input.checked = id === chosen
    }
  }

  #add(id: string) {
    const input = html('input', { type: 'radio', name: this.group, value: id })
    const label = { input, name: html('span', { class: 'name' }), detail: html('span', { class: 'detail' }) }
    input.addEventListener('change', () => this.onChoose(id))
    this.element.append(html('label', {}, input, label.name, label.detail))
    this.#labels.set(id, label)
    return label
  }
}
