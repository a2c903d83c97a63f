import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { createStandardSecret, signStandardWebhook } from './standard-webhooks.js'
import { type Route, type Wire, type WireCall, WireError, type WireErrorKind } from './wire.js'

const TYPES = 'types of openai 7.55.0'
const VLLM_OMNI = 'https://docs.vllm.ai/projects/vllm-omni/en/latest/serving/videos_api/'
const POLL_AFTER_MS = 500
const KEPT_SECONDS = 3_600

/** The Videos API as OpenAI had it until 2026-09-24, and as gateways and local servers have it still. */
export const openaiWire: Wire = {
  provider: 'openai',
  prefix: '/openai',
  hosts: ['api.openai.com'],
  section: VLLM_OMNI,
  verifiedBy: 'openai 7.55.0',
  basePath: '/openai/v1',
  answersBare: true,
  error: ({ kind, status, message, param }) => {
    const { type, code } = ERRORS[kind]
    return Response.json({ error: { message, type, code, param: param ?? null } }, { status })
  },
  routes: [
    route('POST', '/v1/videos', 'create', (call) => create(call, undefined)),
    route('GET', '/v1/videos', 'list', list),
    // In front of `:id`, as which they would be taken.
    route('POST', '/v1/videos/edits', 'create', (call) => create(call, sourceOf(call))),
    route('POST', '/v1/videos/extensions', 'create', extend),
    route('GET', '/v1/videos/:id', 'status', ({ emulator, params }) => {
      const headers = { 'openai-poll-after-ms': `${POLL_AFTER_MS}` }
      return Response.json(toVideo(emulator.get(params.id)), { headers })
    }),
    route('DELETE', '/v1/videos/:id', 'cancel', remove),
    route('GET', '/v1/videos/:id/content', 'content', content),
    route('POST', '/v1/videos/:id/remix', 'create', (call) =>
      create(call, call.emulator.get(call.params.id)),
    ),
  ],
  webhook: {
    createSecret: createStandardSecret,
    compose(occasion) {
      const { job, at } = occasion
      if (job.state === 'running') return undefined
      return signStandardWebhook(occasion, {
        id: `evt_${occasion.deliveryId.replaceAll('-', '')}`,
        object: 'event',
        created_at: seconds(at),
        type: job.state === 'succeeded' ? 'video.completed' : 'video.failed',
        data: { id: job.id },
      })
    },
  },
}

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path, kind, source: TYPES, answer }
}

/** `from` is the video that is remixed, edited or extended. */
function create({ body, emulator }: WireCall, from: EmulatedJob | undefined, total?: number): Response {
  if (from && from.state !== 'succeeded')
    throw new WireError('invalid_input', `Video ${from.id} is not completed: it is ${from.state}.`, {
      param: 'video',
    })
  const fields = readFields(body)
  const webhookUrl = readText(fields, 'webhook_url')
  const job = emulator.create({
    id: `video_${randomUUID().replaceAll('-', '')}`,
    prompt: requireText(fields, 'prompt'),
    model: readText(fields, 'model') ?? from?.model ?? 'sora-2',
    size: readText(fields, 'size') ?? from?.size ?? '720x1280',
    seconds: total ?? readNumber(fields, 'seconds') ?? from?.seconds ?? 4,
    // No field of OpenAI's, which knew webhooks per project only; gateways differ.
    ...(webhookUrl !== undefined && { webhookUrl }),
    input: { ...describeFiles(fields), ...(from && { remixed_from_video_id: from.id }) },
  })
  return Response.json(toVideo(job))
}

function extend(call: WireCall): Response {
  const source = sourceOf(call)
  const added = readNumber(readFields(call.body), 'seconds') ?? 4
  return create(call, source, (source?.seconds ?? 0) + added)
}

/** The video that an edit or extension names; undefined for one that is uploaded. */
function sourceOf({ body, emulator }: WireCall): EmulatedJob | undefined {
  const { video, 'video[id]': formId } = readFields(body)
  if (video instanceof File) return undefined
  const id = formId ?? (typeof video === 'object' && video !== null && 'id' in video ? video.id : video)
  if (typeof id === 'string') return emulator.get(id)
  throw new WireError('invalid_input', "Missing required parameter: 'video'.", { param: 'video' })
}

/** What tests look at: files as their names and sizes. */
function describeFiles(fields: Record<string, unknown>): Record<string, unknown> {
  const described = Object.entries(fields).map(([name, value]) => [
    name,
    value instanceof File ? { name: value.name, type: value.type, bytes: value.size } : value,
  ])
  return Object.fromEntries(described) as Record<string, unknown>
}

function list({ emulator, query }: WireCall): Response {
  const limit = Math.min(100, readNumber(Object.fromEntries(query), 'limit') ?? 20)
  const jobs = [...emulator.list()]
  if (query.get('order') !== 'asc') jobs.reverse()
  const after = query.get('after')
  const start = after === null ? 0 : jobs.findIndex(({ id }) => id === after) + 1
  const page = jobs.slice(start, start + limit)
  return Response.json({
    object: 'list',
    data: page.map(toVideo),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: start + limit < jobs.length,
  })
}

function remove({ emulator, params }: WireCall): Response {
  const job = emulator.get(params.id)
  if (job.endedAt === undefined)
    throw new WireError('invalid_input', `Video ${job.id} cannot be deleted while it is ${statusOf(job)}.`)
  emulator.remove(job)
  return Response.json({ id: job.id, object: 'video.deleted', deleted: true })
}

function content({ emulator, params, query, request }: WireCall): Promise<Response> {
  const variant = query.get('variant') ?? 'video'
  if (variant !== 'video')
    throw new WireError('invalid_input', `The emulator has no ${variant}, only the video.`, {
      param: 'variant',
    })
  return emulator.content(emulator.get(params.id), request)
}

function toVideo(live: EmulatedJob) {
  const job = snapshotOf(live)
  const { input, endedAt } = job
  const remixed = typeof input === 'object' && input !== null && 'remixed_from_video_id' in input
  return {
    id: job.id,
    object: 'video',
    model: job.model,
    status: statusOf(job),
    progress: job.progress,
    created_at: seconds(job.createdAt),
    completed_at: job.state === 'succeeded' && endedAt ? seconds(endedAt) : null,
    expires_at: job.state === 'succeeded' && endedAt ? seconds(endedAt) + KEPT_SECONDS : null,
    seconds: `${job.seconds}`,
    size: job.size,
    prompt: job.prompt,
    remixed_from_video_id: remixed ? input.remixed_from_video_id : null,
    error: errorOf(job),
  }
}

/** `cancelled` and `expired` are what gateways add. */
function statusOf({ state, scenario }: EmulatedJob): string {
  switch (state) {
    case 'queued':
      return 'queued'
    case 'running':
      return scenario === 'unknown-state' ? 'finalizing_frames' : 'in_progress'
    case 'succeeded':
      return 'completed'
    case 'canceled':
      return 'cancelled'
    case 'expired':
      return 'expired'
    case 'failed':
    case 'aborted':
      return 'failed'
  }
}

function errorOf({ state, failure }: EmulatedJob): { code: string; message: string } | null {
  if (state === 'aborted') return { code: 'server_error', message: 'The job was aborted before it started.' }
  switch (failure) {
    case 'moderated':
      return { code: 'moderation_blocked', message: 'Your request was blocked by our moderation system.' }
    case 'generation_failed':
      return { code: 'video_generation_failed', message: 'The model could not finish this video.' }
    case 'without_text':
    case undefined:
      return null
  }
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

const invalid = (code: string | null) => ({ type: 'invalid_request_error', code })

const ERRORS: Record<WireErrorKind, { type: string; code: string | null }> = {
  invalid_input: invalid(null),
  moderated: invalid('moderation_blocked'),
  unauthorized: invalid('invalid_api_key'),
  url_expired: invalid('expired'),
  not_found: invalid('not_found'),
  unavailable: invalid('model_not_found'),
  method_not_allowed: invalid('method_not_supported'),
  gone: invalid('gone'),
  rate_limited: { type: 'requests', code: 'rate_limit_exceeded' },
  server_error: { type: 'server_error', code: null },
}
