import { createVideoClient, type WireEvent } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createActor } from 'xstate'
import type { ReelstateDevtools } from './index.js'
import './index.js'
import { playerMachine } from '../../core/src/chart/support/player-machine.js'

afterEach(() => document.body.replaceChildren())

/** A client whose server says the next word when it is told to. */
function scripted() {
  const said: WireEvent[] = []
  let wake = () => {}
  const client = createVideoClient({
    connection: {
      async *connect() {
        for (;;) {
          while (said.length === 0) await new Promise<void>((resolve) => (wake = resolve))
          yield said.shift() as WireEvent
        }
      },
    },
  })
  const say = (event: WireEvent) => {
    said.push(event)
    wake()
  }
  return { client, say }
}

function mount(properties: Partial<Pick<ReelstateDevtools, 'client' | 'actor'>>, width = 520) {
  const element = document.createElement('reelstate-devtools')
  element.style.width = `${width}px`
  element.setAttribute('view', 'chart')
  Object.assign(element, properties)
  document.body.append(element)
  const all = (selector: string) => [...(element.shadowRoot?.querySelectorAll(selector) ?? [])]
  return {
    element,
    all,
    drawn: () => vi.waitFor(() => expect(all('.view svg')).toHaveLength(1), { timeout: 10_000 }),
    lit: () => all('.lit').map((state) => state.getAttribute('data-state')),
    text: (selector: string) => all(selector)[0]?.textContent ?? '',
  }
}

interface Subscription {
  unsubscribe(): void
}

/** The ids of all states that an actor says it is in. */
function statesOf({ actor }: ReturnType<typeof scripted>['client']): string[] {
  const walk = (path: string, value: unknown): string[] =>
    typeof value === 'string'
      ? [`${path}.${value}`]
      : Object.entries(Object(value)).flatMap(([key, inner]) => [
          `${path}.${key}`,
          ...walk(`${path}.${key}`, inner),
        ])
  return walk('video', actor.getSnapshot().value)
}

describe('a running video client', () => {
  it('is followed from state to state, with the way just taken and a line that says so', async () => {
    const { client, say } = scripted()
    const { drawn, lit, all, text } = mount({ client })
    await drawn()
    await expect.poll(lit).toEqual(statesOf(client))

    client.generate({ prompt: 'a dog' })
    expect(client.getState().phase).toBe('creating')
    await expect.poll(lit).toEqual(statesOf(client))
    expect(text('.now')).toMatch(/^idle → active\.creating.* \(GENERATE\)$/)
    expect(all('.arrow.taken').map((arrow) => arrow.getAttribute('data-arrow'))).toContain(
      'anywhere > video.active',
    )

    say(jobCreated({ jobId: 'job-1' }))
    await expect.poll(() => client.getState().phase).toBe('polling')
    await expect.poll(lit).toEqual(statesOf(client))
    expect(text('.now')).toMatch(/^creating.* → polling\.live \(JOB_CREATED\)$/)
    expect(text('.row.taken')).toContain('JOB_CREATED')

    say(jobStatus({ jobId: 'job-1', status: 'processing', progress: 40 }))
    await expect
      .poll(() => all('.row.taken').map((row) => row.textContent))
      .toEqual(expect.arrayContaining([expect.stringContaining('STATUS')]))
    expect(text('.now')).toContain('(JOB_CREATED)')

    say(jobResult({ jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' }))
    await expect.poll(() => client.getState().phase).toBe('success')
    await expect.poll(lit).toEqual(statesOf(client))
    expect(all('.view svg')[0]?.getAttribute('aria-label')).toMatch(/^Statechart of video, now in success/)
  })

  it('is left alone after the element is removed, and followed again when it is back', async () => {
    const { client, say } = scripted()
    const inspected: { unsubscribe: ReturnType<typeof vi.fn> }[] = []
    const { system } = client.actor as unknown as { system: { inspect(listener: () => void): Subscription } }
    const inspect = system.inspect.bind(system)
    vi.spyOn(system, 'inspect').mockImplementation((listener) => {
      const subscription = inspect(listener)
      const unsubscribe = vi.fn(() => subscription.unsubscribe())
      inspected.push({ unsubscribe })
      return { unsubscribe }
    })
    const { element, drawn, lit } = mount({ client })
    await drawn()
    element.remove()
    expect(inspected.map(({ unsubscribe }) => unsubscribe.mock.calls.length)).toEqual([1])
    client.generate({ prompt: 'a dog' })
    say(jobCreated({ jobId: 'job-1' }))
    await expect.poll(() => client.getState().phase).toBe('polling')
    expect(lit()).not.toContain('video.active')

    document.body.append(element)
    await expect.poll(lit).toEqual(statesOf(client))
    expect(inspected).toHaveLength(2)
  })
})

describe('the element', () => {
  it('draws any XState machine, also one with parallel states', async () => {
    const actor = createActor(playerMachine).start()
    const { drawn, lit, text } = mount({ actor })
    await drawn()
    await expect
      .poll(lit)
      .toEqual(['player.sound', 'player.sound.loud', 'player.picture', 'player.picture.end'])
    actor.send({ type: 'OFF' })
    await expect.poll(lit).toContain('player.sound.muted')
    expect(text('.now')).toBe('sound.loud + picture.end → sound.muted + picture.end (OFF)')
    actor.stop()
  })

  it('says what to do without a machine, and what was wrong with what was given', () => {
    expect(mount({}).text('.problem')).toMatch(/^No machine yet: set the property client/)
    expect(mount({ actor: { actor: {} } as never }).text('.problem')).toBe(
      'A running XState actor is needed, not an object with actor. It has an actor of its own: set the property client instead.',
    )
    expect(mount({ client: 'video' as never }).text('.problem')).toBe(
      'The property client takes a video client, not string "video".',
    )
  })

  it('takes a client that was set before it was defined', async () => {
    const { client } = scripted()
    const element = document.createElement('reelstate-devtools')
    Object.defineProperty(element, 'client', { value: client, configurable: true, writable: true })
    document.body.append(element)
    expect(Object.hasOwn(element, 'client')).toBe(false)
    expect(element.client).toBe(client)
  })

  it('follows its theme attribute, and custom properties win', async () => {
    const { element, drawn } = mount({ client: scripted().client })
    await drawn()
    const ground = () => getComputedStyle(element).backgroundColor
    element.setAttribute('theme', 'light')
    const light = ground()
    element.setAttribute('theme', 'dark')
    expect(ground()).not.toBe(light)
    element.style.setProperty('--reelstate-ground', 'rgb(1, 2, 3)')
    expect(ground()).toBe('rgb(1, 2, 3)')
  })

  it('keeps its text legible and itself within its width', async () => {
    for (const width of [360, 520, 1280]) {
      const { element, drawn, all } = mount({ client: scripted().client }, width)
      await drawn()
      const heights = all('.row text').map((line) => line.getBoundingClientRect().height)
      expect(Math.min(...heights)).toBeGreaterThan(9.5)
      expect(element.scrollWidth).toBeLessThanOrEqual(width)
    }
  })

  it.each(['light', 'dark'])('has no accessibility violation in the %s theme', async (theme) => {
    const { client, say } = scripted()
    const { element, drawn, lit } = mount({ client }, 1280)
    element.setAttribute('theme', theme)
    await drawn()
    client.generate({ prompt: 'a dog' })
    say(jobCreated({ jobId: 'job-1' }))
    await expect.poll(() => client.getState().phase).toBe('polling')
    await expect.poll(lit).toEqual(statesOf(client))
    const { violations } = await axe.run(element)
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })
})
