import { html, setAttribute, setText } from '../html.js'
import { insideOf, type ValueInside, valueKind } from './value-entries.js'
import { valueText } from './value-text.js'

/** More entries of one value are counted, and not listed. */
const MOST_ENTRIES = 100
/** A value on the first level that has no more entries than this starts open. */
const OPEN_UP_TO = 12

/** Whether the value at a path changed, or something inside it. The names of a path are joined with dots. */
export type ChangeMark = 'changed' | 'inside' | undefined

/** Any value as a tree of native disclosures. What is shown next is written into the same elements, and stays open. */
export class ValueTree {
  readonly element = html('ul', { class: 'tree' })
  readonly #entries = new EntryList(this.element, 0)

  show(value: unknown, markOf: (path: string) => ChangeMark = () => undefined): void {
    this.#entries.update(insideOf(value, MOST_ENTRIES), '', markOf)
  }
}

/** The entries of one value. */
class EntryList {
  readonly #entries = new Map<string, Entry>()
  readonly #more = html('li', { class: 'more' })

  constructor(
    private readonly list: HTMLElement,
    private readonly depth: number,
  ) {}

  update({ entries, left }: ValueInside, path: string, markOf: (path: string) => ChangeMark): void {
    const names = new Set(entries.map(([name]) => name))
    for (const [name, entry] of this.#entries) {
      if (names.has(name)) continue
      entry.element.remove()
      this.#entries.delete(name)
    }
    for (const [index, [name, inner]] of entries.entries()) {
      const entry = this.#entries.get(name) ?? new Entry(name, this.depth)
      this.#entries.set(name, entry)
      entry.update(inner, path === '' ? name : `${path}.${name}`, markOf)
      if (this.list.children[index] !== entry.element) {
        this.list.insertBefore(entry.element, this.list.children[index] ?? null)
      }
    }
    setText(this.#more, `… and ${left.toLocaleString('en')} more`)
    if (left > 0) this.list.append(this.#more)
    else this.#more.remove()
  }
}

/** One name and its value; a value that has an inside can be opened, and is read only then. */
class Entry {
  readonly element = html('li')
  readonly #key: HTMLElement
  readonly #value = html('span')
  readonly #details = html('details')
  readonly #summary = html('summary')
  #inside: EntryList | undefined
  #wasBranch = false
  #refill: () => void = () => {}

  constructor(
    name: string,
    private readonly depth: number,
  ) {
    this.#key = html('span', { class: 'key' }, name)
    this.#details.append(this.#summary)
    this.#details.addEventListener('toggle', () => this.#refill())
  }

  update(value: unknown, path: string, markOf: (path: string) => ChangeMark): void {
    const inside = insideOf(value, MOST_ENTRIES)
    const count = inside.entries.length + inside.left
    setText(this.#value, valueText(value))
    setAttribute(this.#value, 'class', `value ${valueKind(value)}`)
    setAttribute(this.element, 'data-change', markOf(path) ?? '')
    this.#refill = () => {
      if (!this.#details.open || count === 0) return
      this.#inside ??= new EntryList(this.#details.appendChild(html('ul')), this.depth + 1)
      this.#inside.update(inside, path, markOf)
    }
    this.#place(count > 0)
    if (count > 0 && !this.#wasBranch) {
      this.#wasBranch = true
      this.#details.open = this.depth === 0 && count <= OPEN_UP_TO && !Array.isArray(value)
    }
    this.#refill()
  }

  /** A leaf holds its name and value itself; a branch has them in the line that opens it. */
  #place(isBranch: boolean): void {
    const home = isBranch ? this.#summary : this.element
    if (this.#key.parentElement === home) return
    this.element.replaceChildren(...(isBranch ? [this.#details] : []))
    home.append(this.#key, this.#value)
  }
}
