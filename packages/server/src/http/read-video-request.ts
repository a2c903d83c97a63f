import { VideoError, type VideoGenerateInput, type VideoPrompt } from '@reelstate/core/protocol'
import { z } from 'zod'
import { readPrompt } from '../provider/read-prompt.js'
import { shown } from '../shown.js'
import { findJsonFault } from './find-json-fault.js'

/** A create request, as the client sent it. */
export interface VideoRequest {
  /** What to generate: the part of `data` that `generateVideo` takes. */
  input: VideoGenerateInput<VideoPrompt>
  /** All that was sent: the input, and the `body` option of the client. Its other fields are unchecked. */
  data: Record<string, unknown>
  threadId: string
  runId: string
  /** The key of this click, from the header `Idempotency-Key`. */
  idempotencyKey: string | undefined
}

const id = z
  .string('Give a text of 1 to 200 characters.')
  .regex(/^[^\p{Cc}]{1,200}$/u, 'Give a text of 1 to 200 characters.')
const PROMPT = 'Give a text that describes the video.'

const requestBody = z.object(
  {
    threadId: id.nullish(),
    runId: id.nullish(),
    data: z.looseObject(
      {
        prompt: z.union(
          [z.string().regex(/\S/), z.array(z.looseObject({ type: z.string() })).min(1)],
          PROMPT,
        ),
        size: z.string('Give a text such as "1280x720".').nullish(),
        duration: z.number('Give a number of seconds.').nullish(),
        modelOptions: z.record(z.string(), z.unknown(), 'Give an object.').nullish(),
      },
      'Give an object with the prompt: {"data": {"prompt": "…"}}.',
    ),
  },
  'Give an object: {"data": {"prompt": "…"}}.',
)

/**
 * Reads and checks the `POST` of a client. Throws a `VideoError` `invalid_input`, which `toErrorResponse` answers with
 * 400, 413 or 415, when the body is not JSON, too large, or not what a client sends.
 *
 * @param options.maxBytes the largest body accepted. Default: 1 MiB
 */
export async function readVideoRequest(
  request: Request,
  { maxBytes = 1024 * 1024 }: { maxBytes?: number } = {},
): Promise<VideoRequest> {
  if (request.headers.has('Last-Event-ID')) {
    throw invalid(
      'A POST with Last-Event-ID continues a stream, and this route creates videos. Resume with GET.',
    )
  }
  const { givenRunId: _, promptText: __, ...run } = await readRunRequest(request, maxBytes)
  return run
}

/** As `readVideoRequest`, also for a `POST` that continues a stream: the route has to know what it is for. */
export async function readRunRequest(
  request: Request,
  maxBytes: number,
): Promise<VideoRequest & { givenRunId: string | undefined; promptText: string }> {
  const { headers } = request
  // A form of another site can send text without asking; JSON it cannot.
  const type = headers.get('Content-Type')
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type ?? '')) {
    throw invalid(`The Content-Type is ${shown(type ?? undefined)}. Send application/json.`, 415)
  }
  const { data, threadId, runId: sentRunId } = parse(await readText(request, maxBytes))
  const runId = readRunId(headers.get('X-Run-Id')) ?? sentRunId
  const { size, duration, modelOptions } = data
  const prompt = data.prompt as VideoPrompt
  const { text: promptText } = readPrompt(prompt)
  return {
    input: {
      prompt,
      ...(size != null && { size }),
      ...(duration != null && { duration }),
      ...(modelOptions != null && { modelOptions }),
    },
    data,
    threadId: threadId ?? crypto.randomUUID(),
    runId: runId ?? crypto.randomUUID(),
    givenRunId: runId ?? undefined,
    promptText,
    idempotencyKey: readKey(headers.get('Idempotency-Key')),
  }
}

function parse(text: string): z.infer<typeof requestBody> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw invalid(`The body is not JSON: it is ${shown(text)}. Send {"data": {"prompt": "…"}}.`, 400, cause)
  }
  const fault = findJsonFault(json)
  if (fault) throw invalid(fault)
  const parsed = requestBody.safeParse(json, { reportInput: true })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.length ? issue.path.join('.') : 'The body'
  throw invalid(`${where} is ${shown(issue?.input)}. ${issue?.message}`)
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const body = read(request)
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await body.read()
      if (done) return text + decoder.decode()
      bytes += value.byteLength
      if (bytes > maxBytes) throw invalid(`The body is larger than ${maxBytes} bytes.`, 413)
      text += decoder.decode(value, { stream: true })
    }
  } catch (thrown) {
    if (thrown instanceof VideoError) throw thrown
    throw invalid('The body broke off or is not UTF-8. Send it again.', 400, thrown)
  } finally {
    // Not awaited: a sender that does not stop must not hold up the answer.
    body.cancel().catch(() => {})
  }
}

function read({ body, bodyUsed }: Request): ReadableStreamDefaultReader<Uint8Array> {
  if (!body) throw invalid('The body is empty. Send {"data": {"prompt": "…"}}.')
  if (bodyUsed || body.locked) {
    throw new VideoError(
      'invalid_options',
      'readVideoRequest: the body was read before. Pass the request unread.',
    )
  }
  return body.getReader()
}

function readRunId(header: string | null): string | undefined {
  if (header === null || id.safeParse(header).success) return header ?? undefined
  throw invalid(`X-Run-Id is ${shown(header)}. Send a text of 1 to 200 characters.`)
}

/** The key as it is, or in quotes, as the standard to be writes it. */
function readKey(header: string | null): string | undefined {
  const key = header?.replace(/^"(.*)"$/, '$1')
  if (key === undefined || /^[\x20-\x7e]{1,255}$/.test(key)) return key
  throw invalid(`The Idempotency-Key is ${shown(key)}. Send 1 to 255 printable characters.`)
}

const invalid = (message: string, status = 400, cause?: unknown) =>
  new VideoError('invalid_input', message, { status, cause })
