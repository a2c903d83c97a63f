export {
  firstMentions,
  isVisualResult,
  type VideoMessageLabels,
  type VideoMessagePart,
} from '@reelstate/core/chat'
export { renderVisualResults } from './chat/render-visual-results.js'
export { VideoMessage } from './chat/video-message.js'
