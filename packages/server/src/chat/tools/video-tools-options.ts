import { VideoError } from '@reelstate/core/protocol'
import type { VideoHandler } from '../../handler/create-video-handler.js'
import type { VideoHandlerOptions } from '../../handler/handler-options.js'
import type { JobStore } from '../../jobs/job-store.js'
import type { VideoJobsOptions } from '../../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../../provider/video-adapter.js'
import { shown } from '../../shown.js'
import { type ConversationLimits, checkConversationLimits } from './conversation-budget.js'

interface SharedOptions {
  /**
   * Where the handler is mounted: a path such as `/api/video`, or a URL, without a query. Links to videos lead there, and a
   * page follows the videos there by their references.
   */
  url: string
  /** Says who asks, as the handler's own does: it is given the chat's request. Called for every call of a tool. */
  authorize: NonNullable<VideoHandlerOptions['authorize']>
  /** What one conversation may order. */
  limits?: ConversationLimits
  /** What a video costs, a number from 0, for `limits.cost`: the function that the handler has. */
  cost?: VideoJobsOptions['cost']
  /** How long `check_video` waits for a video before it says that it is not ready, in ms. Default: 10,000. */
  waitMs?: number
}

interface WithHandler {
  /** Makes the videos. Its limits, `validatePrompt` and `authorize` hold for the tools, too. */
  handler: VideoHandler
  adapter?: undefined
}

interface WithAdapter {
  /** In place of a handler: one is made of it, which is to be mounted at `url`. */
  adapter: AnyVideoAdapter
  /** As `createVideoHandler` takes it. */
  secret: NonNullable<VideoHandlerOptions['secret']>
  /** As `createVideoHandler` takes it. */
  store?: JobStore
  handler?: undefined
}

export type VideoToolsOptions = SharedOptions & (WithHandler | WithAdapter)

/** Throws a `VideoError` `invalid_options` for what would be open to the world, or could not work. */
export function checkToolsOptions(options: VideoToolsOptions | undefined): void {
  const {
    url,
    authorize,
    handler,
    adapter,
    limits = {},
    cost,
    waitMs = 0,
  } = options ?? ({} as VideoToolsOptions)
  if (!handler === !adapter) {
    throw invalid(`The handler is ${shown(handler)}, and the adapter is ${shown(adapter)}. Give one of them.`)
  }
  if (typeof authorize !== 'function') {
    throw invalid(
      `authorize is ${shown(authorize)}. Give the function that the handler has, such as (request) => userIdOf(request).`,
    )
  }
  if (typeof url !== 'string' || !/^(https?:\/\/[^/]|\/(?!\/))[^?#\s]*$/.test(url)) {
    throw invalid(
      `url is ${shown(url)}. Give the path that the handler is mounted on, such as /api/video, or its URL, without a query.`,
    )
  }
  if (!(waitMs >= 0 && waitMs < 2 ** 31)) {
    throw invalid(`waitMs is ${shown(waitMs)}. Give milliseconds from 0.`)
  }
  checkConversationLimits(limits)
  if (limits.cost !== undefined && !cost) {
    throw invalid('There is limits.cost without cost. Give the function cost that the handler has.')
  }
}

const invalid = (message: string) => new VideoError('invalid_options', `videoTools: ${message}`)
