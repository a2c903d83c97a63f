import { rename, writeFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { type RenderVideoOptions, renderVideo } from './render-video.js'
import { partialPath } from './video-folder.js'

/** What the worker is started with. */
export interface RenderTask extends RenderVideoOptions {
  /** Where the finished video goes; it appears there whole or not at all. */
  path: string
}

/** What the worker reports: the number of frames encoded so far, then once how it ended. */
export type RenderReport = number | { finished: { bytes: number } } | { failed: string }

const report = (message: RenderReport) => parentPort?.postMessage(message)
const { path, ...options } = workerData as RenderTask

try {
  const mp4 = await renderVideo(options, report)
  await writeFile(partialPath(path), mp4)
  await rename(partialPath(path), path)
  report({ finished: { bytes: mp4.byteLength } })
} catch (error) {
  report({ failed: error instanceof Error ? error.message : String(error) })
}
