/**
 * The paths of the innermost states that a snapshot's value names: `{ a: { b: 'c' } }` is `a.b.c`. What comes from
 * another window or a file may contain itself: there a path ends.
 */
export function valuePaths(value: unknown, around: readonly unknown[] = []): string[][] {
  if (typeof value === 'string') return [[value]]
  if (around.includes(value)) return []
  return Object.entries(Object(value)).flatMap(([key, inner]) => {
    const paths = valuePaths(inner, [...around, value])
    return paths.length > 0 ? paths.map((path) => [key, ...path]) : [[key]]
  })
}
