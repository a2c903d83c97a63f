import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError, type WireErrorKind } from './wire.js'

const DOCS = 'https://ai.google.dev/gemini-api/docs/omni'
const TYPES = 'types of @google/genai 3.1.0'
const TOKENS_PER_SECOND = 5_792

/**
 * Gemini Omni through the Interactions API, `v1` or `v1beta`. Of webhooks it sends none: those that an interaction
 * names are signed with a JSON Web Token of Google's, and the others are set up for a project.
 */
export const geminiWire: Wire = {
  provider: 'gemini',
  prefix: '/gemini',
  hosts: ['generativelanguage.googleapis.com'],
  section: DOCS,
  verifiedBy: '@google/genai 3.1.0',
  basePath: '/gemini',
  error: ({ kind, message, status }) =>
    Response.json({ error: { code: status, message, status: STATUSES[kind] } }, { status }),
  routes: [
    route('POST', '/:version/interactions', 'create', create),
    route('GET', '/:version/interactions/:id', 'status', ({ emulator, params, ...call }) =>
      answer(emulator.get(params.id), { emulator, params, ...call }),
    ),
    route('DELETE', '/:version/interactions/:id', 'other', ({ emulator, params }) => {
      emulator.remove(emulator.get(params.id))
      return Response.json({})
    }),
    route('POST', '/:version/interactions/:id/cancel', 'cancel', cancel),
    route('GET', '/:version/files/:id:download', 'content', ({ emulator, params, request }) =>
      emulator.content(emulator.get(params.id), request),
    ),
  ],
}

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path, kind, source: TYPES, answer }
}

function create(call: WireCall): Promise<Response> {
  const { body, emulator } = call
  const fields = readFields(body)
  if (fields.background !== true)
    throw new WireError('invalid_input', 'A video takes long: set background to true.', {
      param: 'background',
    })
  const previous = readText(fields, 'previous_interaction_id')
  const from = previous === undefined ? undefined : emulator.get(previous)
  if (from && from.state !== 'succeeded')
    throw new WireError('invalid_input', `Interaction ${from.id} has no video: it is ${statusOf(from)}.`)
  const format = formatOf(fields)
  const hasShape = format.aspect_ratio !== undefined || format.resolution !== undefined
  const shape = sizeOfRatio(readText(format, 'aspect_ratio'), readText(format, 'resolution'))
  const job = emulator.create({
    id: `v1_${randomUUID().replaceAll('-', '')}`,
    prompt: promptOf(fields.input),
    model: requireText(fields, 'model'),
    size: from && !hasShape ? from.size : shape,
    seconds: secondsOf(format) + (isExtension(fields) && from ? from.seconds : 0),
    input: fields,
  })
  return answer(job, call)
}

/** `response_format` is one format or a list of them. */
function formatOf({ response_format: given }: Record<string, unknown>): Record<string, unknown> {
  const formats: unknown[] = Array.isArray(given) ? given : [given]
  return formats.map(readFields).find(({ type }) => type === 'video') ?? {}
}

function isExtension({ generation_config }: Record<string, unknown>): boolean {
  return readFields(readFields(generation_config).video_config).task === 'extend'
}

function secondsOf(format: Record<string, unknown>): number {
  const duration = readText(format, 'duration') ?? '8s'
  const seconds = Number(/^(\d+(\.\d+)?)s$/.exec(duration)?.[1])
  if (seconds >= 3 && seconds <= 15) return seconds
  throw new WireError('invalid_input', `The duration ${JSON.stringify(duration)} is not from '3s' to '15s'.`)
}

/** The text of an input: one text, blocks, or steps that hold blocks. */
function promptOf(input: unknown): string {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value]
    if (Array.isArray(value)) return value.flatMap(texts)
    const { type, text, content } = readFields(value)
    return type === 'text' ? texts(text) : content === undefined ? [] : texts(content)
  }
  const prompt = texts(input).join('\n')
  if (prompt.trim() !== '') return prompt
  throw new WireError('invalid_input', 'The input holds no text.', { param: 'input' })
}

function cancel(call: WireCall): Promise<Response> {
  const job = call.emulator.get(call.params.id)
  if (call.emulator.cancel(job) === 'canceled') return answer(job, call)
  throw new WireError('invalid_input', `Interaction ${job.id} cannot be cancelled: it is ${statusOf(job)}.`)
}

async function answer(live: EmulatedJob, call: WireCall): Promise<Response> {
  // It may end between two looks at it.
  const job = snapshotOf(live)
  const { id, model, createdAt, endedAt } = job
  const block = job.state === 'succeeded' ? await videoBlock(job, call) : undefined
  const refusal = { type: 'text', text: 'The video was withheld by the safety filters.' }
  const isRefused = job.failure === 'moderated'
  const content = block ? [block] : isRefused ? [refusal] : undefined
  const error = errorOf(job)
  return Response.json({
    id,
    object: 'interaction',
    model,
    status: statusOf(job),
    created: createdAt.toISOString(),
    updated: (endedAt ?? new Date()).toISOString(),
    ...(content && { steps: [{ type: 'model_output', content }], usage: usageOf(job) }),
    ...(error && { errors: [error] }),
  })
}

/** Inline where nothing else was asked for. */
async function videoBlock(job: EmulatedJob, { emulator, origin }: WireCall) {
  const { delivery } = formatOf(readFields(job.input))
  const block = { type: 'video', mime_type: 'video/mp4' }
  if (delivery === 'uri' && job.scenario !== 'inline-base64')
    return { ...block, uri: `${origin}/v1beta/files/${encodeURIComponent(job.id)}:download?alt=media` }
  const video = await emulator.content(job, new Request(origin))
  return { ...block, data: Buffer.from(await video.arrayBuffer()).toString('base64') }
}

function usageOf({ seconds, prompt }: EmulatedJob) {
  const input = Math.ceil(prompt.length / 4)
  const output = Math.round(seconds * TOKENS_PER_SECOND)
  return {
    total_input_tokens: input,
    total_output_tokens: output,
    total_tokens: input + output,
    output_tokens_by_modality: [{ modality: 'video', tokens: output }],
  }
}

/** A video that is withheld leaves an interaction that is completed. */
function statusOf({ state, failure, scenario }: EmulatedJob): string {
  switch (state) {
    case 'queued':
      return 'queued'
    case 'running':
      return scenario === 'unknown-state' ? 'rendering' : 'in_progress'
    case 'succeeded':
      return 'completed'
    case 'canceled':
      return 'cancelled'
    case 'expired':
      return 'incomplete'
    case 'aborted':
      return 'budget_exceeded'
    case 'failed':
      return failure === 'moderated' ? 'completed' : 'failed'
  }
}

const errorOf = ({ failure }: EmulatedJob) =>
  failure === 'generation_failed'
    ? { code: 'internal', message: 'The model could not finish this video.' }
    : undefined

const STATUSES: Record<WireErrorKind, string> = {
  invalid_input: 'INVALID_ARGUMENT',
  moderated: 'INVALID_ARGUMENT',
  unauthorized: 'UNAUTHENTICATED',
  url_expired: 'PERMISSION_DENIED',
  not_found: 'NOT_FOUND',
  unavailable: 'NOT_FOUND',
  method_not_allowed: 'UNIMPLEMENTED',
  gone: 'NOT_FOUND',
  rate_limited: 'RESOURCE_EXHAUSTED',
  server_error: 'INTERNAL',
}
