import type { Faults } from '../faults/faults.js'
import { type HeldFaults, holdFaults } from '../faults/hold-faults.js'
import { button, html, setText } from '../html.js'
import { type IconName, icon } from '../icons.js'

/** The delays that are offered, in ms. */
const DELAYS: readonly [ms: number, name: string][] = [
  [0, 'No delay'],
  [500, '0.5 s'],
  [2_000, '2 s'],
  [10_000, '10 s'],
]

export interface FaultBarIntents {
  /** Null where there is nothing to cancel. */
  readonly onCancel: (() => void) | null
  onReload(): void
}

/** Trouble to be made on purpose. What was not given is not offered. */
export class FaultBar {
  readonly element = html('section', { class: 'faults', 'aria-label': 'Faults' })
  #given: Faults | null = null
  /** The given ones, with a note of what was switched on here. */
  #held: HeldFaults | null = null
  #leave: () => void = () => {}

  /** Shows what these faults, and this client, allow. */
  show(faults: Faults | null, { onCancel, onReload }: FaultBarIntents): void {
    this.leave()
    if (faults !== this.#given) {
      this.lift()
      this.#given = faults
      this.#held = faults && holdFaults(faults)
    }
    this.element.replaceChildren(html('h2', {}, 'Faults'))
    if (this.#held) this.#offer(this.#held)
    if (onCancel)
      this.element.append(
        action('stop', 'Cancel', 'Stops the run, as its user does: client.stop()', onCancel),
      )
    this.element.append(action('reload', 'Reload', 'Loads the page again', onReload))
    if (!faults) this.element.append(howToGetFaults())
  }

  /** Stops following the faults. */
  leave(): void {
    this.#leave()
    this.#leave = () => {}
  }

  /** Takes back what was switched on here and would go on: nobody could, once the panel is gone. */
  lift(): void {
    this.#held?.lift()
  }

  #offer(faults: Faults): void {
    const away = html('span', { class: 'away' })
    const offline = toggle(away, () => faults.setOffline(!faults.state.isOffline))
    const delay = html('select', { 'aria-label': 'Delay of every answer' })
    for (const [ms, name] of DELAYS) delay.append(html('option', { value: String(ms) }, name))
    delay.addEventListener('change', () => faults.setDelay(Number(delay.value)))
    const drop = action('drop', 'Drop the connection', 'Breaks off every answer that is being read', () =>
      faults.drop(),
    )
    const fails = action(
      'fail',
      'Fail the next request',
      'The next request, such as the next poll, is answered 502 with a page of HTML',
      () => faults.failNext(!faults.state.failsNext),
    )
    const twice = action(
      'twice',
      'Duplicate the next event',
      'The next event of the stream comes twice',
      () => faults.duplicateNext(!faults.state.duplicatesNext),
    )
    this.element.append(drop, offline, delay, fails, twice)
    const refresh = () => {
      const { isOffline, delayMs, failsNext, duplicatesNext } = faults.state
      offline.setAttribute('aria-checked', String(isOffline))
      setText(away, !isOffline && navigator.onLine === false ? '(it is already)' : '')
      showDelay(delay, delayMs)
      // Chosen, and waiting for a request or an event to meet it.
      fails.setAttribute('aria-pressed', String(failsNext))
      twice.setAttribute('aria-pressed', String(duplicatesNext))
    }
    refresh()
    const heard = new AbortController()
    for (const type of ['online', 'offline']) addEventListener(type, refresh, { signal: heard.signal })
    const unsubscribe = faults.subscribe(refresh)
    this.#leave = () => {
      heard.abort()
      unsubscribe()
    }
  }
}

function action(name: IconName, text: string, title: string, onClick: () => void): HTMLButtonElement {
  return button([icon(name), text], { class: 'fault', title }, onClick)
}

function toggle(state: HTMLElement, onClick: () => void): HTMLButtonElement {
  const title = 'Requests fail, and the page hears that it is offline'
  const inside = [html('i', { class: 'knob' }), 'Offline', state]
  return button(inside, { class: 'switch', role: 'switch', title }, onClick)
}

/** A delay that was set elsewhere is shown too. */
function showDelay(select: HTMLSelectElement, ms: number): void {
  if (![...select.options].some(({ value }) => value === String(ms))) {
    select.append(html('option', { value: String(ms) }, `${ms / 1000} s`))
  }
  select.value = String(ms)
}

const howToGetFaults = () =>
  html(
    'p',
    { class: 'hint' },
    'To drop the connection, go offline or delay answers, make ',
    html('code', {}, 'const faults = createFaults()'),
    ', give the transport ',
    html('code', {}, '{ fetch: faults.fetch }'),
    ' and this element ',
    html('code', {}, 'faults'),
    '.',
  )
