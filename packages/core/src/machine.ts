export { videoMachine } from './video-machine.js'
export type * from './video-run.js'
