import {
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { declareProfile } from './declare-profile.js'
import { FRAME_RATE, frameCount } from './frame-count.js'
import { pinMp4Times } from './pin-mp4-times.js'

// What rgbaToI420 produces. Players guess by frame height when nothing is said, and then the colours are off.
const COLORS = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const

/**
 * Moves the H.264 stream of `encoded` into a new MP4 that starts with its index (`moov`), names its key
 * frames, so that a seek lands on the right frame, and lasts exactly `seconds`. The same stream gives the
 * same bytes.
 */
export async function muxMp4(encoded: Uint8Array, seconds: number): Promise<Uint8Array> {
  const input = new Input({ source: new BufferSource(encoded), formats: [MP4] })
  const track = await input.getPrimaryVideoTrack()
  const config = await track?.getDecoderConfig()
  if (!track || !config?.description) throw new Error('The encoder returned no video track')
  const description = new Uint8Array(config.description as Uint8Array)

  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const source = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(source)
  await output.start()
  const meta = {
    decoderConfig: { ...config, codec: declareProfile(description), description, colorSpace: COLORS },
  }
  let frame = 0
  // The encoder marks every frame as a key frame, so each packet is looked into.
  const sink = new EncodedPacketSink(track)
  for await (const packet of sink.packets(undefined, undefined, { verifyKeyPackets: true })) {
    const timestamp = frame / FRAME_RATE
    const isLast = frame === frameCount(seconds) - 1
    const duration = isLast ? seconds - timestamp : 1 / FRAME_RATE
    await source.add(packet.clone({ timestamp, duration }), frame === 0 ? meta : undefined)
    frame += 1
  }
  await output.finalize()
  if (!target.buffer) throw new Error('The muxer returned no file')
  const mp4 = new Uint8Array(target.buffer)
  pinMp4Times(mp4)
  return mp4
}
