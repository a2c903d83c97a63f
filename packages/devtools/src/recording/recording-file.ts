import { type ChartModel, nameOfValue } from '@reelstate/core/chart'
import { fromPlain, toPlain } from './plain-value.js'
import { readChart, writeChart } from './recorded-chart.js'
import type { RecordedActor, RecordedEvent, RecordedStep, RecordingSource } from './recording.js'

/** In characters of the text: 32 MiB. */
const LARGEST = 32 * 1024 * 1024
/** What is written, with room for what encloses it. */
const LARGEST_WRITTEN = 30 * 1024 * 1024
const ADVICE = 'Choose a file that was exported here.'

/**
 * A recording as the text of a file: JSON with the actors, their charts and the steps. Where it would be over 30 MiB the
 * oldest steps are left out, and so are actors without any; of a last step that is larger alone, the event's type and the
 * states remain. Fields called like secrets, such as `authorization` or `apiKey`, are replaced by `***`, and so are such
 * parameters of addresses; functions, cycles and objects of a class by markers; texts over 100,000 characters are cut.
 */
export function toRecordingFile({ actors, steps, leftOut = 0 }: RecordingSource): string {
  const byId = new Map(actors.map((actor) => [actor.id, actor]))
  const charts = new ChartList()
  const listed = new Map<string, string>()
  const written: string[] = []
  let length = 0
  for (const step of steps.toReversed()) {
    const actor = byId.get(step.actor)
    if (!actor) continue
    let text = JSON.stringify(writeStep(step))
    if (text.length > LARGEST_WRITTEN && written.length === 0) text = JSON.stringify(writeCut(step))
    const before = charts.length
    const known = listed.get(actor.id)
    const entry =
      known ?? JSON.stringify({ id: actor.id, name: actor.name, chart: charts.place(actor.model) })
    length += text.length + (known ? 0 : entry.length) + charts.length - before
    if (length > LARGEST_WRITTEN && written.length > 0) break
    listed.set(actor.id, entry)
    written.push(text)
  }
  const head = JSON.stringify({
    reelstate: 'recording',
    version: 1,
    leftOut: leftOut + steps.length - written.length,
  })
  const entries = actors.flatMap(({ id }) => listed.get(id) ?? [])
  return `${head.slice(0, -1)},
"charts":[${charts.texts.join(',\n')}],
"actors":[${entries.join(',\n')}],
"steps":[
${written.toReversed().join(',\n')}
]}
`
}

/** The charts of a file: many actors may run one machine. */
class ChartList {
  readonly texts: string[] = []
  /** In characters. */
  length = 0
  readonly #places = new Map<unknown, number>()

  /** Where a chart is, or will be. Null where there is none that can be read again. */
  place(model: ChartModel | null): number | null {
    const known = this.#places.get(model)
    if (known !== undefined) return known
    const chart = model && writeChart(model)
    if (!chart) return null
    const text = JSON.stringify(chart)
    const place = this.#places.get(text) ?? this.texts.push(text) - 1
    if (!this.#places.has(text)) this.length += text.length
    this.#places.set(model, place).set(text, place)
    return place
  }
}

/**
 * The recording of a file, to be looked at. Throws a `TypeError` for anything else that says what was given and what to
 * do; also for a text over 32 MiB.
 */
export function readRecording(text: string): RecordingSource {
  const file = parse(text)
  const { reelstate, version, charts, actors, steps, leftOut = 0 } = Object(file) as Record<string, unknown>
  if (reelstate !== 'recording')
    throw new TypeError(`This is no recording of Reelstate, but ${nameOfValue(file)}. ${ADVICE}`)
  if (version !== 1)
    throw new TypeError(
      `This recording has version ${nameOfValue(version)}, and 1 can be read. Open it with newer devtools.`,
    )
  try {
    if (!Number.isSafeInteger(leftOut) || (leftOut as number) < 0)
      throw new TypeError('it does not say how many steps it leaves out')
    const models = listOf(charts, 'charts').map(readChart)
    const readActors = listOf(actors, 'actors').map((actor) => readActor(actor, models))
    const ids = new Set(readActors.map(({ id }) => id))
    if (ids.size < readActors.length) throw new TypeError('two actors have the same id')
    const readSteps = listOf(steps, 'steps').map((step) => readStep(step, ids))
    if (readSteps.some(({ number }, index) => number <= (readSteps[index - 1]?.number ?? -1)))
      throw new TypeError('its steps are not in order')
    return {
      isFile: true,
      leftOut: leftOut as number,
      actors: readActors,
      steps: readSteps,
      subscribe: () => () => {},
    }
  } catch (error) {
    throw new TypeError(`This recording is damaged: ${(error as Error).message}. ${ADVICE}`, { cause: error })
  }
}

function parse(text: string): unknown {
  if (typeof text !== 'string') throw new TypeError(`The text of a file is needed, not ${nameOfValue(text)}.`)
  if (text.length > LARGEST) {
    const size = Math.ceil(text.length / 1024 / 1024)
    throw new TypeError(`A recording has at most 32 MiB; this has ${size} MiB. ${ADVICE}`)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(
      `This is no recording, because it is not JSON: ${nameOfValue(text.trim())}. ${ADVICE}`,
      {
        cause,
      },
    )
  }
}

function writeStep({ event, value, context, ...step }: RecordedStep): object {
  return { ...step, event: toPlain(event), value: toPlain(value), context: toPlain(context) }
}

/** Where a machine was, without what it knew. */
function writeCut({ event, ...step }: RecordedStep): object {
  const cut = { $cut: 'It was too large for a file.' }
  return { ...step, event: { type: event.type }, value: toPlain(step.value), context: cut }
}

function readActor(actor: unknown, models: readonly ChartModel[]): RecordedActor {
  const { id, name, chart } = Object(actor) as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string') throw new TypeError('an actor has no id or no name')
  const model = chart === null ? null : models[chart as number]
  if (model === undefined) throw new TypeError(`the actor ${name} has no chart in the list`)
  return { id, name, model, send: null, can: null, holder: null }
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
  throw new TypeError(`its ${name} are ${nameOfValue(value)} and no list`)
}
