/** Whether two objects would show the same. */
export function sameFields<T extends object>(a: T | null, b: T | null): boolean {
  if (!a || !b) return a === b
  return (Object.keys(a) as (keyof T)[]).every((field) => Object.is(a[field], b[field]))
}
