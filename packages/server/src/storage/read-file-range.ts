import type { FileHandle } from 'node:fs/promises'
import { VideoError } from '@reelstate/core/protocol'

const CHUNK_BYTES = 64 * 1024

/**
 * The bytes of a file from `start` to `end`, both included, as a stream. The file is opened by the first read, so that an
 * answer nobody reads holds nothing open, and closed at the end and on cancel. `Readable.toWeb` would read the whole file
 * ahead of a slow client on Node 20.
 */
export function readFileRange(
  openFile: () => Promise<FileHandle>,
  start: number,
  end: number,
): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined
  let isCanceled = false
  let position = start
  const close = async () => {
    const opened = file
    file = undefined
    await opened?.close()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (position > end) {
            await close()
            controller.close()
            return
          }
          file ??= await openFile()
          const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position + 1))
          const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
          if (isCanceled) return
          if (bytesRead === 0) {
            throw new VideoError('connection_lost', 'The video ended before its announced length.')
          }
          position += bytesRead
          controller.enqueue(chunk.subarray(0, bytesRead))
        } catch (error) {
          await close()
          throw error
        } finally {
          // The cancellation came while the file was being opened.
          if (isCanceled) await close()
        }
      },
      cancel() {
        isCanceled = true
        return close()
      },
    },
    { highWaterMark: 0 },
  )
}
