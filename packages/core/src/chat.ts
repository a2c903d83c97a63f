export { isVisualResult } from './chat/is-visual-result.js'
export type * from './chat/video-message-part.js'
