import { type ActorShape, nameOfValue, toActor } from '@reelstate/core/chart'
import type { Faults } from './faults/faults.js'
import { Panel, type Subject } from './panel/panel.js'
import { Recorder } from './recording/recorder.js'
import type { RecordingSource } from './recording/recording.js'
import { DEVTOOLS_STYLES } from './styles/devtools-styles.js'

/** Whatever has an actor: a video client, a queue. */
export interface ActorOwner {
  readonly actor: ActorShape
  /** What the button that cancels a run calls. */
  stop?(): void
}

// On a server there is no HTMLElement; the module may still be imported there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

const PROPERTIES = ['client', 'actor', 'recorder', 'faults'] as const

/**
 * `<reelstate-devtools>`: a debugger for running machines: their chart with the current state lit, their events, context
 * and timeline, the events that are possible now, faults, and recordings.
 *
 * Set the property `client` to a video client or a queue, or `actor` to any actor of an XState 5 machine; the one set
 * last is shown. With `recorder` everything it has recorded is shown, and with `faults` trouble can be made.
 * The attribute `view="chart"` leaves the chart alone; `theme` is `light` or `dark`, without it the system decides.
 *
 * Fires a cancelable `reelstate-reload` where its user asks for a reload; unless that is prevented, the page is loaded again.
 */
export class ReelstateDevtools extends Base {
  static readonly observedAttributes = ['view']
  #client: ActorOwner | null = null
  #actor: ActorShape | null = null
  #recorder: RecordingSource | null = null
  #faults: Faults | null = null
  /** Records what was given, where no recorder was. */
  #own: Recorder | null = null
  #panel: Panel | null = null
  #leave: () => void = () => {}

  /** The video client or queue whose machine is shown. */
  get client(): ActorOwner | null {
    return this.#client
  }
  set client(client: ActorOwner | null | undefined) {
    if ((client ?? null) === this.#client) return
    const before = this.#client
    this.#client = client ?? null
    // What a hook returns is another object in every render, for one and the same machine.
    if (client?.actor && client.actor === before?.actor) {
      if (typeof client.stop !== typeof before.stop) this.#offerAgain()
      return
    }
    this.#actor = null
    this.#own = null
    this.#restart()
  }

  /** The actor that is shown where there is no client. */
  get actor(): ActorShape | null {
    return this.#actor
  }
  set actor(actor: ActorShape | null | undefined) {
    if ((actor ?? null) === this.#actor) return
    this.#actor = actor ?? null
    this.#client = null
    this.#own = null
    this.#restart()
  }

  /** A recording that goes on, or one that was read; all its actors are shown. */
  get recorder(): RecordingSource | null {
    return this.#recorder
  }
  set recorder(recorder: RecordingSource | null | undefined) {
    if ((recorder ?? null) === this.#recorder) return
    this.#recorder = recorder ?? null
    this.#restart()
  }

  /** What `createFaults` made for the transport of what is shown. */
  get faults(): Faults | null {
    return this.#faults
  }
  set faults(faults: Faults | null | undefined) {
    if ((faults ?? null) === this.#faults) return
    this.#faults = faults ?? null
    this.#offerAgain()
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) this.#adopt(name)
    this.#panel ??= this.#build()
    this.#enter(this.#panel)
  }

  disconnectedCallback(): void {
    this.#pause()
    // One that is only moved is back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#panel?.liftFaults()
    })
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#restart()
  }

  /** A property that was set before the element was defined hides the setter. */
  #adopt(name: (typeof PROPERTIES)[number]): void {
    if (!Object.hasOwn(this, name)) return
    const value: unknown = this[name]
    Reflect.deleteProperty(this, name)
    Reflect.set(this, name, value)
  }

  #build(): Panel {
    const root = this.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(DEVTOOLS_STYLES)
    root.adoptedStyleSheets = [sheet]
    const panel = new Panel()
    root.append(panel.element)
    takeDroppedFiles(this, panel)
    keepTypedKeys(root)
    return panel
  }

  #restart(): void {
    if (!this.isConnected || !this.#panel) return
    this.#pause()
    this.#enter(this.#panel)
  }

  #pause(): void {
    this.#leave()
    this.#leave = () => {}
  }

  #enter(panel: Panel): void {
    panel.isChartOnly = this.getAttribute('view') === 'chart'
    const { subject, stop } = this.#start()
    panel.watch(subject)
    this.#offer(panel)
    this.#leave = () => {
      stop()
      panel.leave()
    }
  }

  #offerAgain(): void {
    if (this.isConnected && this.#panel) this.#offer(this.#panel)
  }

  #offer(panel: Panel): void {
    const onCancel = typeof this.#client?.stop === 'function' ? () => this.#client?.stop?.() : null
    panel.offerFaults(this.#faults, onCancel, () => this.#reload())
  }

  /** What is to be watched, or what is wrong with what was given, and how to stop. */
  #start(): { subject: Subject | string; stop: () => void } {
    const idle = () => {}
    try {
      const given = this.#client ? actorOf(this.#client) : this.#actor
      const actor = given ? toActor(given) : null
      if (this.#recorder) return { subject: { source: this.#recorder, actor: sessionOf(actor) }, stop: idle }
      if (!actor) return { subject: NOTHING_GIVEN, stop: idle }
      this.#own ??= new Recorder()
      const stop = this.#own.follow(this.#client ?? actor)
      return { subject: { source: this.#own, actor: sessionOf(actor) }, stop }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return { subject: error.message, stop: idle }
    }
  }

  #reload(): void {
    const wanted = this.dispatchEvent(
      new CustomEvent('reelstate-reload', { bubbles: true, composed: true, cancelable: true }),
    )
    if (wanted) location.reload()
  }
}

const NOTHING_GIVEN =
  'No machine yet: set the property client to a video client, actor to an XState actor, or recorder to a recording.'

function actorOf(client: ActorOwner): unknown {
  if (client.actor) return client.actor
  throw new TypeError(`The property client takes a video client, not ${nameOfValue(client)}.`)
}

function sessionOf(actor: ActorShape | null): string | null {
  const { sessionId } = Object(actor) as { sessionId?: unknown }
  return typeof sessionId === 'string' ? sessionId : null
}

/** Where the chart is alone, a file is left to the page. */
function takeDroppedFiles(element: HTMLElement, panel: Panel): void {
  element.addEventListener('dragover', (event) => {
    if (!panel.isChartOnly && event.dataTransfer?.types.includes('Files')) event.preventDefault()
  })
  element.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0]
    if (panel.isChartOnly || !file) return
    event.preventDefault()
    void panel.open(file)
  })
}

/** What is typed into a field of the panel is no shortcut of the app around it. */
function keepTypedKeys(root: ShadowRoot): void {
  for (const type of ['keydown', 'keypress', 'keyup']) {
    root.addEventListener(type, (event) => {
      if ((event.target as Element).matches('input, textarea, select')) event.stopPropagation()
    })
  }
}
