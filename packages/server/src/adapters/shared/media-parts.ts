import type { VideoMediaPart } from '@reelstate/core/protocol'
import type { CreateVideoJobOptions } from '../../provider/video-adapter.js'
import { fetchReferenceImage } from '../../security/fetch-reference-image.js'

/** The parts of a prompt, by what they are for. */
export interface SortedParts {
  firstFrame: VideoMediaPart | undefined
  lastFrame: VideoMediaPart | undefined
  references: readonly VideoMediaPart[]
  videos: readonly VideoMediaPart[]
  sounds: readonly VideoMediaPart[]
}

export function sortParts({ parts = [] }: Pick<CreateVideoJobOptions, 'parts'>): SortedParts {
  const images = parts.filter(({ type }) => type === 'image')
  const withRole = (role: string) =>
    images.filter(({ metadata }) => (metadata?.role ?? 'first_frame') === role)
  return {
    firstFrame: withRole('first_frame')[0],
    lastFrame: withRole('last_frame')[0],
    references: withRole('reference'),
    videos: parts.filter(({ type }) => type === 'video'),
    sounds: parts.filter(({ type }) => type === 'audio'),
  }
}

/** For providers that fetch URLs themselves, and take `data:` URLs too. */
export function urlOfPart({ source }: VideoMediaPart): string {
  return source.type === 'url' ? source.value : `data:${source.mimeType};base64,${source.value}`
}

/**
 * For providers that take only files: the bytes, or what is at the URL, which is fetched only from public hosts.
 * Rejects with a `VideoError` `invalid_input` that users may read.
 */
export async function fileOfImage({ source }: VideoMediaPart, signal?: AbortSignal): Promise<File> {
  if (source.type === 'url') {
    const { bytes, contentType } = await fetchReferenceImage(source.value, { signal })
    return new File([bytes], `image.${contentType.split('/')[1]}`, { type: contentType })
  }
  const bytes = Uint8Array.from(atob(source.value), (character) => character.charCodeAt(0))
  return new File([bytes], `image.${source.mimeType.split('/')[1]}`, { type: source.mimeType })
}
