const PLAYABLE =
  /^(https:\/\/|blob:|data:video\/|http:\/\/(localhost|127\.[\d.]+|\[::1])(:\d+)?\/|\.{0,2}\/(?![\s/\\]))/i

/**
 * Whether a URL may be given to a `<video>` or a download link: `https:`, a path of the same origin, `http:` on loopback
 * or of the same origin, `blob:` or `data:video/`. Everything else, `javascript:` first of all, is refused.
 */
export function isPlayableUrl(url: string): boolean {
  return PLAYABLE.test(url) || url.startsWith(`${globalThis.location?.origin}/`)
}
