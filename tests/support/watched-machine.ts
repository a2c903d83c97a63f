import type { Page } from 'playwright'

/** A transition as the page's machine took it. */
export interface TakenTransition {
  source: { id: string }
  eventType: string
  guard?: unknown
  target?: { id: string }[]
}

interface Inspectable {
  system: {
    inspect(
      listener: (event: { type: string; actorRef: unknown; _transitions?: TakenTransition[] }) => void,
    ): void
  }
  getSnapshot(): { value: unknown }
}

interface Devtools {
  client: { actor: Inspectable } | null
}

interface WatchedWindow extends Window {
  takenTransitions: TakenTransition[]
}

/** Must run in the page before its own scripts: notes every transition of the machine that its chart shows, from the first. */
export function watchTransitions(): void {
  const taken: TakenTransition[] = []
  ;(window as unknown as WatchedWindow).takenTransitions = taken
  const watched = new Set<unknown>()
  new MutationObserver(() => {
    const { client } = Object(document.querySelector('reelstate-devtools')) as Partial<Devtools>
    const actor = client?.actor
    if (!actor || watched.has(actor)) return
    watched.add(actor)
    actor.system.inspect(({ type, actorRef, _transitions = [] }) => {
      if (type !== '@xstate.microstep' || actorRef !== actor) return
      for (const { source, eventType, guard, target = [] } of _transitions)
        taken.push({ source: { id: source.id }, eventType, guard, target: target.map(({ id }) => ({ id })) })
    })
  }).observe(document, { childList: true, subtree: true })
}

/** What the page's machine is in, what its chart lights, and what the page shows of it. Reads only. */
export function lookAt(page: Page) {
  return page.evaluate(() => {
    const devtools = document.querySelector('reelstate-devtools') as (Element & Devtools) | null
    const lit = [...(devtools?.shadowRoot?.querySelectorAll('.state.lit') ?? [])]
    return {
      value: devtools?.client?.actor.getSnapshot().value,
      lit: lit.map((state) => state.getAttribute('data-state') ?? ''),
      phase: document.querySelector('.masthead [data-phase]')?.textContent,
    }
  })
}

/** The transitions since the last call. */
export const takeTransitions = (page: Page): Promise<TakenTransition[]> =>
  page.evaluate(() => (window as unknown as WatchedWindow).takenTransitions.splice(0))
