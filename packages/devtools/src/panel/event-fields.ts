import type { RecordedEvent } from '../recording/recording.js'

/** The fields of an event as JSON that can be edited; an error is written with its message. */
export function fieldsText({ type: _type, ...fields }: RecordedEvent): string {
  return JSON.stringify(fields, errorFields, 2)
}

/** The edited event, or what is wrong with the text. What was left as it was in `sample` stays the same object. */
export function editedEvent(sample: RecordedEvent, text: string): RecordedEvent | string {
  const fields = parseFields(text)
  if (typeof fields === 'string') return fields
  const revived = Object.entries(fields).map(([name, value]) => [name, revive(sample[name], value)])
  return { ...Object.fromEntries(revived), type: sample.type }
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
  if (JSON.stringify(original, errorFields) === JSON.stringify(edited)) return original
  if (!(original instanceof Error) || typeof edited !== 'object' || edited === null) return edited
  const error: object = Object.create(Object.getPrototypeOf(original))
  for (const [name, value] of Object.entries({ ...edited })) {
    Object.defineProperty(error, name, {
      value,
      enumerable: name !== 'message',
      configurable: true,
      writable: true,
    })
  }
  return error
}

function errorFields(_name: string, value: unknown): unknown {
  return value instanceof Error ? { ...value, message: value.message } : value
}
