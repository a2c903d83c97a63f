// Starts the worker from its TypeScript source. `--import tsx` does not reach worker threads on Node 20.
// The large packages come first: through the hooks they would take half a second more to load.
import '@napi-rs/canvas'
import 'h264-mp4-encoder'
import 'mediabunny'
import { register } from 'tsx/esm/api'

register()
await import('./render-worker.ts')
