import { createVideoClient } from '@reelstate/core'
import { createVideoQueue } from '@reelstate/core/queue'
import { describe, expect, it, vi } from 'vitest'
import { and, assign, createActor, createMachine, fromPromise, raise, setup } from 'xstate'
import { Recorder } from './recorder.js'
import type { RecordingSource } from './recording.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://example.com/a.mp4' } as const

/** `video: GENERATE → active.creating`, one line a step. */
function linesOf({ actors, steps }: RecordingSource): string[] {
  const names = new Map(actors.map(({ id, name }) => [id, name]))
  return steps.map(({ actor, event, value }) => `${names.get(actor)}: ${event.type} ${JSON.stringify(value)}`)
}

/** The transitions of the last step, or of the last with this event, as `source name → targets`. */
function takenIn({ actors, steps }: RecordingSource, type?: string): string[] {
  const step = steps.findLast(({ event }) => type === undefined || event.type === type)
  const model = actors.find(({ id }) => id === step?.actor)?.model
  return (step?.taken ?? []).map((taken) => {
    const transition = model?.transitions.find(({ id }) => id === taken)
    return `${transition?.source} ${transition?.name} → ${transition?.targets.join(' + ')}`
  })
}

const light = createMachine({
  id: 'light',
  context: { count: 0 },
  initial: 'green',
  states: {
    green: { on: { NEXT: { target: 'passing', actions: assign({ count: 1 }) } } },
    passing: { always: 'red' },
    red: { on: { NEXT: 'green', LATER: { actions: raise({ type: 'NEXT' }) } } },
  },
})

describe('a recorder', () => {
  it('records every event of a client with where it led, from the moment it follows', async () => {
    const client = createVideoClient({ fetcher: async () => video })
    const recorder = new Recorder()
    recorder.follow(client)
    await client.generate({ prompt: 'A fox' })
    expect(linesOf(recorder)).toEqual([
      'video: xstate.init "idle"',
      'video: GENERATE {"active":"creating"}',
      'video: STATUS {"active":"creating"}',
      'video: RESULT {"success":"kept"}',
    ])
    const [, generate, , result] = recorder.steps
    expect(generate?.event).toMatchObject({ run: { facts: { input: { prompt: 'A fox' } } } })
    expect(result?.context).toBe(client.actor.getSnapshot().context)
  })

  it('takes an event with all that follows from it as one step', () => {
    const actor = createActor(light).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    actor.send({ type: 'NEXT' })
    expect(linesOf(recorder)).toEqual(['light: xstate.init "green"', 'light: NEXT "red"'])
    expect(takenIn(recorder)).toEqual(['light.green NEXT → light.passing', 'light.passing  → light.red'])
    actor.send({ type: 'LATER' })
    expect(takenIn(recorder)).toEqual(['light.red LATER → ', 'light.red NEXT → light.green'])
  })

  it('records an event that is ignored, as one that took nothing', () => {
    const actor = createActor(light).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    actor.send({ type: 'LATER' })
    expect(recorder.steps.at(-1)).toMatchObject({ event: { type: 'LATER' }, value: 'green', taken: [] })
  })

  it('shows the first steps of machines that are made with it as their inspector, several at a time', () => {
    const recorder = new Recorder()
    for (const input of ['a', 'b']) createActor(light, { inspect: recorder.inspect, input }).start()
    createVideoClient({ fetcher: async () => video, inspect: recorder.inspect })
    expect(linesOf(recorder)).toEqual([
      'light: xstate.init "green"',
      'light 2: xstate.init "green"',
      'video: xstate.init "idle"',
    ])
  })

  it('records a machine once that is both inspected and followed', () => {
    const recorder = new Recorder()
    const actor = createActor(light, { inspect: recorder.inspect }).start()
    recorder.follow(actor)
    recorder.follow(actor)
    actor.send({ type: 'NEXT' })
    expect(linesOf(recorder)).toEqual(['light: xstate.init "green"', 'light: NEXT "red"'])
  })

  it('gives every video of a queue an actor of its own, until it is taken off the list', async () => {
    const queue = createVideoQueue({ fetcher: async () => video, concurrency: 1 })
    const recorder = new Recorder()
    recorder.follow(queue, 'queue')
    const [first, second] = queue.add([{ prompt: 'one' }, { prompt: 'two' }])
    await Promise.all([first?.outcome, second?.outcome])
    expect(recorder.actors.map(({ name }) => name)).toEqual(['queue', 'video 1', 'video 2'])
    expect(linesOf(recorder).filter((line) => line.startsWith('video 2'))).toEqual([
      'video 2: xstate.init "idle"',
      'video 2: ATTACH "idle"',
      'video 2: GENERATE {"active":"creating"}',
      'video 2: STATUS {"active":"creating"}',
      'video 2: RESULT {"success":"kept"}',
    ])
    queue.remove(first?.id ?? '')
    expect(recorder.actors.map(({ send }) => send !== null)).toEqual([true, false, true])
  })

  it('shows the videos that a queue had before it was followed', () => {
    const queue = createVideoQueue({ fetcher: () => new Promise(() => {}) })
    queue.add({ prompt: 'one' })
    const recorder = new Recorder()
    recorder.follow(queue)
    expect(linesOf(recorder)).toEqual([
      'queue: xstate.init "running"',
      'video 1: xstate.init {"active":"creating"}',
    ])
  })

  it('records parallel states, guards, children that are machines, and the end of a machine', () => {
    const child = createMachine({
      id: 'child',
      initial: 'on',
      states: { on: { on: { STOP: 'off' } }, off: { type: 'final' } },
    })
    const machine = setup({
      actors: { child, later: fromPromise(() => new Promise(() => {})) },
      guards: { yes: () => true },
    }).createMachine({
      id: 'page',
      type: 'parallel',
      states: {
        left: { initial: 'a', states: { a: { on: { GO: { guard: and(['yes']), target: 'b' } } }, b: {} } },
        right: {
          initial: 'a',
          states: { a: { on: { GO: 'b' } }, b: { invoke: [{ src: 'child', id: 'lamp' }, { src: 'later' }] } },
        },
      },
    })
    const recorder = new Recorder()
    const actor = createActor(machine, { inspect: recorder.inspect }).start()
    actor.send({ type: 'GO' })
    expect(takenIn(recorder, 'GO')).toEqual([
      'page.left.a GO → page.left.b',
      'page.right.a GO → page.right.b',
    ])
    expect(recorder.actors.map(({ name }) => name)).toEqual(['page', 'lamp'])
    recorder.actors[1]?.send?.({ type: 'STOP' })
    expect(recorder.actors[1]?.send).toBeNull()
    expect(linesOf(recorder).filter((line) => line.includes('xstate.done.actor.lamp'))).toHaveLength(1)
    actor.stop()
    expect(recorder.actors[0]?.send).toBeNull()
  })

  describe('of a machine that fails', () => {
    const fragile = setup({
      types: {} as { context: { name: string }; events: { type: 'NAME'; name?: string } },
    }).createMachine({
      id: 'fragile',
      context: { name: '' },
      initial: 'open',
      states: {
        open: { on: { NAME: { actions: assign({ name: ({ event }) => (event.name as string).trim() }) } } },
      },
    })
    const failure = { type: 'xstate.error.actor.one', error: expect.any(TypeError), event: { type: 'NAME' } }

    it.each(['inspected', 'followed'])('has what it failed with, and takes nothing more: %s', (how) => {
      const recorder = new Recorder()
      const options = how === 'inspected' ? { inspect: recorder.inspect } : {}
      const actor = createActor(fragile, { id: 'one', ...options })
      actor.subscribe({ error: () => {} })
      actor.start()
      if (how === 'followed') recorder.follow(actor)
      actor.send({ type: 'NAME' })
      expect(recorder.steps.map(({ event, value }) => [event, value])).toEqual([
        [expect.objectContaining({ type: 'xstate.init' }), 'open'],
        [failure, 'open'],
      ])
      expect(recorder.actors[0]?.send).toBeNull()
      recorder.follow(actor)()
      expect(recorder.steps).toHaveLength(2)
    })

    it('says so also where it is followed too late', () => {
      const actor = createActor(fragile, { id: 'one' })
      actor.subscribe({ error: () => {} })
      actor.start().send({ type: 'NAME' })
      const recorder = new Recorder()
      recorder.follow(actor)
      expect(recorder.steps.map(({ event }) => event.type)).toEqual(['xstate.init', 'xstate.error.actor.one'])
    })

    it('keeps no error from being thrown that nobody else listens for', () => {
      const later = vi.spyOn(globalThis, 'setTimeout').mockImplementation((() => 0) as never)
      const thrown = () => later.mock.calls.map(([throwIt]) => throwIt)
      const [alone, heard] = [createActor(fragile).start(), createActor(fragile).start()]
      heard.subscribe({ error: () => {} })
      for (const recorder of [new Recorder(), new Recorder()]) {
        recorder.follow(alone)
        recorder.follow(heard)
      }
      heard.send({ type: 'NAME' })
      expect(thrown()).toEqual([])
      alone.send({ type: 'NAME' })
      expect(thrown()).toHaveLength(1)
      expect(thrown()[0]).toThrow(TypeError)
      later.mockRestore()
    })
  })

  it('has the output of a machine that has ended', () => {
    const machine = createMachine({
      id: 'sum',
      initial: 'on',
      states: { on: { on: { END: 'off' } }, off: { type: 'final' } },
      output: { total: 3 },
    })
    const recorder = new Recorder()
    const actor = createActor(machine, { id: 'one' }).start()
    recorder.follow(actor)
    actor.send({ type: 'END' })
    expect(recorder.steps.map(({ event }) => event)).toEqual([
      { type: 'xstate.init' },
      { type: 'END' },
      { type: 'xstate.done.actor.one', output: { total: 3 } },
    ])
    expect(recorder.actors[0]?.send).toBeNull()
  })

  it('goes on with the machines that one has started, when that is followed again', () => {
    const queue = createVideoQueue({ fetcher: () => new Promise(() => {}) })
    const recorder = new Recorder()
    const stop = recorder.follow(queue)
    const { id } = queue.add({ prompt: 'one' })
    stop()
    const stopAgain = recorder.follow(queue)
    const sends = () => recorder.actors.map(({ send }) => send !== null)
    expect(sends()).toEqual([true, true])
    stopAgain()
    expect(sends()).toEqual([false, false])
    recorder.follow(queue)
    queue.cancel(id)
    expect(linesOf(recorder)).toContain('video 1: CANCEL {"active":{"canceling":"awaitingJob"}}')
  })

  it('knows that a child has failed', () => {
    const child = createMachine({
      id: 'child',
      on: {
        BREAK: {
          actions: () => {
            throw new Error('broken')
          },
        },
      },
    })
    const parent = createMachine({ id: 'parent', invoke: { src: child, id: 'lamp', onError: {} } })
    const recorder = new Recorder()
    createActor(parent, { inspect: recorder.inspect }).start()
    recorder.actors.find(({ name }) => name === 'lamp')?.send?.({ type: 'BREAK' })
    expect(recorder.actors.map(({ name, send }) => [name, send !== null])).toEqual([
      ['parent', true],
      ['lamp', false],
    ])
    expect(linesOf(recorder)).toContain('lamp: xstate.error.actor.lamp {}')
  })

  it('records nothing more once it is told to stop, and goes on under the same name when it follows again', () => {
    const actor = createActor(light).start()
    const recorder = new Recorder()
    const stop = recorder.follow(actor, 'lamp')
    stop()
    stop()
    actor.send({ type: 'NEXT' })
    expect(recorder.steps).toHaveLength(1)
    expect(recorder.actors[0]?.send).toBeNull()
    recorder.follow(actor, 'lamp')
    expect(linesOf(recorder)).toEqual(['lamp: xstate.init "green"', 'lamp: xstate.init "red"'])
    expect(recorder.actors[0]?.send).not.toBeNull()
  })

  it('shows a machine that has ended as one that takes nothing', () => {
    const actor = createActor(light).start()
    actor.stop()
    const recorder = new Recorder()
    recorder.follow(actor)()
    recorder.follow(actor)
    expect(recorder.actors).toMatchObject([{ name: 'light', send: null, can: null }])
  })

  it('takes nothing of what a machine did while only another one of its system was followed', () => {
    const queue = createVideoQueue({ fetcher: () => new Promise(() => {}) })
    const [added] = queue.add([{ prompt: 'one' }])
    const recorder = new Recorder()
    const video = queue.video(added?.id ?? '')
    const stop = recorder.follow(video as never, 'first')
    recorder.follow(queue.video(queue.add({ prompt: 'two' }).id) as never, 'second')
    stop()
    queue.cancel(added?.id ?? '')
    expect(linesOf(recorder)).toHaveLength(2)
    recorder.follow(video as never, 'first')
    expect(recorder.steps.at(-1)).toMatchObject({ event: { type: 'xstate.init' }, taken: [] })
  })

  it('keeps the latest steps up to its limit, and the last one of an actor that does nothing', () => {
    const recorder = new Recorder({ limit: 40 })
    const quiet = createActor(light).start()
    const busy = createActor(light).start()
    const ended = createActor(light).start()
    recorder.follow(quiet, 'quiet')
    recorder.follow(ended, 'ended')
    ended.stop()
    recorder.follow(busy, 'busy')
    for (let count = 0; count < 300; count++) busy.send({ type: 'NEXT' })
    expect(recorder.steps.length).toBeGreaterThan(35)
    expect(recorder.steps.length).toBeLessThanOrEqual(40)
    expect(recorder.actors.map(({ name }) => name)).toEqual(['quiet', 'busy'])
    expect(recorder.steps[0]).toMatchObject({ value: 'green', number: 0 })
    expect(recorder.steps.at(-1)).toMatchObject({ number: 303 })
    quiet.send({ type: 'NEXT' })
    expect(linesOf(recorder).at(-1)).toBe('quiet: NEXT "red"')
  })

  it('tells its readers at once, and is not stopped by one that fails', () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    const actor = createActor(light).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    let seen = 0
    const first = recorder.subscribe(() => {
      throw new Error('a reader')
    })
    recorder.subscribe(() => {
      seen += 1
    })
    actor.send({ type: 'NEXT' })
    first()
    actor.send({ type: 'NEXT' })
    expect(seen).toBe(2)
    expect(complaint).toHaveBeenCalledOnce()
    complaint.mockRestore()
  })

  it('sends what users do through the client, which makes the run', async () => {
    const inputs: unknown[] = []
    const client = createVideoClient({
      fetcher: async (input) => {
        inputs.push(input)
        return video
      },
    })
    const recorder = new Recorder()
    recorder.follow(client)
    const [actor] = recorder.actors
    expect(actor?.can?.({ type: 'GENERATE' })).toBe(true)
    expect(actor?.can?.({ type: 'CANCEL' })).toBe(false)
    actor?.send?.({ type: 'GENERATE', input: { prompt: 'A fox' } })
    expect(client.getState().status).toBe('generating')
    actor?.send?.({ type: 'CANCEL' })
    expect(client.getState().status).toBe('idle')
    expect(inputs).toEqual([{ prompt: 'A fox' }])
  })

  it('says what it was given instead of a machine', () => {
    const recorder = new Recorder()
    expect(() => recorder.follow({} as never)).toThrow(
      'A running XState actor is needed, not an object without fields.',
    )
    expect(() => recorder.follow({ actor: null } as never)).toThrow(
      'A client with an actor is needed, not an object with actor.',
    )
    expect(() => new Recorder({ limit: 0 })).toThrow('its limit was 0')
  })
})
