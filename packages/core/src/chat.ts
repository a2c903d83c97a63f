export {
  createVideoMessage,
  type VideoMessageOptions,
  type VideoMessageStore,
} from './chat/create-video-message.js'
export { firstMentions } from './chat/first-mentions.js'
export { isVisualResult } from './chat/is-visual-result.js'
export type { VideoMessageClient } from './chat/video-message-client.js'
export type { VideoMessageLabels } from './chat/video-message-labels.js'
export type * from './chat/video-message-part.js'
export type { VideoMessageState } from './chat/video-message-state.js'
