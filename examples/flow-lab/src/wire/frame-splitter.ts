/** Cuts the text of an event stream into its frames, each with the empty line that ends it, as it came. */
export class FrameSplitter {
  #rest = ''

  /** The frames that are whole now. */
  push(text: string): string[] {
    const all = this.#rest + text
    const frames = all.split(/(?<=\r\n\r\n|\n\n|\r\r)/)
    this.#rest = /(\r\n\r\n|\n\n|\r\r)$/.test(all) ? '' : (frames.pop() ?? '')
    return frames.filter((frame) => frame !== '')
  }

  /** What came of a frame that has no end. */
  get rest(): string {
    return this.#rest
  }
}
