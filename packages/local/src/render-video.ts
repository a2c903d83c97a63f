import { setImmediate, setTimeout } from 'node:timers/promises'
import { createCanvas } from '@napi-rs/canvas'
import { createH264Encoder } from './encode-h264.js'
import { registerFonts } from './fonts.js'
import { FRAME_RATE, frameCount } from './frame-count.js'
import { muxMp4 } from './mux-mp4.js'
import { i420Size, rgbaToI420 } from './rgba-to-i420.js'
import { composeScene, type SceneOptions } from './scene/compose-scene.js'

export interface RenderVideoOptions extends SceneOptions {
  /** The shortest time a frame may take, in ms; 0 renders as fast as it goes. */
  minMsPerFrame: number
}

/**
 * Renders a whole video and returns the MP4. `onFrame` hears after each frame how many are encoded. Meant for
 * a worker: drawing and encoding block the thread for tens of milliseconds per frame.
 */
export async function renderVideo(
  { minMsPerFrame, ...options }: RenderVideoOptions,
  onFrame: (encoded: number) => void,
): Promise<Uint8Array> {
  const { width, height, seconds } = options
  registerFonts()
  const scene = composeScene(options)
  const encoder = await createH264Encoder(width, height)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const i420 = new Uint8Array(i420Size(width, height))
  const frames = frameCount(seconds)
  for (let frame = 0; frame < frames; frame++) {
    const due = performance.now() + minMsPerFrame
    context.reset()
    scene.draw(context, frame / FRAME_RATE)
    // Half the time of canvas.data().
    rgbaToI420(context.getImageData(0, 0, width, height).data, width, height, i420)
    encoder.encode(i420)
    onFrame(frame + 1)
    const early = due - performance.now()
    if (early > 0) await setTimeout(early)
    // Canvas memory is given back only on a turn of the event loop: without one, 12 s of 720p take 1.3 GB.
    else await setImmediate()
  }
  return muxMp4(encoder.finish(), seconds)
}
