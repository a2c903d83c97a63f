/** `live → reconnecting.waiting`: two configurations without the path that they share. */
export function moveText(from: readonly string[][], to: readonly string[][]): string {
  const all = [...from, ...to]
  const [first = []] = all
  const shared = first.findIndex((key, depth) => all.some((path) => path[depth] !== key))
  // The innermost name always stays, also where one path lies in the other.
  const start = Math.min(shared === -1 ? first.length : shared, ...all.map((path) => path.length - 1))
  const text = (paths: readonly string[][]) =>
    paths.map((path) => path.slice(Math.max(0, start)).join('.')).join(' + ')
  return from.length > 0 ? `${text(from)} → ${text(to)}` : text(to)
}
