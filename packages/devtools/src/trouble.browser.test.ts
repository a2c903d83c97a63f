import { afterEach, describe, expect, it, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { type AnyStateMachine, assign, createActor, createMachine } from 'xstate'
import { createFaults } from './faults.js'
import { html } from './html.js'
import { Recorder, readRecording, toRecordingFile } from './recording.js'
import { mountDevtools, soon } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

function started(machine: AnyStateMachine) {
  return createActor(machine).start()
}

/** What has the keyboard's focus, inside the panel or outside. */
function focused({ element }: ReturnType<typeof mountDevtools>): string {
  const active = element.shadowRoot?.activeElement
  return active?.getAttribute('aria-label') ?? active?.textContent ?? String(document.activeElement?.tagName)
}

const painted = () => new Promise((resolve) => setTimeout(resolve, 60))

const form = createMachine({
  context: { name: '', size: 1n as unknown },
  initial: 'open',
  states: {
    open: {
      on: {
        SET_NAME: { actions: assign({ name: ({ event }) => event.name.trim() }) },
        CHECK: { guard: ({ event }) => event.code.length > 3, target: 'done' },
        SIZE: { actions: assign({ size: ({ event }) => event.size }) },
        NEXT: 'waiting',
      },
    },
    waiting: { on: { BACK: 'open' }, after: { 90050: 'open' } },
    done: {},
  },
})

describe('an event whose fields are not known', () => {
  it('is given them before it is sent, also where a guard wants them', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    const editor = panel.one<HTMLTextAreaElement>('.editor textarea')
    panel.one('[data-event=SET_NAME]').click()
    expect(editor.value).toBe('{}')
    editor.value = '{ "name": " fox " }'
    panel.button('Send').click()
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', context: { name: 'fox' } })

    expect(panel.one('[data-event=CHECK]').getAttribute('aria-disabled')).toBeNull()
    panel.one('[data-event=CHECK]').click()
    panel.button('Send').click()
    expect(panel.text('.error')).toMatch(/^The machine does not take CHECK with these fields now/)
    editor.value = '{ "code": "12345" }'
    panel.button('Send').click()
    expect(actor.getSnapshot().value).toBe('done')
  })

  it('has a second button where the first sends it as it came before', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    actor.send({ type: 'NEXT' })
    actor.send({ type: 'BACK' })
    await soon(() => panel.texts('[data-event=NEXT]')).toEqual(['NEXT'])
    panel.button('Fields of NEXT').click()
    expect(panel.text('.editor strong')).toBe('NEXT')
    panel.one('[data-event=NEXT]').click()
    expect(actor.getSnapshot().value).toBe('waiting')
    await soon(() => panel.texts('.possible .timer')).toEqual(['Fire after 90050 ms now'])
  })

  it('keeps what was typed while the machine passes through states that do not have it', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    const editor = panel.one<HTMLTextAreaElement>('.editor textarea')
    panel.one('[data-event=SET_NAME]').click()
    editor.value = '{ "name": "a long one" }'
    actor.send({ type: 'NEXT' })
    await soon(() => panel.text('.editor .hint')).toBe(
      'SET_NAME is not possible now. What is typed here is kept.',
    )
    panel.button('Send').click()
    expect(panel.text('.error')).toMatch(/^The machine does not take SET_NAME/)
    actor.send({ type: 'BACK' })
    await soon(() => panel.text('.editor .hint')).toBe('')
    panel.button('Send').click()
    expect(actor.getSnapshot().context.name).toBe('a long one')
  })

  it('is edited also where it came with a bigint or with itself', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    const size: Record<string, unknown> = { bytes: 12n }
    size.self = size
    actor.send({ type: 'SIZE', size, unit: 'kB' })
    await soon(() => panel.text('.place')).toContain('2 / 2')
    panel.one('[data-event=SIZE]').click()
    const editor = panel.one<HTMLTextAreaElement>('.editor textarea')
    expect(JSON.parse(editor.value).size).toEqual({ bytes: { $bigint: '12' }, self: { $circular: true } })
    editor.value = editor.value.replace('kB', 'MB')
    panel.button('Send').click()
    expect(actor.getSnapshot().context.size).toBe(size)
    await soon(() => panel.text('.place')).toContain('3 / 3')
    panel.one('[data-event=SIZE]').click()
    editor.value = '{ "size": { "$bigint": "40" } }'
    panel.button('Send').click()
    expect(actor.getSnapshot().context.size).toBe(40n)
  })
})

describe('the keyboard', () => {
  it('keeps its place where the button that was pressed goes away or out of use', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    actor.send({ type: 'NEXT' })
    actor.send({ type: 'BACK' })
    await soon(() => panel.texts('[data-event=NEXT]')).toEqual(['NEXT'])
    panel.one('[data-event=NEXT]').focus()
    await userEvent.keyboard('{Enter}')
    await soon(() => focused(panel)).toBe('Fire after 90050 ms now')
    panel.one('[data-event=BACK]').click()
    await soon(() => panel.texts('[data-event=SET_NAME]')).toHaveLength(1)
    panel.one('[data-event=CHECK]').click()
    panel.one<HTMLTextAreaElement>('.editor textarea').value = '{ "code": "12345" }'
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await soon(() => panel.text('.possible > .scroller > .hint')).toMatch(/^Nothing: no arrow/)
    expect(focused(panel)).toBe('Possible events')

    panel.scrubTo(1)
    await soon(() => panel.text('.place')).toMatch(/^2 \/ /)
    panel.button('Step back').focus()
    await userEvent.keyboard('{Enter}')
    await soon(() => panel.text('.place')).toMatch(/^1 \/ /)
    await userEvent.keyboard('{Enter}')
    expect(focused(panel)).toBe('Step back')
    panel.button('Back to now').focus()
    await userEvent.keyboard('{Enter}')
    await soon(() => panel.text('.latest')).toBe('Live')
    expect(focused(panel)).toBe('Live')
  })

  it('stays on the event that it is on while others come', async () => {
    const counter = createMachine({ id: 'counter', on: { TICK: { actions: () => {} } } })
    const actor = started(counter)
    const panel = mountDevtools({ recorder: following(actor, 60) })
    const tick = (times: number) => {
      for (let count = 0; count < times; count++) actor.send({ type: 'TICK' })
    }
    tick(55)
    await soon(() => panel.text('.place')).toContain('56 / 56')
    const row = panel.one('.event[data-step="50"]')
    row.querySelector<HTMLElement>('.main')?.focus()
    tick(8)
    await soon(() => panel.text('.events .count')).not.toBe('56')
    await painted()
    expect(panel.element.shadowRoot?.activeElement).toBe(row.querySelector('.main'))
    expect(row.dataset.step).toBe('50')
    expect(row.getAttribute('aria-setsize')).toBe(panel.text('.events .count'))
    expect(Number(row.getAttribute('aria-posinset'))).toBeLessThan(51)
    await userEvent.keyboard('{ArrowUp}')
    await soon(() => panel.one('.event .main[aria-current]').closest('li')?.dataset.step).toBe('49')
    const inPlace = panel.all('.event').map(({ dataset }) => Number(dataset.step))
    expect(inPlace).toEqual(inPlace.toSorted((a, b) => a - b))
    // The first steps have gone, and with them where the recording began.
    expect(panel.one('.marks .began').getAttribute('d')).toBe('')
  })

  it('types into the fields of the panel alone', async () => {
    const panel = mountDevtools({ actor: started(form) })
    const heard = vi.fn()
    for (const type of ['keydown', 'keypress', 'keyup'])
      document.addEventListener(type, heard, { signal: AbortSignal.timeout(5_000) })
    panel.one('.filter').focus()
    await userEvent.keyboard('abc')
    expect(panel.one<HTMLInputElement>('.filter').value).toBe('abc')
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('values that nobody expects', () => {
  it('are shown as far as they can be, and stop no part of the panel', async () => {
    const complaints = vi.spyOn(console, 'error')
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const context = {
      bytes: new Uint8Array(2_000_000),
      proxy,
      pairs: new Map<unknown, number>([
        [{ a: 1 }, 1],
        [{ a: 1 }, 2],
        [proxy, 3],
        [Object.create(null), 4],
      ]),
      many: Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`key${index}`, index])),
    }
    const actor = started(createMachine({ context, on: { GO: { actions: assign({ done: true }) } } }))
    const panel = mountDevtools({ actor })
    const began = performance.now()
    actor.send({ type: 'GO' })
    await soon(() => panel.text('.place')).toContain('2 / 2')
    expect(performance.now() - began).toBeLessThan(1_500)
    expect(panel.texts('.tree .value')).toContain('Uint8Array (2,000,000 bytes)')
    expect(panel.texts('.tree .value')).toContain('an object that cannot be read')
    expect(panel.all('.context .tree details[open] .value.number').length).toBeGreaterThanOrEqual(4)
    const many = panel.all<HTMLDetailsElement>('.context .tree details').at(-1)
    if (many) many.open = true
    await soon(() => panel.texts('.context .tree .more')).toEqual(['… and 50 more'])
    expect(complaints).not.toHaveBeenCalled()
  })

  it('may be a state that contains itself', async () => {
    const value: Record<string, unknown> = {}
    value.self = value
    const [actor] = following(started(form)).actors
    const step = { actor: 'a', at: 0, event: { type: 'GO' }, context: {}, taken: [] }
    const steps = [
      { ...step, number: 0, value },
      { ...step, number: 1, value: { self: { self: value } } },
    ]
    const source = {
      actors: [{ ...(actor as NonNullable<typeof actor>), id: 'a', model: null }],
      steps,
      subscribe: () => () => {},
    }
    const panel = mountDevtools({ recorder: source })
    await soon(() => panel.text('.place')).toContain('2 / 2')
    expect(panel.events()).toHaveLength(2)
  })
})

describe('a chart', () => {
  it('with more arrows than can be followed is drawn without them, soon, and says so', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `s${index}`)
    const ways = (from: number) =>
      Object.fromEntries([1, 7, 31, 77, 150].map((by) => [`E${by}`, names[(from + by) % 300]]))
    const states = Object.fromEntries(names.map((name, index) => [name, { on: ways(index) }]))
    const actor = started(createMachine({ id: 'large', initial: 's0', states }))
    const began = performance.now()
    const panel = mountDevtools({ actor }, { view: 'chart' })
    await soon(() => panel.text('.problem')).toMatch(/laid out|too many/)
    await panel.drawn()
    expect(performance.now() - began).toBeLessThan(4_000)
    expect(panel.text('.problem')).toMatch(/^There are too many arrows to draw: 1,500 are left out/)
    expect(panel.all('.state')).toHaveLength(300)
    expect(panel.all('.arrow')).toHaveLength(0)
  })

  it('of a machine without states says so', async () => {
    const panel = mountDevtools({ actor: started(createMachine({ id: 'none' })) }, { view: 'chart' })
    await soon(() => panel.text('.problem')).toBe('This machine has no states, so there is nothing to draw.')
  })

  it('that failed once is tried again, and then shown', async () => {
    const recorder = following(started(form))
    const [actor] = recorder.actors
    const model = actor?.model as NonNullable<NonNullable<typeof actor>['model']>
    let fails = true
    const broken = {
      ...model,
      get transitions() {
        if (fails) throw new Error('The network is away')
        return model.transitions
      },
    }
    const source = {
      ...recorder,
      actors: [{ ...actor, model: broken }],
      steps: [],
      subscribe: () => () => {},
    }
    const panel = mountDevtools({ recorder: source as never }, { view: 'chart', width: 700 })
    await soon(() => panel.text('.problem')).toMatch(/^The chart could not be drawn: .+ Reload the page/)
    fails = false
    panel.element.style.width = '1000px'
    await panel.drawn()
    expect(panel.text('.problem')).toBe('')
    expect(panel.one('.view').hidden).toBe(false)
  })
})

describe('a recording', () => {
  it('that the page has read is shown as a file, which cannot be closed', async () => {
    const actor = started(form)
    const recorder = following(actor)
    actor.send({ type: 'NEXT' })
    const panel = mountDevtools({ recorder: readRecording(toRecordingFile(recorder)) })
    await soon(() => panel.texts('.banner').join()).toMatch(/^Recording: 2 steps in .+ Nothing runs here\./)
    expect(panel.texts('.banner button')).toEqual([])
    expect(panel.text('.possible .hint')).toBe('This is a recording: nothing can be sent to it.')
    expect(panel.text('.latest')).toBe('To the end')
  })

  it('with an idle month in it is replayed without the wait', async () => {
    const actor = started(form)
    const recorder = following(actor)
    actor.send({ type: 'NEXT' })
    const late = recorder.steps.map((step, index) => ({ ...step, at: step.at + index * 30 * 86_400_000 }))
    const source = { actors: recorder.actors, steps: late, subscribe: () => () => {} }
    const panel = mountDevtools({ recorder: source })
    const speed = panel.one<HTMLSelectElement>('.speed')
    speed.value = '4'
    speed.dispatchEvent(new Event('change'))
    panel.button('Replay').click()
    await soon(() => panel.text('.place')).toContain('1 / 2')
    await painted()
    expect(panel.text('.place')).toContain('1 / 2')
    await soon(() => panel.text('.place')).toContain('2 / 2')
  })

  it('is not read where it is far too large, and not taken where the chart is alone', async () => {
    const actor = started(form)
    const panel = mountDevtools({ actor })
    const huge = new File(['{}'], 'huge.json')
    const read = vi.spyOn(huge, 'text')
    Object.defineProperty(huge, 'size', { value: 200 * 1024 * 1024 })
    const drop = (file: File) => {
      const dropped = new DragEvent('drop', { bubbles: true, cancelable: true })
      Object.defineProperty(dropped, 'dataTransfer', { value: { files: [file], types: ['Files'] } })
      return panel.element.dispatchEvent(dropped)
    }
    drop(huge)
    await soon(() => panel.text('.refused')).toMatch(/^huge\.json could not be opened\. It has 200 MiB/)
    expect(read).not.toHaveBeenCalled()

    expect(drop(new File([toRecordingFile(following(actor))], 'one.json'))).toBe(false)
    await soon(() => panel.texts('.banner')).toHaveLength(1)
    panel.element.setAttribute('view', 'chart')
    expect(drop(new File(['{}'], 'for-the-page.json'))).toBe(true)
    panel.element.removeAttribute('view')
    await painted()
    expect(panel.texts('.banner')).toEqual([])
  })
})

it('shows what is on and what is chosen where the system forces its colours', async () => {
  const forced = (value: string) =>
    cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value }] })
  const panel = mountDevtools({ actor: started(form), faults: createFaults() }, { width: 600 })
  await panel.drawn()
  await forced('active')
  try {
    const style = (selector: string, index = 0) =>
      getComputedStyle(panel.all(selector)[index] as HTMLElement).backgroundColor
    const highlight = html('i', { style: 'background: Highlight; forced-color-adjust: none' })
    document.body.append(highlight)
    const { backgroundColor } = getComputedStyle(highlight)
    expect(style('.panes label')).toBe(backgroundColor)
    expect(style('.panes label', 1)).not.toBe(backgroundColor)
    expect(style('.switch .knob')).not.toBe(backgroundColor)
    panel.button('Offline').click()
    expect(style('.switch .knob')).toBe(backgroundColor)
    expect(getComputedStyle(panel.one('.track input')).forcedColorAdjust).toBe('none')
    await soon(() => getComputedStyle(panel.one('.lit .box')).stroke).toBe(backgroundColor)
  } finally {
    await forced('none')
  }
})

describe('trouble that was made', () => {
  it('is over when the panel is gone, and goes on where it is only moved', async () => {
    const faults = createFaults()
    const panel = mountDevtools({ actor: started(form), faults })
    panel.button('Offline').click()
    faults.setDelay(2_000)
    document.body.prepend(panel.element)
    await painted()
    expect(faults.state.isOffline).toBe(true)
    panel.element.remove()
    await painted()
    expect(navigator.onLine).toBe(true)
    // Somebody else has set it.
    expect(faults.state).toMatchObject({ isOffline: false, delayMs: 2_000 })
  })
})

function following(actor: ReturnType<typeof started>, limit = 2_000): Recorder {
  const recorder = new Recorder({ limit })
  recorder.follow(actor)
  return recorder
}
