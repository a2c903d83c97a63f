/** The media types of videos that are kept and served, and how their files end. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['video/mp4', 'mp4'],
  ['video/webm', 'webm'],
  ['video/quicktime', 'mov'],
  ['video/x-matroska', 'mkv'],
])

export const VIDEO_ENDINGS: readonly string[] = [...ENDINGS.values()]

/** The media type without its parameters, if it is one of the videos that are known here. */
export function videoType(contentType: string | null | undefined): string | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return type !== undefined && ENDINGS.has(type) ? type : undefined
}

/** How a file of this type ends, without the dot; any other type counts as MP4. */
export const endingOf = (contentType: string): string => ENDINGS.get(videoType(contentType) ?? '') ?? 'mp4'

/** The type of a file that ends so. */
export const typeOfEnding = (ending: string): string =>
  [...ENDINGS].find(([, known]) => known === ending)?.[0] ?? 'video/mp4'
