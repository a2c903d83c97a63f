/**
 * A `Content-Disposition` header (RFC 6266) for a name that may come from a user: of it only what can be part of a file
 * name is left, so that it neither ends the header nor hides its own ending.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const cleaned = name
    .slice(0, 1000)
    .replace(/\p{C}/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const safe = [...cleaned].slice(0, 100).join('') || 'video.mp4'
  const ascii = safe.replace(/[^\x20-\x7e]|%/g, '_')
  const header = `${kind}; filename="${ascii}"`
  return ascii === safe ? header : `${header}; filename*=UTF-8''${percentEncoded(safe)}`
}

const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
