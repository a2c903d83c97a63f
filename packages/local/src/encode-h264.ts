import encoderModule from 'h264-mp4-encoder'
import { FRAME_RATE } from './frame-count.js'

/** An H.264 encoder, constrained baseline, with a key frame every second. */
export interface H264Encoder {
  /** Encodes one I420 frame; blocks the thread for as long as that takes. */
  encode(i420: Uint8Array): void
  /** Ends the stream and returns it in a plain MP4, whose index `muxMp4` replaces. */
  finish(): Uint8Array
}

/** Starts an encoder. Width and height are even. */
export async function createH264Encoder(width: number, height: number): Promise<H264Encoder> {
  const encoder = await encoderModule.createH264MP4Encoder()
  encoder.width = width
  encoder.height = height
  encoder.frameRate = FRAME_RATE
  encoder.groupOfPictures = FRAME_RATE
  // Measured at 1280x720: speed 10 takes 24 ms a frame, every speed from 0 to 8 over 40 ms.
  encoder.speed = 10
  encoder.quantizationParameter = 26
  encoder.initialize()
  return {
    encode: (i420) => encoder.addFrameYuv(i420),
    finish: () => {
      encoder.finalize()
      const mp4 = encoder.FS.readFile(encoder.outputFilename)
      encoder.FS.unlink(encoder.outputFilename)
      encoder.delete()
      return mp4
    },
  }
}
