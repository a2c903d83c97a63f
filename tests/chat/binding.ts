import type { VideoMessageOptions } from '@reelstate/core/chat'

/** A message on a page. */
export interface MountedMessage {
  /** Gives it other options, as a parent does that renders anew. */
  set(options: Partial<VideoMessageOptions>): Promise<void>
  /** Changes its part as the framework's own state is changed: in place where that is usual. */
  change(fields: Record<string, unknown>): Promise<void>
  unmount(): Promise<void>
}

/** How one framework shows `<VideoMessage>`. Rejects with what making it threw. */
export type MountMessage = (target: Element, options: VideoMessageOptions) => Promise<MountedMessage>

/** A part with other fields in its `data`. */
export const changed = (part: unknown, fields: Record<string, unknown>) => {
  const { data, ...rest } = part as { data: object }
  return { ...rest, data: { ...data, ...fields } }
}
