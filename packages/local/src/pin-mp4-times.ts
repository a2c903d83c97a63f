const CONTAINERS = new Set(['moov', 'trak', 'mdia'])
const HEADERS = new Set(['mvhd', 'tkhd', 'mdhd'])

/**
 * Sets the creation and modification times in an MP4's headers to zero, in place: they are the time of day,
 * and would make two files of the same video differ (ISO/IEC 14496-12, 8.2.2, 8.3.2 and 8.4.2).
 */
export function pinMp4Times(mp4: Uint8Array, start = 0, end = mp4.length): void {
  const view = new DataView(mp4.buffer, mp4.byteOffset, mp4.byteLength)
  for (let box = start; box + 8 <= end; ) {
    const size = view.getUint32(box)
    const type = String.fromCharCode(...mp4.subarray(box + 4, box + 8))
    // 0 and 1 mean "to the end" and "a 64-bit size": only a media box is that large, and the headers come
    // before it.
    if (size < 8) return
    if (CONTAINERS.has(type)) pinMp4Times(mp4, box + 8, box + size)
    if (HEADERS.has(type)) {
      const bytesPerTime = mp4[box + 8] === 1 ? 8 : 4
      mp4.fill(0, box + 12, box + 12 + 2 * bytesPerTime)
    }
    box += size
  }
}
