import { VideoError, type VideoMediaPart } from '@reelstate/core/protocol'
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

/** Throws a `VideoError` `invalid_input` for two images that are to be the same frame. */
export function sortParts({ parts = [] }: Pick<CreateVideoJobOptions, 'parts'>): SortedParts {
  const images = parts.filter(({ type }) => type === 'image')
  const withRole = (role: string) =>
    images.filter(({ metadata }) => (metadata?.role ?? 'first_frame') === role)
  return {
    firstFrame: onlyOne(withRole('first_frame'), 'first'),
    lastFrame: onlyOne(withRole('last_frame'), 'last'),
    references: withRole('reference'),
    videos: parts.filter(({ type }) => type === 'video'),
    sounds: parts.filter(({ type }) => type === 'audio'),
  }
}

function onlyOne(images: readonly VideoMediaPart[], frame: string): VideoMediaPart | undefined {
  if (images.length <= 1) return images[0]
  throw new VideoError(
    'invalid_input',
    `${images.length} images of the prompt are its ${frame} frame, and one can be. Give the others the role ` +
      "'last_frame' or 'reference'.",
  )
}

/**
 * Throws a `VideoError` `invalid_input` for a part that is not in the order: what is made without it is another video,
 * and billed.
 */
export function checkAllUsed(
  { parts = [] }: Pick<CreateVideoJobOptions, 'parts'>,
  used: readonly (VideoMediaPart | undefined)[],
  model: string,
): void {
  const lost = parts.find((part) => !used.includes(part))
  if (!lost) return
  const role = lost.metadata?.role?.replace('_', ' ')
  const what =
    lost.type === 'image' ? `an image as its ${role ?? 'first frame'}` : `a part of type ${lost.type}`
  throw new VideoError(
    'invalid_input',
    `${model} does not take ${what} here, with what else is asked for. Leave it out.`,
  )
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
