/** Longer texts are cut, with their length behind them: a video as a `data:` URL has millions of characters. */
const LONGEST_TEXT = 240

/** The fields of an object are previewed in as many characters as this. */
const LONGEST_PREVIEW = 70

/** One line for any value, such as `"a fox"`, `{prompt: "a fox"}` or `[3]`. Never throws. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  try {
    if (typeof value === 'function') return `function ${value.name}`.trim()
    if (typeof value !== 'object' || value === null) return String(value)
    return objectText(value)
  } catch {
    return 'an object that cannot be read'
  }
}

function quoted(text: string): string {
  if (text.length <= LONGEST_TEXT) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, LONGEST_TEXT))}… ${text.length.toLocaleString('en')} characters`
}

function objectText(value: object): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (value instanceof Error) return `${nameOf(value)}: ${value.message}`
  if (value instanceof URL) return value.href
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length}]`
  if (value instanceof Map || value instanceof Set) return `${nameOf(value)} (${value.size})`
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytesText(value)
  const name = nameOf(value)
  if (name !== '') return name
  return previewOf(value)
}

const bytesText = (bytes: ArrayBuffer | ArrayBufferView) =>
  `${nameOf(bytes)} (${bytes.byteLength.toLocaleString('en')} bytes)`

/** `{prompt: "a fox", modelOptions: {…}}`, as far as it fits. */
function previewOf(value: object): string {
  const fields: string[] = []
  let room = LONGEST_PREVIEW
  for (const key of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, key)
    if (inner === undefined) continue
    const isDeep = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    const field = `${key}: ${isDeep ? '{…}' : valueText(inner)}`
    room -= field.length
    if (room < 0) return `{${[...fields, '…'].join(', ')}}`
    fields.push(field)
  }
  return `{${fields.join(', ')}}`
}

/** The class of an object; empty for a plain one. */
function nameOf(value: object): string {
  const prototype: { constructor?: { name?: string } } | null = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? '' : (prototype.constructor?.name ?? '')
}
