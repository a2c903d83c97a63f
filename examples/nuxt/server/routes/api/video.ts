import { video } from '../../lib/video'

export default video
