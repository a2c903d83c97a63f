// What a record holds, read out of a storage that anybody may have written to.

export function asObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw wrong(name, value, 'an object')
}

export function asText(name: string, value: unknown, longest: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= longest) return value
  throw wrong(name, value, `a text of 1 to ${longest} characters`)
}

export function asTime(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value < 8.64e15) return value
  throw wrong(name, value, 'a time in ms')
}

const wrong = (name: string, value: unknown, right: string) =>
  new Error(`Its ${name} is ${`${JSON.stringify(value)}`.slice(0, 80)}, not ${right}.`)
