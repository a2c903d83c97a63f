import { createVideoClient, VideoError } from '@reelstate/core'
import { toChartModel } from '@reelstate/core/chart'
import { videoMachine } from '@reelstate/core/machine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPlain, toPlain } from './plain-value.js'
import { Recorder } from './recorder.js'
import type { RecordedActor, RecordedStep, RecordingSource } from './recording.js'
import { readRecording, toRecordingFile } from './recording-file.js'

const video = { jobId: 'job-1', status: 'completed', url: 'https://example.com/a.mp4?take=1' } as const
const actor: RecordedActor = {
  id: 'x:0',
  name: 'video',
  model: toChartModel(videoMachine),
  send: null,
  can: null,
  holder: null,
}

const recordingOf = (contexts: unknown[], model: RecordedActor['model'] = actor.model): RecordingSource => ({
  actors: [{ ...actor, model }],
  steps: contexts.map(
    (context, number): RecordedStep => ({
      number,
      actor: 'x:0',
      at: number,
      event: { type: 'STATUS' },
      value: 'idle',
      context,
      taken: [],
    }),
  ),
  subscribe: () => () => {},
})
const fileOf = (contexts: unknown[]) => toRecordingFile(recordingOf(contexts))
/** The same with a change somewhere inside. */
const damaged = (
  change: (file: Record<'charts' | 'actors' | 'steps', Record<string, unknown>[]>) => void,
) => {
  const file = JSON.parse(fileOf([{}, {}]))
  change(file)
  return JSON.stringify(file)
}
const problemOf = (text: unknown): string => {
  try {
    readRecording(text as string)
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return (error as Error).message
  }
  throw new Error('It was read.')
}

describe('a recording as a file', () => {
  it('holds the actors, their charts and all steps of a run, and is read as the same', async () => {
    const client = createVideoClient({ fetcher: async () => video })
    const recorder = new Recorder()
    recorder.follow(client)
    await client.generate({ prompt: 'A fox' })
    const { actors, steps, isFile, leftOut } = readRecording(toRecordingFile(recorder))
    expect([isFile, leftOut]).toEqual([true, 0])
    expect(actors).toEqual([
      {
        ...recorder.actors[0],
        send: null,
        can: null,
        holder: null,
        model: expect.objectContaining({ id: 'video' }),
      },
    ])
    expect(actors[0]?.model?.states).toEqual(recorder.actors[0]?.model?.states)
    expect(actors[0]?.model?.transitions.map(({ id }) => id)).toEqual(
      recorder.actors[0]?.model?.transitions.map(({ id }) => id),
    )
    expect(
      steps.map(({ number, at, event, value, taken }) => [number, at, event.type, value, taken]),
    ).toEqual(
      recorder.steps.map(({ number, at, event, value, taken }) => [number, at, event.type, value, taken]),
    )
    expect(steps.at(-1)?.context).toMatchObject({ facts: { result: video, input: { prompt: 'A fox' } } })
  })

  it('keeps errors, dates, maps, sets and numbers that JSON lacks, and says where something was', () => {
    const loop: Record<string, unknown> = { at: new Date(1000) }
    loop.self = loop
    const context = {
      error: new VideoError('connection_lost', 'No answer', { jobId: 'job-1', cause: new Error('deeper') }),
      loop,
      map: new Map([['a', new Set([1n])]]),
      endless: Number.POSITIVE_INFINITY,
      run: function named() {},
      stop: new AbortController(),
      $date: 'a field of this name',
    }
    const [step] = readRecording(fileOf([context])).steps
    expect(step?.context).toEqual({
      error: expect.objectContaining({
        name: 'VideoError',
        code: 'connection_lost',
        message: 'No answer',
        jobId: 'job-1',
      }),
      loop: { at: new Date(1000), self: { $circular: true } },
      map: new Map([['a', new Set([1n])]]),
      endless: Number.POSITIVE_INFINITY,
      run: { $function: 'named' },
      stop: { $class: 'AbortController' },
      $date: 'a field of this name',
    })
    expect(step?.context).toHaveProperty('error', expect.any(Error))
  })

  it('holds no secrets, and no whole videos', () => {
    const context = {
      headers: { Authorization: 'Bearer s3cret', 'x-api-key': 's3cret', 'set-cookie': ['s3cret'] },
      apiKey: 's3cret',
      accessToken: { value: 's3cret' },
      env: { FAL_KEY: 's3cret', secretKey: 's3cret', private_key: 's3cret', accessKeyId: 's3cret' },
      login: { passwd: 's3cret', password: 53_0000, bearer: 's3cret', jwt: 's3cret', signature: 's3cret' },
      map: new Map([['authorization', 's3cret']]),
      pairs: [['authorization', 's3cret']],
      list: [
        { name: 'Authorization', value: 's3cret' },
        { key: 'x-api-key', value: 's3cret' },
      ],
      addresses: [
        'https://cdn.example.com/a.mp4?token=s3cret&X-Amz-Signature=s3cret&take=2#access_token=s3cret',
        new URL('https://user:s3cret@example.com/'),
        'Sent to wss://s3cret@example.com/live.',
      ],
      notes: ['Bearer s3cret1234567890s3cret', 'eyJhbGciOiJIUzI1NiJ9.eyJzM2NyZXQiOjF9.c'],
      idempotencyKey: 'kept-1',
      usage: { totalTokens: 12, token: null },
      url: `data:video/mp4;base64,${'A'.repeat(500_000)}`,
    }
    const text = fileOf([context])
    expect(text).not.toContain('s3cret')
    expect(text).not.toContain('eyJz')
    expect(text).not.toContain('530000')
    expect(text.length).toBeLessThan(40_000)
    expect(readRecording(text).steps[0]?.context).toMatchObject({
      headers: { Authorization: '***', 'set-cookie': '***' },
      map: new Map([['authorization', '***']]),
      pairs: [['authorization', '***']],
      list: [{ name: 'Authorization', value: '***' }, {}],
      addresses: [
        'https://cdn.example.com/a.mp4?token=***&X-Amz-Signature=***&take=2#access_token=***',
        'https://***@example.com/',
        'Sent to wss://***@example.com/live.',
      ],
      idempotencyKey: 'kept-1',
      usage: { totalTokens: 12, token: null },
      url: { $cut: expect.stringContaining('data:video/mp4'), length: 500_022 },
    })
  })

  it('leaves out the oldest steps where it would grow too large', () => {
    const contexts = Array.from({ length: 400 }, (_, index) => ({ index, text: 'x'.repeat(99_000) }))
    const text = fileOf(contexts)
    const { steps } = readRecording(text)
    expect(text.length).toBeLessThan(32 * 1024 * 1024)
    expect(steps.length).toBeLessThan(400)
    expect(steps.at(-1)?.context).toMatchObject({ index: 399 })
    expect(steps.length + (readRecording(text).leftOut ?? 0)).toBe(400)
  })

  it('says where the last step was, however large it is', () => {
    const huge = Array.from({ length: 400 }, () => 'x'.repeat(99_000))
    const { steps, leftOut } = readRecording(fileOf([{}, huge]))
    expect([steps.length, leftOut]).toEqual([2, 0])
    expect(steps[1]).toMatchObject({
      value: 'idle',
      event: { type: 'STATUS' },
      context: { $cut: expect.any(String) },
    })
  })

  it('has the chart of many actors once, and none of those whose steps it leaves out', () => {
    const { steps } = recordingOf([{}])
    const actors = Array.from({ length: 2500 }, (_, index) => ({
      ...actor,
      id: `x:${index}`,
      model: index % 2 ? actor.model : toChartModel(videoMachine),
    }))
    const all = {
      actors,
      steps: actors.map(({ id }, number) => ({ ...steps[0], number, actor: id }) as RecordedStep),
    }
    const text = toRecordingFile({ ...all, subscribe: () => () => {} })
    expect(text.length).toBeLessThan(1024 * 1024)
    const { actors: read } = readRecording(text)
    expect(read).toHaveLength(2500)
    expect(read[2499]?.model).toBe(read[0]?.model)
    const few = toRecordingFile({ actors, steps: steps.slice(0, 1), subscribe: () => () => {} })
    expect(readRecording(few).actors.map(({ id }) => id)).toEqual(['x:0'])
  })

  it('leaves out a chart that could not be read again', () => {
    const [state] = actor.model?.states ?? []
    const states = Array.from({ length: 1001 }, (_, index) => ({ ...state, id: `s${index}` }) as never)
    const text = toRecordingFile(recordingOf([{}], { id: 'wide', states, transitions: [] }))
    expect(readRecording(text).actors[0]?.model).toBeNull()
  })

  it('ends for values without end', () => {
    let wide: unknown = 1
    for (let level = 0; level < 50; level++) wide = { left: wide, right: wide }
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    const broken = {
      get value(): number {
        throw new Error('no')
      },
    }
    expect(readRecording(fileOf([wide, deep, broken])).steps).toHaveLength(3)
  })

  it('survives the round trip with any values', () => {
    const values = fc.anything({
      maxDepth: 4,
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withNullPrototype: true,
    })
    fc.assert(
      fc.property(fc.array(values, { maxLength: 3 }), (contexts) => {
        const once = readRecording(toRecordingFile(recordingOf(contexts, null)))
        const twice = readRecording(toRecordingFile(once))
        expect(once.steps).toHaveLength(contexts.length)
        expect(twice).toEqual({ ...once, subscribe: expect.any(Function) })
      }),
      { numRuns: 50 },
    )
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        expect(JSON.stringify(fromPlain(toPlain(value)))).toBe(JSON.stringify(value))
      }),
      { numRuns: 50 },
    )
  })
})

describe('anything else', () => {
  it.each([
    ['no text', undefined, 'The text of a file is needed, not undefined.'],
    [
      'no JSON',
      '<html>',
      'This is no recording, because it is not JSON: string "<html>". Choose a file that was exported here.',
    ],
    ['other JSON', '{"a":1}', 'This is no recording of Reelstate, but an object with a.'],
    ['a later version', '{"reelstate":"recording","version":2}', 'Open it with newer devtools.'],
    [
      'no lists',
      '{"reelstate":"recording","version":1}',
      'This recording is damaged: its charts are undefined and no list.',
    ],
    ['too much', ' '.repeat(33 * 1024 * 1024), 'A recording has at most 32 MiB; this has 33 MiB.'],
    ['a text nested without end', `${'['.repeat(200_000)}`, 'This is no recording'],
  ])('is refused with what it was: %s', (_, text, message) => {
    expect(problemOf(text)).toContain(message)
  })

  it.each<[string, Parameters<typeof damaged>[0], string]>([
    ['an actor twice', (file) => file.actors.push(file.actors[0] as never), 'two actors have the same id'],
    [
      'a step of nobody',
      (file) => Object.assign(file.steps[1] ?? {}, { actor: 'y' }),
      'step 1 is of an actor that is not listed',
    ],
    ['steps in disorder', (file) => file.steps.reverse(), 'its steps are not in order'],
    [
      'an event without a type',
      (file) => Object.assign(file.steps[0] ?? {}, { event: {} }),
      'step 0 has no event with a type',
    ],
    [
      'a step without a time',
      (file) => Object.assign(file.steps[0] ?? {}, { at: 1e300 }),
      'step 0 has no time',
    ],
    [
      'a value without end',
      (file) => Object.assign(file.steps[0] ?? {}, { context: nested(1000) }),
      'nested too deeply',
    ],
    [
      'a chart without states',
      (file) => Object.assign(file.charts[0] ?? {}, { states: [] }),
      'it needs from 1 to 1000 states',
    ],
    [
      'an actor without its chart',
      (file) => Object.assign(file.actors[0] ?? {}, { chart: 1 }),
      'the actor video has no chart in the list',
    ],
    [
      'a count that is none',
      (file) => Object.assign(file, { leftOut: -1 }),
      'it does not say how many steps it leaves out',
    ],
  ])('is refused with where it is damaged: %s', (_, change, message) => {
    expect(problemOf(damaged(change))).toContain(message)
  })

  it('is refused where a chart would lead in circles or nowhere', () => {
    const withStates = (
      change: (states: { id: string; parent: string | null; children: string[] }[]) => void,
    ) => damaged((file) => change(Object(file.charts[0]).states))
    expect(
      problemOf(withStates((states) => Object.assign(states[0] ?? {}, { parent: states[1]?.id }))),
    ).toContain('no parent before it')
    expect(problemOf(withStates((states) => states[1]?.children.push('nowhere')))).toContain(
      'does not fit the others',
    )
    expect(problemOf(withStates((states) => states.pop()))).toContain('does not fit the others')
  })

  it('is refused at once, whatever it is', () => {
    const json = fc.json({ maxDepth: 6 })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          json,
          fc
            .tuple(json, json)
            .map(
              ([actors, steps]) =>
                `{"reelstate":"recording","version":1,"charts":[],"actors":[${actors}],"steps":[${steps}]}`,
            ),
        ),
        (text) => {
          expect(problemOf(text).length).toBeGreaterThan(20)
        },
      ),
      { numRuns: 100 },
    )
    const whole = fileOf([{ a: 1 }])
    fc.assert(
      fc.property(fc.nat(whole.length - 2), (length) => {
        expect(problemOf(whole.slice(0, length))).toContain('This is no recording')
      }),
      { numRuns: 30 },
    )
  })
})

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}
