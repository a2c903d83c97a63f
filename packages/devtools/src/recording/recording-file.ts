import { describe } from '@reelstate/core/chart'
import { fromPlain, toPlain } from './plain-value.js'
import { readChart, writeChart } from './recorded-chart.js'
import type { RecordedActor, RecordedEvent, RecordedStep, RecordingSource } from './recording.js'

/** In characters of the text: 32 MiB. */
const LARGEST = 32 * 1024 * 1024
/** Left for the actors beside the steps. */
const LARGEST_STEPS = 28 * 1024 * 1024
const ADVICE = 'Choose a file that was exported here.'

/**
 * A recording as the text of a file: JSON with the actors, their charts and the steps. Where it would be over 28 MiB the
 * oldest steps are left out. Fields called like secrets, such as `authorization` or `apiKey`, are replaced by `***`;
 * functions, cycles and objects of a class by markers; texts over 100,000 characters are cut.
 */
export function toRecordingFile({ actors, steps }: RecordingSource): string {
  const written: string[] = []
  let length = 0
  for (const step of steps.toReversed()) {
    const text = JSON.stringify(writeStep(step))
    length += text.length + 1
    if (length > LARGEST_STEPS) break
    written.push(text)
  }
  const listed = actors.map(({ id, name, model }) => ({ id, name, model: model && writeChart(model) }))
  const head = JSON.stringify({ reelstate: 'recording', version: 1, actors: listed })
  return `${head.slice(0, -1)},"steps":[\n${written.toReversed().join(',\n')}\n]}\n`
}

/**
 * The recording of a file, to be looked at. Throws a `TypeError` for anything else that says what was given and what to
 * do; also for a text over 32 MiB.
 */
export function readRecording(text: string): RecordingSource {
  const file = parse(text)
  const { reelstate, version, actors, steps } = Object(file) as Record<string, unknown>
  if (reelstate !== 'recording')
    throw new TypeError(`This is no recording of Reelstate, but ${describe(file)}. ${ADVICE}`)
  if (version !== 1)
    throw new TypeError(
      `This recording has version ${describe(version)}, and 1 can be read. Open it with newer devtools.`,
    )
  try {
    const readActors = listOf(actors, 'actors').map(readActor)
    const ids = new Set(readActors.map(({ id }) => id))
    if (ids.size < readActors.length) throw new TypeError('two actors have the same id')
    const readSteps = listOf(steps, 'steps').map((step) => readStep(step, ids))
    if (readSteps.some(({ number }, index) => number <= (readSteps[index - 1]?.number ?? -1)))
      throw new TypeError('its steps are not in order')
    return { actors: readActors, steps: readSteps, subscribe: () => () => {} }
  } catch (error) {
    throw new TypeError(`This recording is damaged: ${(error as Error).message}. ${ADVICE}`, { cause: error })
  }
}

function parse(text: string): unknown {
  if (typeof text !== 'string') throw new TypeError(`The text of a file is needed, not ${describe(text)}.`)
  if (text.length > LARGEST) {
    const size = Math.ceil(text.length / 1024 / 1024)
    throw new TypeError(`A recording has at most 32 MiB; this has ${size} MiB. ${ADVICE}`)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(`This is no recording, because it is not JSON: ${describe(text.trim())}. ${ADVICE}`, {
      cause,
    })
  }
}

function writeStep({ event, value, context, ...step }: RecordedStep): object {
  return { ...step, event: toPlain(event), value: toPlain(value), context: toPlain(context) }
}

function readActor(actor: unknown): RecordedActor {
  const { id, name, model } = Object(actor) as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string') throw new TypeError('an actor has no id or no name')
  return { id, name, model: model === null ? null : readChart(model), send: null, can: null, holder: null }
}

function readStep(step: unknown, actors: ReadonlySet<string>): RecordedStep {
  const { number, actor, at, event, value, context, taken } = Object(step) as Record<string, unknown>
  if (!Number.isSafeInteger(number) || (number as number) < 0) throw new TypeError('a step has no number')
  const name = `step ${number}`
  if (typeof actor !== 'string' || !actors.has(actor))
    throw new TypeError(`${name} is of an actor that is not listed`)
  if (typeof at !== 'number' || Number.isNaN(new Date(at).getTime()))
    throw new TypeError(`${name} has no time`)
  const read = fromPlain(event) as RecordedEvent
  if (typeof Object(read).type !== 'string') throw new TypeError(`${name} has no event with a type`)
  if (!Array.isArray(taken) || !taken.every((id) => typeof id === 'string'))
    throw new TypeError(`${name} does not say which transitions it took`)
  return {
    number: number as number,
    actor,
    at,
    event: read,
    value: fromPlain(value),
    context: fromPlain(context),
    taken,
  }
}

function listOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError(`its ${name} are ${describe(value)} and no list`)
}
