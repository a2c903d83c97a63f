export {
  type LocalVideoAdapter,
  type LocalVideoOptions,
  type LocalVideoSize,
  localVideo,
} from './local-video.js'
