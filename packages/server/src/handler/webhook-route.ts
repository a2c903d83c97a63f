import { VideoError } from '@reelstate/core/protocol'
import { answerNothing, notFound } from './answers.js'
import type { Asked, HandlerContext } from './handler-context.js'

const MAX_BODY = 1024 * 1024

/**
 * `POST ?webhook=`: a provider reports on one job. The link names that job and is signed by us, the body is signed by the
 * provider, and neither is believed about the video: the provider is asked.
 */
export async function webhookRoute(context: HandlerContext, asked: Asked): Promise<Response> {
  const { jobs, links } = context
  const { request, query } = asked
  const id = await links.readWebhook(query.get('webhook') ?? '')
  if (id === undefined) throw notFound()
  const body = await readBytes(request)
  await jobs.deliver(id, { body, headers: request.headers })
  return answerNothing()
}

function cutOff(cause: unknown): never {
  throw new VideoError('invalid_input', 'The body broke off. Send it again.', { cause })
}

/** The body as it came: a signature holds for these very bytes. */
async function readBytes({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const { value } = (await reader?.read().catch(cutOff)) ?? {}
    if (!value) break
    length += value.byteLength
    if (length > MAX_BODY) {
      reader?.cancel().catch(() => {})
      throw new VideoError('invalid_input', `The body is larger than ${MAX_BODY} bytes.`, { status: 413 })
    }
    chunks.push(value)
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer())
}
