import { createVideoClient, fetchServerSentEvents } from '@reelstate/core'
import '@reelstate/devtools'
import { runOf, serveStream } from '../../core/bench/serve-stream.js'

/** How the stream comes in: as a fast server sends it, or with every event in a read of its own. */
export type Reads = 'large' | 'single'

declare global {
  var timeOnce: (isOpen: boolean, reads: Reads, statuses: number) => Promise<number>
}

/** ms from the click to the video, with the panel open on the client or not there at all. */
globalThis.timeOnce = async (isOpen, reads, statuses) => {
  const client = createVideoClient({ connection: fetchServerSentEvents('/video') })
  const panel = document.createElement('reelstate-devtools')
  if (isOpen) {
    panel.client = client
    document.body.append(panel)
    while (!panel.shadowRoot?.querySelector('svg .lit')) await new Promise(requestAnimationFrame)
  }
  const large = runOf(Array.from({ length: statuses }, (_, index) => (index * 100) / statuses))
  serveStream(reads === 'large' ? large : singleReads(large))
  const begin = performance.now()
  const { outcome } = await client.generate({ prompt: 'A fox' })
  const ms = performance.now() - begin
  panel.remove()
  if (outcome !== 'success') throw new Error(`The run ended as ${outcome}.`)
  return ms
}

function singleReads(reads: Uint8Array[]): Uint8Array[] {
  const decoder = new TextDecoder()
  const text = reads.map((bytes) => decoder.decode(bytes, { stream: true })).join('')
  const encoder = new TextEncoder()
  return text.split(/(?<=\n\n)/).map((event) => encoder.encode(event))
}
