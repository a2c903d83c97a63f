/** Whether `b` shows all that `a` shows. */
export function sameFields<T extends object>(a: T | null, b: T | null): boolean {
  return (Object.keys(a ?? {}) as (keyof T)[]).every((field) => a?.[field] === b?.[field])
}
