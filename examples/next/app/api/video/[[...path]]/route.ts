import { video } from '../../../video'

export { video as DELETE, video as GET, video as HEAD, video as POST }
