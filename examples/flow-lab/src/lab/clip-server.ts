import {
  createModelServer,
  type FlowScenario,
  type ModelServer,
  type TestClock,
} from '@reelstate/core/testing'
import cat from '#clips/cat.mp4'
import dog from '#clips/dog.mp4'

const CLIPS: Record<string, string> = { 'a dog on a beach': dog, 'a cat on a beach': cat }
/** Where the model server says that a video is, until the lab puts a real address in its place. */
const PLACE = /https:\/\/clips\.invalid\/(job-\d+)\.mp4(?:#link-(\d+))?/g

export interface ClipServer {
  readonly model: ModelServer
  readonly fetch: typeof globalThis.fetch
}

/** A model server whose finished videos are the clips of this page: the one of the prompt, or any. */
export function createClipServer(
  { server, firstLinkIsDead = false }: FlowScenario & { firstLinkIsDead?: boolean },
  clock: TestClock,
): ClipServer {
  const model = createModelServer({ ...server, videoUrl: 'https://clips.invalid/{job}.mp4', clock })
  const prompts = new Map<string, string>()

  const address = (jobId: string, link: string | undefined) => {
    // Any server of files has it, and no browser plays it: what stands where a video was.
    const clip = firstLinkIsDead && link === '1' ? './expired.mp4' : (CLIPS[prompts.get(jobId) ?? ''] ?? dog)
    return new URL(clip, document.baseURI).href + (link ? `#link-${link}` : '')
  }

  return {
    model,
    async fetch(input, init = {}) {
      const response = await model.fetch(input, init)
      if (init.method === 'POST') {
        const job = model.jobs.get(new Headers(init.headers).get('idempotency-key') ?? '')
        if (job) prompts.set(job.id, promptOf(init.body))
      }
      const { body, status, statusText, headers } = response
      if (!body) return response
      const decoder = new TextDecoder()
      const encoder = new TextEncoder()
      const withAddresses = new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, controller) => {
          const text = decoder.decode(piece, { stream: true })
          controller.enqueue(encoder.encode(text.replaceAll(PLACE, (_, id, link) => address(id, link))))
        },
      })
      return new Response(body.pipeThrough(withAddresses), { status, statusText, headers })
    },
  }
}

function promptOf(body: unknown): string {
  const { data } = JSON.parse(String(body)) as { data?: { prompt?: unknown } }
  return String(data?.prompt)
}
