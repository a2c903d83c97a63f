import type { Route, Wire } from './wires/wire.js'

export interface FoundRoute {
  route: Route
  params: Record<string, string>
}

/** The wire whose prefix a path has, else the one that answers without; with what is left of the path. */
export function findWire(wires: readonly Wire[], pathname: string): { wire: Wire; path: string } | undefined {
  const wire = wires.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`))
  if (wire) return { wire, path: pathname.slice(wire.prefix.length) }
  const bare = wires.find(({ answersBare }) => answersBare)
  const isItsOwn = bare?.routes.some(({ path }) => match(path, pathname))
  return bare && isItsOwn ? { wire: bare, path: pathname } : undefined
}

/** The first route that fits; `method_not_allowed` when only the method does not. A HEAD is a GET. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): FoundRoute | 'method_not_allowed' | undefined {
  let isKnownPath = false
  for (const route of routes) {
    const params = match(route.path, path)
    if (!params) continue
    if (route.method === method || (route.method === 'GET' && method === 'HEAD')) return { route, params }
    isKnownPath = true
  }
  return isKnownPath ? 'method_not_allowed' : undefined
}

/**
 * `:name` stands for one segment, `:name:verb` for one that ends in `:verb`, a `*` at the end for any number of
 * segments, none included.
 */
function match(pattern: string, path: string): Record<string, string> | undefined {
  const names = pattern.split('/')
  const segments = path.split('/')
  const params: Record<string, string> = {}
  const hasRest = names.at(-1) === '*'
  if (hasRest) {
    names.pop()
    params['*'] = segments.slice(names.length).join('/')
  }
  if (hasRest ? segments.length < names.length : segments.length !== names.length) return undefined
  for (const [index, name] of names.entries()) {
    const segment = segments[index] ?? ''
    if (!name.startsWith(':')) {
      if (name !== segment) return undefined
      continue
    }
    const [, param = '', verb = ''] = /^:(\w+)(:\w+)?$/.exec(name) ?? []
    if (!segment.endsWith(verb)) return undefined
    const value = decode(segment.slice(0, segment.length - verb.length))
    if (value === undefined || value === '') return undefined
    params[param] = value
  }
  return params
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
