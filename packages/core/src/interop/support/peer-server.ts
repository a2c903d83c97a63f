import * as peer from '@tanstack/ai'
import { BaseVideoAdapter } from '@tanstack/ai/adapters'
import { serve } from '../../../../server/src/support/serve.js'

export const VIDEO_URL = 'https://videos.example/peer.mp4'

type PeerStatus = peer.VideoStatusResult

/** A provider as TanStack AI's server wants it. It is as far as the test says. */
export class PeerProvider extends BaseVideoAdapter<'peer-1'> {
  readonly name = 'peer'
  created = 0
  polls = 0
  job: Omit<PeerStatus, 'jobId'> = { status: 'processing', progress: 10 }
  /** Thrown by the next order. */
  refusal: Error | undefined

  constructor() {
    super({}, 'peer-1')
  }
  async createVideoJob() {
    if (this.refusal) throw this.refusal
    this.created++
    return { jobId: 'peer-job', model: this.model }
  }
  async getVideoStatus(jobId: string): Promise<PeerStatus> {
    this.polls++
    return { jobId, ...this.job }
  }
  async getVideoUrl(jobId: string) {
    return { jobId, url: VIDEO_URL, expiresAt: new Date(4_000_000_000_000) }
  }
}

export interface PeerServerOptions {
  format: 'server-sent events' | 'NDJSON'
  provider: PeerProvider
  /** Keeps a log of every run, which answers a request that names an offset. */
  isDurable?: boolean
  /** What stands between server and client. */
  proxy?: (response: Response) => Response
}

const FORMATS = {
  'server-sent events': [peer.toServerSentEventsResponse, peer.resumeServerSentEventsResponse],
  NDJSON: [peer.toHttpResponse, peer.resumeHttpResponse],
} as const

/** TanStack AI's published server, wired as its documents say, on a real port. */
export async function startPeerServer({
  format,
  provider,
  isDurable,
  proxy = (same) => same,
}: PeerServerOptions) {
  const requests: { method: string; search: string; key: string | null }[] = []
  const [write, resume] = FORMATS[format]
  const server = await serve(async (request) => {
    const { method, headers, url } = request
    requests.push({ method, search: new URL(url).search, key: headers.get('idempotency-key') })
    const adapter = peer.memoryStream(request)
    if (method !== 'POST') return isDurable ? proxy(resume({ adapter })) : new Response(null, { status: 405 })
    const { input, runId, threadId } = await peer.generationParamsFromRequest('video', request)
    const stream = peer.generateVideo({
      adapter: provider,
      prompt: input.prompt as string,
      stream: true,
      pollingInterval: 5,
      debug: false,
      ...(runId && { runId }),
      ...(threadId && { threadId }),
    })
    return proxy(write(stream, isDurable ? { durability: { adapter }, debug: false } : {}))
  })
  return { url: server.url, requests, [Symbol.asyncDispose]: server.close }
}

/** A proxy that gives up on the first answer once it has passed on a text. */
export function cutOnceAfter(text: string): (response: Response) => Response {
  let isCut = false
  return (response) => {
    if (isCut) return response
    isCut = true
    const decoder = new TextDecoder()
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk)
        if (decoder.decode(chunk).includes(text)) controller.terminate()
      },
    })
    return new Response(response.body?.pipeThrough(cut) ?? null, response)
  }
}
