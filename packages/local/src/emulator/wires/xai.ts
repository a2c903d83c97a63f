import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError, type WireErrorKind } from './wire.js'

const DOCS = 'https://docs.x.ai/developers/model-capabilities/video/generation'
const TYPES = 'types of @ai-sdk/xai 5.0.12'
/** 10,000,000,000 of them are a dollar; a second at 480p costs five cents. */
const TICKS_PER_SECOND = 500_000_000

/** Grok Imagine. It has no cancellation and no webhooks. */
export const xaiWire: Wire = {
  provider: 'xai',
  prefix: '/xai',
  hosts: ['api.x.ai'],
  section: DOCS,
  verifiedBy: '@ai-sdk/xai 5.0.12',
  basePath: '/xai/v1',
  error: ({ kind, status, message }) => Response.json({ code: CODES[kind], error: message }, { status }),
  routes: [
    route('POST', '/v1/videos/generations', 'create', create),
    route('POST', '/v1/videos/edits', 'create', (call) => workOn(call, undefined)),
    route('POST', '/v1/videos/extensions', 'create', (call) =>
      workOn(call, readNumber(readFields(call.body), 'duration')),
    ),
    route('GET', '/v1/videos/:id', 'status', status),
  ],
}

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path, kind, source: TYPES, answer }
}

function create({ body, emulator }: WireCall): Response {
  const fields = readFields(body)
  const duration = readNumber(fields, 'duration') ?? 6
  if (!Number.isInteger(duration) || duration < 1 || duration > 15)
    throw new WireError('invalid_input', `The duration ${duration} is not a whole number from 1 to 15.`)
  if (fields.last_frame !== undefined && fields.model === 'grok-imagine-video')
    throw new WireError('invalid_input', 'grok-imagine-video does not support last_frame.')
  const { id } = emulator.create({
    id: randomUUID(),
    prompt: requireText(fields, 'prompt'),
    model: requireText(fields, 'model'),
    size: sizeOfRatio(readText(fields, 'aspect_ratio'), readText(fields, 'resolution') ?? '480p'),
    seconds: duration,
    input: fields,
  })
  return Response.json({ request_id: id })
}

/** An edit or an extension of the video at a URL, which the emulator does not look at. */
function workOn({ body, emulator }: WireCall, seconds: number | undefined): Response {
  const fields = readFields(body)
  const url = readText(readFields(fields.video), 'url')
  if (url === undefined || !URL.canParse(url))
    throw new WireError('invalid_input', 'The video to work on has no URL: give video.url.')
  const { id } = emulator.create({
    id: randomUUID(),
    prompt: requireText(fields, 'prompt'),
    model: requireText(fields, 'model'),
    ...(seconds !== undefined && { seconds }),
    input: fields,
  })
  return Response.json({ request_id: id })
}

function status({ emulator, params }: WireCall): Response {
  // It may end between two looks at it.
  const job = snapshotOf(emulator.get(params.id))
  const isOnTheWay = job.endedAt === undefined
  if (isOnTheWay && job.state === 'queued' && job.scenario === 'empty-202')
    return new Response(null, { status: 202 })
  return Response.json(
    toVideo(job, () => emulator.link(job)),
    { status: isOnTheWay ? 202 : 200 },
  )
}

function toVideo(job: EmulatedJob, link: () => string) {
  const { state, failure, progress, seconds, model, scenario } = job
  const usage = { cost_in_usd_ticks: seconds * TICKS_PER_SECOND }
  switch (state) {
    case 'queued':
      return { status: 'pending' }
    case 'running':
      return { status: scenario === 'unknown-state' ? 'finalizing' : 'pending', progress }
    case 'succeeded':
      return {
        status: 'done',
        progress,
        model,
        video: { url: link(), duration: seconds, respect_moderation: true },
        usage,
      }
    case 'expired':
      return { status: 'expired' }
    case 'failed':
      // It is billed although there is no video.
      return failure === 'moderated'
        ? { status: 'done', model, video: { duration: seconds, respect_moderation: false }, usage }
        : { status: 'failed', ...(failure !== 'without_text' && { error: FAILURE }) }
    case 'aborted':
    case 'canceled':
      return { status: 'failed', error: FAILURE }
  }
}

const FAILURE = { code: 'internal_error', message: 'The model could not finish this video.' }

const CODES: Record<WireErrorKind, string> = {
  invalid_input: 'invalid-argument',
  moderated: 'content_moderation',
  unauthorized: 'unauthenticated:bad-credentials',
  url_expired: 'permission-denied',
  not_found: 'not-found',
  unavailable: 'not-found',
  method_not_allowed: 'unimplemented',
  gone: 'not-found',
  rate_limited: 'resource-exhausted',
  server_error: 'internal',
}
