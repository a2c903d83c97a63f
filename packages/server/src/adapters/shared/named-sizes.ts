/** Sizes by `WIDTHxHEIGHT`, as models say them that know shapes and lines. */
export type NamedSizes = Readonly<Record<string, { aspect_ratio: string; resolution?: string }>>

export const HD = {
  '1280x720': { aspect_ratio: '16:9', resolution: '720p' },
  '720x1280': { aspect_ratio: '9:16', resolution: '720p' },
  '1920x1080': { aspect_ratio: '16:9', resolution: '1080p' },
  '1080x1920': { aspect_ratio: '9:16', resolution: '1080p' },
} as const
