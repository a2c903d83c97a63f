import { fromPlain } from '../recording/plain-value.js'
import type { RecordedEvent } from '../recording/recording.js'

/** The fields of an event as JSON that can be edited; an error is written with its message, a bigint as a marker. */
export function fieldsText({ type: _type, ...fields }: RecordedEvent): string {
  return jsonOf(fields, 2)
}

/** The edited event, or what is wrong with the text. What was left as it was in `sample` stays the same object. */
export function editedEvent(sample: RecordedEvent, text: string): RecordedEvent | string {
  const fields = parseFields(text)
  if (typeof fields === 'string') return fields
  try {
    const revived = Object.entries(fields).map(([name, value]) => [name, revive(sample[name], value)])
    return { ...Object.fromEntries(revived), type: sample.type }
  } catch (error) {
    return `The fields cannot be made values: ${error instanceof Error ? error.message : error}`
  }
}

function parseFields(text: string): object | string {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    const given = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`
    return `The fields of an event are an object, such as {"name": "value"}, not ${given}.`
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `This is not JSON: ${why}. Names and texts need double quotes, and no comma follows the last field.`
  }
}

/** JSON has no errors and no dates: what was not edited need not go through it, and an edited error stays one. */
function revive(original: unknown, edited: unknown): unknown {
  if (original !== undefined && jsonOf(original) === JSON.stringify(edited)) return original
  const value = fromPlain(edited)
  if (!(original instanceof Error) || typeof value !== 'object' || value === null) return value
  const error: object = Object.create(Object.getPrototypeOf(original))
  for (const [name, inner] of Object.entries({ ...value })) {
    Object.defineProperty(error, name, {
      value: inner,
      enumerable: name !== 'message',
      configurable: true,
      writable: true,
    })
  }
  return error
}

/** JSON of any value. What contains itself ends with a marker where it would begin again. */
function jsonOf(value: unknown, indent?: number): string {
  const around: unknown[] = []
  return JSON.stringify(
    value,
    function (this: unknown, _name, inner: unknown) {
      if (typeof inner === 'bigint') return { $bigint: String(inner) }
      if (typeof inner !== 'object' || inner === null) return inner
      // `this` holds what is being written: whatever was entered after it has ended.
      while (around.length > 0 && around.at(-1) !== this) around.pop()
      if (around.includes(inner)) return { $circular: true }
      const written = inner instanceof Error ? { ...inner, message: inner.message } : inner
      around.push(written)
      return written
    },
    indent,
  )
}
