import { createHmac, randomBytes } from 'node:crypto'

const PATH = '/_emulator/videos/'

/** Public links to videos: nobody can guess one, and each is another. */
export class VideoLinks {
  readonly #secret = randomBytes(32)
  #serial = 0

  /** The path of a new link. */
  create(jobId: string): string {
    const serial = ++this.#serial
    return `${PATH}${encodeURIComponent(jobId)}/${serial}-${this.#sign(jobId, serial)}.mp4`
  }

  /** The job of a link, undefined for one that is not ours. */
  jobOf(pathname: string): string | undefined {
    const parts = /^\/_emulator\/videos\/([^/]+)\/(\d{1,15})-([0-9a-f]{32})\.mp4$/.exec(pathname)
    if (!parts) return undefined
    const [, encoded = '', serial = '', signature] = parts
    const jobId = encoded.includes('%') ? safeDecode(encoded) : encoded
    return this.#sign(jobId, Number(serial)) === signature ? jobId : undefined
  }

  #sign(jobId: string, serial: number): string {
    return createHmac('sha256', this.#secret).update(`${serial}:${jobId}`).digest('hex').slice(0, 32)
  }
}

export const isVideoLink = (pathname: string): boolean => pathname.startsWith(PATH)

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
