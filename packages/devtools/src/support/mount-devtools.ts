import { createVideoClient, type VideoClient } from '@reelstate/core'
import { scriptedTransport } from '@reelstate/core/testing'
import axe from 'axe-core'
import { expect, vi } from 'vitest'
import type { ReelstateDevtools } from '../index.js'
import '../index.js'

type Properties = Partial<Pick<ReelstateDevtools, 'client' | 'actor' | 'recorder' | 'faults'>>

/** The element on the page, with short words for what a test looks at and touches. */
export function mountDevtools(properties: Properties, { width = 1200, view = '', theme = 'light' } = {}) {
  const element = document.createElement('reelstate-devtools')
  element.style.width = `${width}px`
  element.setAttribute('theme', theme)
  if (view) element.setAttribute('view', view)
  Object.assign(element, properties)
  document.body.append(element)
  const all = <Found extends HTMLElement = HTMLElement>(selector: string) => [
    ...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ]
  const one = <Found extends HTMLElement = HTMLElement>(selector: string): Found => {
    const [found] = all<Found>(selector)
    if (!found) throw new Error(`There is no ${selector} in the element.`)
    return found
  }
  const texts = (selector: string) =>
    all(selector).flatMap((found) => (isSeen(found) ? found.textContent : []))
  return {
    element,
    all,
    one,
    texts,
    text: (selector: string) => all(selector)[0]?.textContent ?? '',
    drawn: () => vi.waitFor(() => expect(all('.view svg')).toHaveLength(1), { timeout: 10_000 }),
    lit: () => all('.lit').map((state) => state.getAttribute('data-state')),
    /** The button of this name, whether it is written or only heard. */
    button: (name: string): HTMLButtonElement => {
      const named = all<HTMLButtonElement>('button').find(
        (each) => isSeen(each) && (each.getAttribute('aria-label') ?? each.textContent) === name,
      )
      if (!named) throw new Error(`There is no button ${name}, but: ${texts('button').join(', ')}`)
      return named
    },
    /** The rows of the event list: its event, and where it led. */
    events: () =>
      all('.event')
        .filter(isSeen)
        .sort((a, b) => Number(a.dataset.step) - Number(b.dataset.step))
        .map((row) => `${row.querySelector('.name')?.textContent} ${row.querySelector('.led')?.textContent}`),
    scrubTo: (index: number) => {
      const slider = one<HTMLInputElement>('.track input')
      slider.valueAsNumber = index
      slider.dispatchEvent(new Event('input'))
    },
    violations: async (rules?: string[]) => {
      const { violations } = await axe.run(element, rules ? { runOnly: rules } : {})
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    },
  }
}

/** What a repaint, or a layout of a chart, brings on a busy machine. */
export const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 })

export const isSeen = (element: HTMLElement) => element.getClientRects().length > 0

/** A client whose server says what the test makes it say. */
export function scriptedClient() {
  const transport = scriptedTransport()
  return { client: createVideoClient({ connection: transport }), transport }
}

/** The ids of all states that an actor says it is in. */
export function statesOf({ actor }: Pick<VideoClient, 'actor'>): string[] {
  return stateIds('video', actor.getSnapshot().value)
}

function stateIds(path: string, value: unknown): string[] {
  if (typeof value === 'string') return [`${path}.${value}`]
  return Object.entries(Object(value)).flatMap(([key, inner]) => [
    `${path}.${key}`,
    ...stateIds(`${path}.${key}`, inner),
  ])
}
