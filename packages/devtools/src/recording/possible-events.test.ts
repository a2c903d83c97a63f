import { createVideoClient } from '@reelstate/core'
import { videoMachine } from '@reelstate/core/machine'
import { createVideoQueue } from '@reelstate/core/queue'
import { describe, expect, it } from 'vitest'
import { assign, createActor, createMachine, setup, waitFor } from 'xstate'
import { playerMachine } from '../../../core/src/chart/support/player-machine.js'
import { type PossibleEvent, possibleEvents } from './possible-events.js'
import { Recorder } from './recorder.js'
import type { RecordedActor, RecordedStep } from './recording.js'
import { readRecording, toRecordingFile } from './recording-file.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://example.com/a.mp4' } as const
const ofNow = (recorder: Recorder) =>
  possibleEvents(recorder.actors[0] as RecordedActor, recorder.steps.at(-1) as RecordedStep, recorder.steps)
const named = (events: PossibleEvent[], type: string) => events.find((event) => event.type === type)
/** As a form has it: the sample is shown as JSON and comes back from there. */
const throughForm = (sample: object) => JSON.parse(JSON.stringify(sample))

describe('what can happen now', () => {
  it('is every event that the active states have an arrow for, innermost first, with timers that can go off early', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'shut',
      on: { LOCK: '.locked' },
      states: {
        shut: {
          on: { OPEN: [{ guard: () => false, target: 'locked' }, 'open'] },
          after: { 60000: 'locked' },
        },
        open: { on: { '*': {} } },
        locked: {},
      },
    })
    const actor = createActor(machine).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    const events = ofNow(recorder)
    expect(events.map(({ type, kind, name, isPossible }) => [type, kind, name, isPossible])).toEqual([
      ['OPEN', 'event', 'OPEN', true],
      ['xstate.after.60000.door.shut', 'after', '60000', true],
      ['LOCK', 'event', 'LOCK', true],
    ])
    expect(named(events, 'OPEN')?.transitions).toHaveLength(2)
    recorder.actors[0]?.send?.(events[1]?.sample as never)
    expect(actor.getSnapshot().value).toBe('locked')
    actor.stop()
  })

  it('says what a guard forbids, has the last payload of an event, and can end what is invoked', () => {
    const machine = setup({
      types: {} as { context: { paid: number }; events: { type: 'PAY'; amount: number } | { type: 'GO' } },
    }).createMachine({
      id: 'shop',
      context: { paid: 0 },
      initial: 'open',
      states: {
        open: {
          on: {
            PAY: { actions: assign({ paid: ({ event }) => event.amount }) },
            GO: { guard: ({ context }) => context.paid > 10, target: 'gone' },
          },
        },
        gone: {},
      },
    })
    const actor = createActor(machine).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    expect(named(ofNow(recorder), 'PAY')).toMatchObject({ needsPayload: false, sample: { type: 'PAY' } })
    expect(named(ofNow(recorder), 'GO')?.isPossible).toBe(false)
    actor.send({ type: 'PAY', amount: 12 })
    expect(named(ofNow(recorder), 'PAY')).toMatchObject({
      needsPayload: true,
      sample: { type: 'PAY', amount: 12 },
    })
    expect(named(ofNow(recorder), 'GO')?.isPossible).toBe(true)
    const player = new Recorder()
    player.follow(createActor(playerMachine).start())
    expect(ofNow(player).map(({ kind }) => kind)).toContain('done')
  })

  it('asks the guards of the app once after each of its steps, and not whenever it is shown', () => {
    let count = 0
    const isFree = () => {
      count += 1
      return true
    }
    const actor = createActor(
      createMachine({ on: { GO: { guard: isFree, actions: () => {} }, STAY: {} }, states: {} }),
    ).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    const goes = () => named(ofNow(recorder), 'GO')?.isPossible
    expect([goes(), goes(), goes()]).toEqual([true, true, true])
    expect(count).toBe(1)
    actor.send({ type: 'STAY' })
    expect([goes(), goes()]).toEqual([true, true])
    expect(count).toBe(2)
  })

  it('sends what only happens to be called like something that every object has', () => {
    const actor = createActor(
      createMachine({ initial: 'a', states: { a: { on: { toString: 'b' } }, b: {} } }),
    ).start()
    const recorder = new Recorder()
    recorder.follow(actor)
    recorder.actors[0]?.send?.({ type: 'toString' })
    expect(actor.getSnapshot().value).toBe('b')
  })

  it('is nothing in the past, in a file, or where a guard cannot read the payload', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { GO: { guard: ({ event }) => event.job.done, target: 'b' } } }, b: {} },
    })
    const recorder = new Recorder()
    const actor = createActor(machine).start()
    recorder.follow(actor)
    expect(ofNow(recorder).map(({ type, isPossible }) => [type, isPossible])).toEqual([['GO', false]])
    actor.send({ type: 'GO', job: { done: true } })
    const [first] = recorder.steps
    expect(
      possibleEvents(recorder.actors[0] as RecordedActor, first as RecordedStep, recorder.steps),
    ).toMatchObject([{ isPossible: false }])
    const file = readRecording(toRecordingFile(recorder))
    expect(
      possibleEvents(file.actors[0] as RecordedActor, file.steps[0] as RecordedStep, file.steps),
    ).toMatchObject([{ type: 'GO', isPossible: false }])
  })

  it('goes through a client, in an ordinary run', async () => {
    const client = createVideoClient({ fetcher: async () => video })
    const recorder = new Recorder()
    recorder.follow(client)
    const send = (type: string) =>
      recorder.actors[0]?.send?.(throughForm(named(ofNow(recorder), type)?.sample ?? {}))
    send('GENERATE')
    expect(client.getState().input).toEqual({ prompt: 'A red fox in the snow' })
    await waitFor(
      client.actor as never,
      (snapshot: { value: unknown }) =>
        typeof snapshot.value === 'object' && 'success' in Object(snapshot.value),
    )
    expect(client.getState().result).toEqual(video)
    send('RESET')
    expect(client.getState().status).toBe('idle')
    expect(() => recorder.actors[0]?.send?.({ type: 'GENERATE' })).toThrow('GENERATE needs input')
  })

  it('goes through a queue', () => {
    const queue = createVideoQueue({ fetcher: () => new Promise(() => {}) })
    const recorder = new Recorder()
    recorder.follow(queue)
    const send = (type: string) =>
      recorder.actors[0]?.send?.(
        throughForm(
          named(
            possibleEvents(
              recorder.actors[0],
              recorder.steps.findLast(({ actor }) => actor === recorder.actors[0]?.id) as RecordedStep,
              recorder.steps,
            ),
            type,
          )?.sample ?? {},
        ),
      )
    send('ADD')
    expect(queue.getState().counts.generating).toBe(1)
    send('PAUSE')
    expect(queue.getState().status).toBe('paused')
    send('CANCEL')
    expect(queue.getState().counts.generating).toBe(0)
  })
})

describe('the samples of the video machine', () => {
  /** Every event that has an arrow, in every state that they lead to. */
  it('bring it everywhere, and never end it', () => {
    const reached = new Map<string, string[]>([
      ['"idle"', []],
      ['with a job to go on with', ['GENERATE', 'JOB_CREATED', 'RESULT']],
    ])
    const sent = new Set<string>()
    const replay = (path: readonly string[]) => {
      const recorder = new Recorder()
      const actor = createActor(videoMachine, { inspect: recorder.inspect }).start()
      for (const type of path)
        recorder.actors[0]?.send?.(throughForm(named(ofNow(recorder), type)?.sample ?? {}))
      return { recorder, actor }
    }
    for (const [, path] of reached) {
      const { recorder, actor } = replay(path)
      const types = ofNow(recorder)
        .filter(({ isPossible }) => isPossible)
        .map(({ type }) => type)
      actor.stop()
      for (const type of types) {
        sent.add(type)
        const after = replay([...path, type])
        expect([type, after.actor.getSnapshot().status]).toEqual([type, 'active'])
        const place = JSON.stringify(after.actor.getSnapshot().value)
        if (!reached.has(place)) reached.set(place, [...path, type])
        after.actor.stop()
      }
    }
    expect([...reached.keys()].sort()).toEqual([
      '"error"',
      '"idle"',
      'with a job to go on with',
      '{"active":"creating"}',
      '{"active":{"canceling":"asking"}}',
      '{"active":{"canceling":"awaitingJob"}}',
      '{"active":{"polling":"detached"}}',
      '{"active":{"polling":"live"}}',
      '{"active":{"polling":{"reconnecting":"opening"}}}',
      '{"active":{"polling":{"reconnecting":"waiting"}}}',
      '{"success":"kept"}',
      '{"success":"lasting"}',
      '{"success":"refreshing"}',
    ])
    expect(sent.size).toBeGreaterThan(20)
  })

  it.each([
    ['STATUS', {}, 'STATUS needs reports; it came with nothing.'],
    ['RESULT', { result: {} }, 'RESULT needs result.url; it came with only result.'],
    ['FAILED', { error: null }, 'FAILED needs error.message'],
    ['GENERATE', { run: {} }, 'GENERATE needs run.runId, run.deadline and run.facts'],
  ])('are needed: %s without its fields is refused, and the machine goes on', (type, fields, message) => {
    const recorder = new Recorder()
    const actor = createActor(videoMachine, { inspect: recorder.inspect }).start()
    expect(() => recorder.actors[0]?.send?.({ type, ...fields })).toThrow(message)
    expect(actor.getSnapshot().status).toBe('active')
    actor.stop()
  })

  it('become errors and dates again on their way', () => {
    const recorder = new Recorder()
    const actor = createActor(videoMachine, { inspect: recorder.inspect }).start()
    const send = (event: { type: string }) => recorder.actors[0]?.send?.(event)
    send(named(ofNow(recorder), 'GENERATE')?.sample as never)
    send({ type: 'JOB_CREATED', job: { jobId: 'a', reference: 'a', resume: true, cancel: true } } as never)
    send({
      type: 'RESULT',
      result: {
        jobId: 'a',
        status: 'completed',
        url: 'https://a.example/v',
        expiresAt: '2030-01-01T00:00:00Z',
      },
    } as never)
    expect(actor.getSnapshot().context.facts.result?.expiresAt).toEqual(new Date('2030-01-01T00:00:00Z'))
    send(named(ofNow(recorder), 'RESET')?.sample as never)
    send(named(ofNow(recorder), 'GENERATE')?.sample as never)
    send({ type: 'FAILED', error: { code: 'moderated', message: 'No' } } as never)
    expect(actor.getSnapshot().context.facts.error).toMatchObject({
      name: 'VideoError',
      code: 'moderated',
      message: 'No',
    })
    actor.stop()
  })
})
