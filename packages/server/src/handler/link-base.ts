import type { VideoHandlerOptions } from './handler-options.js'

/**
 * What the links of this handler start with: its path, which is enough for pages of the same site, or all of its URL for a
 * page of another one. A path that begins with two slashes would lead to another host.
 */
export function linkBase({ headers }: Request, url: URL, { publicUrl, cors }: VideoHandlerOptions): string {
  if (publicUrl !== undefined) return publicUrl
  const path = url.pathname.replace(/^\/+/, '/')
  const origin = headers.get('Origin')
  const isElsewhere = origin !== null && origin !== url.origin && cors?.origins.includes(origin)
  return isElsewhere ? url.origin + path : path
}
