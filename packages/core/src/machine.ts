/** A run as the client starts one, for whoever sends the machine its events: `{ type: 'GENERATE', run: newRun({}, input, null) }`. */
export { newRun } from './new-run.js'
export { videoMachine } from './video-machine.js'
export type * from './video-run.js'
