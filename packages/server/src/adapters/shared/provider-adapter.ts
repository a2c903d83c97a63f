import type { VideoMediaPart } from '@reelstate/core/protocol'
import type { VideoAdapter } from '../../provider/video-adapter.js'

/** What the adapters of this package have beyond the three methods: nothing of it is left to guess. */
export type ProviderAdapter<
  TSize extends string = string,
  TDuration extends number = number,
  TPart extends VideoMediaPart['type'] = VideoMediaPart['type'],
  TModelOptions extends object = Record<string, unknown>,
> = VideoAdapter<TSize, TDuration, TPart, TModelOptions> &
  Required<Pick<VideoAdapter, 'capabilities' | 'checkModelOptions'>>
