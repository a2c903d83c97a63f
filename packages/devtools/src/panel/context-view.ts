import { html, setText } from '../html.js'
import { type Change, changesBetween } from '../recording/changes-between.js'
import type { RecordedStep } from '../recording/recording.js'
import type { Shown } from './shown.js'
import { insideOf } from './value-entries.js'
import { valueText } from './value-text.js'
import { type ChangeMark, ValueTree } from './value-tree.js'

/** More changes of one step are counted, and not listed. */
const MOST_CHANGES = 12

/** The context of the shown step: what changed since the step before, and all of it as a tree. */
export class ContextView {
  readonly element = html('section', { class: 'context', 'aria-label': 'Context' })
  readonly #count = html('span', { class: 'count' })
  readonly #changes = html('ul', { class: 'changes', 'aria-label': 'Changed by this step' })
  readonly #hint = html('p', { class: 'hint' })
  readonly #tree = new ValueTree()
  #step: RecordedStep | undefined

  constructor() {
    const scroller = html('div', {
      class: 'scroller',
      tabindex: '0',
      role: 'group',
      'aria-label': 'Context values',
    })
    scroller.append(this.#changes, this.#hint, this.#tree.element)
    this.element.append(html('header', {}, html('h2', {}, 'Context'), this.#count), scroller)
  }

  update({ steps, index }: Shown): void {
    const step = steps[index]
    if (step === this.#step && step) return
    this.#step = step
    const before = steps[index - 1]
    const changes = before && step ? visibleChanges(before.context, step.context) : []
    setText(this.#count, changes.length > 0 ? `${changes.length} changed` : '')
    this.#list(changes)
    setText(this.#hint, hintFor(step))
    this.#tree.show(step?.context, markOf(changes))
  }

  #list(changes: readonly Change[]): void {
    const lines = changes.slice(0, MOST_CHANGES).map(changeLine)
    if (changes.length > lines.length)
      lines.push(html('li', { class: 'more' }, `… and ${changes.length - lines.length} more`))
    this.#changes.replaceChildren(...lines)
    this.#changes.hidden = lines.length === 0
  }
}

/** Nobody sees the difference between a field that is undefined and one that is not there. */
function visibleChanges(before: unknown, after: unknown): Change[] {
  try {
    return changesBetween(before, after).filter((change) => change.before !== change.after)
  } catch {
    // A proxy that throws, or that was taken back: the tree still shows what can be read.
    return []
  }
}

function changeLine({ path, kind, before, after }: Change): HTMLElement {
  const line = html('li', {}, html('span', { class: 'key' }, path.join('.')))
  if (kind !== 'added') line.append(html('span', { class: 'old' }, valueText(before)))
  line.append(html('span', { class: 'becomes', role: 'img', 'aria-label': 'is now' }, '→'))
  line.append(html('span', { class: 'new' }, kind === 'removed' ? 'removed' : valueText(after)))
  return line
}

function hintFor(step: RecordedStep | undefined): string {
  if (!step) return 'Nothing has happened yet.'
  const { context } = step
  const { entries, left } = insideOf(context, MOST_CHANGES)
  if (entries.length + left > 0) return ''
  const text = valueText(context)
  return ['{}', '[]', 'null', 'undefined'].includes(text) ? 'This machine keeps no context.' : text
}

function markOf(changes: readonly Change[]): (path: string) => ChangeMark {
  const changed = new Set<string>()
  const inside = new Set<string>()
  for (const { path } of changes) {
    changed.add(path.join('.'))
    for (let depth = 1; depth < path.length; depth++) inside.add(path.slice(0, depth).join('.'))
  }
  return (path) => (changed.has(path) ? 'changed' : inside.has(path) ? 'inside' : undefined)
}
