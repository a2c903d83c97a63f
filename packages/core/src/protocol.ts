export { isPlayableUrl } from './protocol/playable-url.js'
export * from './protocol/video-error.js'
export type * from './protocol/video-types.js'
export * from './protocol/wire.js'
