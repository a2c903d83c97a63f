import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { describe, expect, test } from 'vitest'
import { renderVideo } from './render-video.js'

const SMALL = {
  prompt: 'A red fox crosses the snow',
  width: 320,
  height: 180,
  seconds: 1,
  seed: 7,
  minMsPerFrame: 0,
}
const render = (options: Partial<typeof SMALL> = {}) => renderVideo({ ...SMALL, ...options }, () => {})

async function read(mp4: Uint8Array) {
  const input = new Input({ source: new BufferSource(mp4), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error('no video track')
  const packets = []
  // The type of each packet is the one that the file's index names, which is what a player seeks by.
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet)
  return {
    codec: track.codec,
    parameters: await track.getCodecParameterString(),
    color: await track.getColorSpace(),
    size: [track.displayWidth, track.displayHeight],
    duration: await input.computeDuration(),
    frames: packets.length,
    keyFrames: packets.flatMap(({ type }, index) => (type === 'key' ? [index] : [])),
    timestamps: packets.map(({ timestamp }) => timestamp),
  }
}

/** The boxes at the top of a file, in order. */
function topBoxes(mp4: Uint8Array): string[] {
  const types = []
  const view = new DataView(mp4.buffer, mp4.byteOffset)
  for (let at = 0; at < mp4.length; at += view.getUint32(at)) {
    types.push(String.fromCharCode(...mp4.subarray(at + 4, at + 8)))
  }
  return types
}

describe('the file', () => {
  test('is constrained-baseline H.264 with a key frame every second', async () => {
    const video = await read(await render({ seconds: 2.5 }))
    expect(video).toMatchObject({
      codec: 'avc',
      size: [320, 180],
      duration: 2.5,
      frames: 60,
      keyFrames: [0, 24, 48],
    })
    expect(video.parameters).toBe('avc1.42c01f')
    expect(video.color).toMatchObject({ matrix: 'bt709', fullRange: false })
    video.timestamps.forEach((timestamp, frame) => {
      expect(timestamp).toBeCloseTo(frame / 24, 6)
    })
  })

  test('has its index before its frames, so that it plays while it loads', async () => {
    expect(topBoxes(await render())).toEqual(['ftyp', 'moov', 'mdat'])
  })

  test.each([1, 1.37, 1.98, 2])('lasts exactly the %f seconds asked for', async (seconds) => {
    expect((await read(await render({ width: 64, height: 64, seconds }))).duration).toBeCloseTo(seconds, 4)
  })

  test.each([
    [64, 64],
    [66, 130],
    [180, 320],
    [1920, 64],
  ])('has the size %ix%i', async (width, height) => {
    expect((await read(await render({ width, height }))).size).toEqual([width, height])
  })
})

test('the same input gives the same bytes, another seed or prompt gives others', async () => {
  const [first, second, otherSeed, otherPrompt] = [
    Buffer.from(await render()),
    Buffer.from(await render()),
    Buffer.from(await render({ seed: 8 })),
    Buffer.from(await render({ prompt: 'A blue whale' })),
  ]
  expect(first.equals(second)).toBe(true)
  expect(first.equals(otherSeed)).toBe(false)
  expect(first.equals(otherPrompt)).toBe(false)
})

test('every frame is reported once it is encoded', async () => {
  const reports: number[] = []
  await renderVideo({ ...SMALL, width: 64, height: 64 }, (encoded) => reports.push(encoded))
  expect(reports).toEqual(Array.from({ length: 24 }, (_, index) => index + 1))
})

test.each([
  ['emoji', 'a fox 🦊👩‍👩‍👧‍👦🏳️‍🌈 in the snow'],
  ['Chinese, Japanese and Korean', '雪の中の狐 雪中的狐狸 눈 속의 여우'],
  ['right to left', 'ثعلب في الثلج שועל בשלג'],
  ['lone surrogates', 'a \ud83e fox \udd8a \ud800'],
  ['control characters', 'a\u0000fox\u0007\u202e\u2028in\tthe\r\nsnow\ufffe'],
  ['combining marks', `Z${'\u0351\u0321\u0489'.repeat(50)}algo`],
  ['1000 characters', 'fox '.repeat(250)],
  ['one word of 1000 characters', 'f'.repeat(1000)],
])('%s are drawn without a crash', async (_, prompt) => {
  expect((await read(await render({ prompt, width: 64, height: 64 }))).frames).toBe(24)
})
