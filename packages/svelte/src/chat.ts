import type { VideoMessageOptions } from '@reelstate/core/chat'
import type { Component, Snippet } from 'svelte'
import * as snippets from './chat/render-visual-results.svelte'
import VideoMessageComponent from './chat/video-message.svelte'

export {
  firstMentions,
  isVisualResult,
  type VideoMessageLabels,
  type VideoMessagePart,
} from '@reelstate/core/chat'

/** What `<VideoMessage>` takes. */
export type VideoMessageProps = VideoMessageOptions

/**
 * A video in a chat. One in the making shows how it is and becomes the player, or the reason why there is none, without
 * the LLM: while it is on the screen its job is followed by the reference in the part, so that a reload or scrolling away
 * loses nothing. Throws a `VideoError` `invalid_options` where there is no client.
 */
export const VideoMessage: Component<VideoMessageProps> = VideoMessageComponent

/**
 * A snippet: `{@render renderVisualResults(results)}` shows the videos among the results of a message, each as a player; of
 * anything else, nothing. A video in the making is shown where options say how it is followed, as a `<VideoMessage>`.
 */
export const renderVisualResults = Reflect.get(snippets, 'renderVisualResults') as Snippet<
  [results: readonly unknown[], options?: Omit<VideoMessageOptions, 'part'>]
>
