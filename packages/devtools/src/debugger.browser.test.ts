import { jobCreated, jobResult, jobStatus } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createActor } from 'xstate'
import { playerMachine } from '../../core/src/chart/support/player-machine.js'
import { Recorder } from './recording.js'
import { mountDevtools, scriptedClient, soon, statesOf } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

/** Where the timeline of a finished run shows what each of its acts led to. */
const PLACES = [0, 1, 2, 4, 6]

/** A video that was ordered, reported at 10 % and finished. */
async function finishedRun(width = 1200) {
  const { client, transport } = scriptedClient()
  const panel = mountDevtools({ client }, { width })
  await panel.drawn()
  const states = [statesOf(client)]
  const noted = async (act: () => unknown) => {
    await act()
    states.push(statesOf(client))
    await soon(panel.lit).toEqual(statesOf(client))
  }
  await noted(() => void client.generate({ prompt: 'a dog' }))
  await noted(() => transport.send(jobCreated({ jobId: 'job-1' })))
  await noted(() => transport.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: 10 })))
  await noted(() =>
    transport.send(jobResult({ jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' })),
  )
  return { client, transport, states, ...panel }
}

describe('the timeline', () => {
  it('lights the state of each step, and stays in the past until its user goes back to now', async () => {
    const { client, states, lit, scrubTo, button, text, texts, one } = await finishedRun()
    for (const [act, place] of [
      ...PLACES.entries(),
      ...[...PLACES.entries()].toReversed(),
      [4, 6] as const,
    ]) {
      scrubTo(place)
      await soon(lit).toEqual(states[act])
    }
    expect(one('.past').hidden).toBe(true)

    button('Step back').click()
    await soon(lit).toEqual(states.at(-2))
    expect(text('.past-text')).toMatch(/^active\.polling\.live after STATUS, at \d\d:\d\d:\d\d\.\d{3}$/)
    expect(text('.place')).toMatch(/^6 \/ 7 · \d/)
    button('Step forward').click()
    await soon(lit).toEqual(states.at(-1))
    expect(text('.latest')).toBe('Live')

    const slider = one<HTMLInputElement>('.track input')
    slider.focus()
    await userEvent.keyboard('{Home}')
    await soon(lit).toEqual(states[0])
    await userEvent.keyboard('{ArrowRight}')
    await soon(lit).toEqual(states[1])
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^Step 2 of 7: GENERATE, active\.creating, /)
    await userEvent.keyboard('{End}')
    await soon(lit).toEqual(states.at(-1))

    scrubTo(1)
    await soon(lit).toEqual(states[1])
    client.reset()
    await soon(() => text('.place')).toContain('2 / 8')
    expect(lit()).toEqual(states[1])
    expect(text('.possible .hint')).toBe('This is the past. Go back to now to send an event.')
    expect(texts('.possible li')).toEqual([])
    button('Back to now').click()
    await soon(lit).toEqual(statesOf(client))
  })

  it('replays from the start at the recorded speed, and ends with now', async () => {
    const { button, text, one } = await finishedRun()
    const seen = new Set<string>()
    const observer = new MutationObserver(() => seen.add(text('.place').split(' ')[0] ?? ''))
    observer.observe(one('.place'), { childList: true, characterData: true, subtree: true })
    button('Replay').click()
    const speed = one<HTMLSelectElement>('.speed')
    speed.value = '4'
    speed.dispatchEvent(new Event('change'))
    await soon(() => text('.latest')).toBe('Back to now')
    await soon(() => text('.latest')).toBe('Live')
    observer.disconnect()
    expect(seen).toContain('1')
    expect(seen).toContain('7')
    expect(button('Replay')).toBeDefined()
  })
})

describe('the events', () => {
  it('are listed, filtered and gone through, with their payloads and what they changed in the context', async () => {
    const { events, states, lit, all, one, text, texts, scrubTo } = await finishedRun()
    expect(events()).toEqual([
      'start idle',
      'GENERATE → active.creating',
      'JOB_CREATED → active.polling.live',
      'STATUS active.polling.live',
      'STATUS active.polling.live',
      'STATUS active.polling.live',
      'RESULT → success.kept',
    ])
    expect(all('.event .clock')[1]?.textContent).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
    expect(all('.event .since')[0]?.textContent).toBe('0.00 s')

    const filter = one<HTMLInputElement>('.filter')
    filter.focus()
    await userEvent.keyboard('polling')
    await soon(events).toHaveLength(4)
    expect(text('.events .count')).toBe('4 of 7')
    all('.event .main')[0]?.click()
    await soon(lit).toEqual(states[2])

    await userEvent.keyboard('{Control>}a{/Control}nothing like this')
    await soon(() => text('.events .hint')).toBe('No event matches the filter.')
    await userEvent.keyboard('{Control>}a{/Control}{Delete}')
    await soon(events).toHaveLength(7)

    scrubTo(2)
    await soon(lit).toEqual(states[2])
    one('.event .main[aria-current]').focus()
    await userEvent.keyboard('{ArrowRight}')
    await soon(() => texts('.payload li .key')).toContain('jobId')
    expect(texts('.payload .value')).toContain('"job-1"')
    await userEvent.keyboard('{ArrowLeft}')
    await soon(() => texts('.payload .key')).toEqual([])
    await userEvent.keyboard('{ArrowDown}')
    await soon(lit).toEqual(states[3])
    const focused = () => one('.panel').getRootNode() as ShadowRoot
    await soon(() => focused().activeElement?.textContent).toContain('STATUS')
    await userEvent.keyboard('{Home}')
    await soon(lit).toEqual(states[0])
    expect(all('.event .main[tabindex="0"]')).toHaveLength(1)

    scrubTo(4)
    await soon(() => texts('.changes li')).toContain('facts.progressnull→10')
    expect(texts('[data-change=changed] > .key')).toContain('progress')
    scrubTo(1)
    await soon(() => texts('.changes li')).toContain('facts.inputnull→{prompt: "a dog"}')
    expect(texts('.changes .key')).toContain('facts.input')
  })
})

describe('what can happen now', () => {
  it('is sent from buttons, with the fields that were edited', async () => {
    const { client, transport } = scriptedClient()
    const { drawn, button, one, text, texts, lit } = mountDevtools({ client })
    await drawn()
    button('GENERATE …').click()
    const editor = one<HTMLTextAreaElement>('.editor textarea')
    expect(JSON.parse(editor.value)).toMatchObject({ input: { prompt: expect.any(String) } })

    editor.value = '{ "input": '
    button('Send').click()
    expect(text('.error')).toMatch(/^This is not JSON: .+ Names and texts need double quotes/)
    editor.value = '[1]'
    button('Send').click()
    expect(text('.error')).toBe(
      'The fields of an event are an object, such as {"name": "value"}, not a list.',
    )
    expect(client.getState().phase).toBe('idle')

    editor.value = '{ "input": { "prompt": "a cat" } }'
    button('Send').click()
    expect(transport.last.context).toMatchObject({ data: { prompt: 'a cat' } })
    await soon(lit).toEqual(statesOf(client))
    await soon(() => texts('.possible li button')).toContain('CANCEL')

    expect(texts('.possible li button')).toContain('Fire after deadline now')
    button('Fire after deadline now').click()
    expect(client.getState().error?.code).toBe('ambiguous_create')
  })

  it('says which guard stands in the way, and sends nothing then', async () => {
    const { client, transport } = scriptedClient()
    const { drawn, one, texts } = mountDevtools({ client })
    await drawn()
    void client.generate({ prompt: 'a dog' })
    await transport.send(jobCreated({ jobId: 'job-1' }))
    await soon(() => texts('.possible li button')).toContain('Fire after stall nowguard: attemptLeft')
    const before = client.actor.getSnapshot()
    one('[data-event^="xstate.after.stall"]').click()
    expect(client.actor.getSnapshot()).toBe(before)
  })

  it('never breaks the machine, whatever is pressed', async () => {
    const { client } = scriptedClient()
    const { drawn, all } = mountDevtools({ client })
    await drawn()
    const pressed = new Set<string>()
    for (let turn = 0; turn < 40; turn++) {
      const open = all<HTMLButtonElement>('.possible li [data-event]:not([aria-disabled])')
      // Those not pressed yet come first.
      const next = open.find((each) => !pressed.has(each.dataset.event ?? '')) ?? open[turn % open.length]
      pressed.add(next?.dataset.event ?? '')
      next?.click()
      all('.editor:not([hidden]) .primary')[0]?.click()
      await new Promise((resolve) => requestAnimationFrame(resolve))
      expect(client.actor.getSnapshot().status).toBe('active')
    }
    expect(pressed.size).toBeGreaterThan(10)
  })
})

describe('several machines', () => {
  it('are chosen between, each with its own steps', async () => {
    const recorder = new Recorder()
    const { client } = scriptedClient()
    const player = createActor(playerMachine).start()
    recorder.follow(client, 'checkout')
    recorder.follow(player)
    const { drawn, texts, one, lit, events, text } = mountDevtools({ recorder })
    await drawn()
    expect(texts('.actors label')).toEqual(['checkoutidle', 'playersound.loud + picture.end'])
    expect(events()).toEqual(['start idle'])

    player.send({ type: 'OFF' })
    one<HTMLInputElement>('.actors label:last-child input').click()
    await drawn()
    await soon(lit).toEqual(['player.sound', 'player.sound.muted', 'player.picture', 'player.picture.end'])
    expect(events()).toEqual(['start sound.loud + picture.end', 'OFF → sound.muted + picture.end'])
    expect(text('.context .hint')).toBe('This machine keeps no context.')
    expect(texts('.possible li button')).toContain('LOUDER …')
    expect(texts('.possible li button')).toContain('Fire after 15 s now')
    one('[data-event="LOUDER"]').click()
    one('.editor .primary').click()
    await soon(lit).toContain('player.sound.loud')
    player.stop()
  })

  it('are told apart by their actors: what a hook returns in another render is no other machine', async () => {
    const { client, element, events, button } = await finishedRun()
    const listed = events()
    element.client = { ...client }
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(events()).toEqual(listed)
    expect(button('Cancel')).toBeDefined()
    element.client = scriptedClient().client
    await soon(events).toEqual(['start idle'])
  })
})
