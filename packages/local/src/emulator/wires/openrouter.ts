import { createHmac, randomBytes } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError } from './wire.js'

const DOCS = 'https://openrouter.ai/docs/guides/overview/multimodal/video-generation'
const TYPES = 'types of @openrouter/sdk 1.3.19'
const DOLLARS_PER_SECOND = 0.1

/** OpenRouter's Video API. It has no cancellation. */
export const openrouterWire: Wire = {
  provider: 'openrouter',
  prefix: '/openrouter',
  hosts: ['openrouter.ai'],
  section: DOCS,
  verifiedBy: '@openrouter/sdk 1.3.19',
  basePath: '/openrouter/api/v1',
  error: ({ kind, message, status }) => {
    const code = kind === 'moderated' ? 403 : status
    const metadata = { reasons: ['moderation'], flagged_input: '', provider_name: 'emulator', model_slug: '' }
    const error = { code, message, ...(kind === 'moderated' && { metadata }) }
    return Response.json({ error }, { status: code })
  },
  routes: [
    route('POST', '/api/v1/videos', 'create', create),
    // In front of `:id`, as which it would be taken.
    route('GET', '/api/v1/videos/models', 'other', () => Response.json({ data: [MODEL] })),
    route('GET', '/api/v1/videos/:id', 'status', ({ emulator, params, origin }) =>
      Response.json(toJob(emulator.get(params.id), origin)),
    ),
    route('GET', '/api/v1/videos/:id/content', 'content', content),
  ],
  // https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks
  webhook: {
    createSecret: () => randomBytes(32).toString('hex'),
    compose({ job, deliveryId, at, secret, origin }) {
      // It reports ends only.
      if (job.state === 'running' || job.state === 'queued') return undefined
      const body = JSON.stringify({
        type: `video.generation.${statusOf(job)}`,
        created_at: at.toISOString(),
        data: { ...toJob(job, origin), model: job.model },
      })
      const timestamp = Math.floor(at.getTime() / 1000)
      const signature = createHmac('sha256', secret).update(`${timestamp},${body}`).digest('hex')
      return {
        headers: {
          'content-type': 'application/json',
          'x-openrouter-signature': `t=${timestamp},v1=${signature}`,
          'x-openrouter-idempotency-key': deliveryId,
        },
        body,
      }
    },
  },
}

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path, kind, source: TYPES, answer }
}

function create({ body, emulator, origin }: WireCall): Response {
  const fields = readFields(body)
  const previous = readText(fields, 'previous_job_id')
  const from = previous === undefined ? undefined : emulator.get(previous)
  if (from && from.state !== 'succeeded')
    throw new WireError(
      'invalid_input',
      `The video job ${from.id} is not completed: it is ${statusOf(from)}.`,
    )
  const duration = readNumber(fields, 'duration')
  const webhookUrl = readText(fields, 'callback_url')
  const job = emulator.create({
    id: `gen-vid-${Math.floor(Date.now() / 1000)}-${randomBytes(10).toString('hex')}`,
    prompt: requireText(fields, 'prompt'),
    model: requireText(fields, 'model'),
    size: sizeOf(fields) ?? from?.size ?? sizeOfRatio(),
    seconds: from ? from.seconds + (duration ?? 0) : (duration ?? 8),
    ...(webhookUrl !== undefined && { webhookUrl }),
    input: fields,
  })
  return Response.json(toJob(job, origin), { status: 202 })
}

/** `size`, or what says the same in two fields. */
function sizeOf(fields: Record<string, unknown>): string | undefined {
  const [ratio, resolution] = [readText(fields, 'aspect_ratio'), readText(fields, 'resolution')]
  const named = ratio ?? resolution
  return readText(fields, 'size') ?? (named === undefined ? undefined : sizeOfRatio(ratio, resolution))
}

function content({ emulator, params, query, request }: WireCall): Promise<Response> {
  const index = query.get('index') ?? '0'
  if (index !== '0')
    throw new WireError('invalid_input', `There is one video, at index 0, and none at ${index}.`)
  return emulator.content(emulator.get(params.id), request)
}

function toJob(live: EmulatedJob, origin: string) {
  // It may end between two looks at it.
  const job = snapshotOf(live)
  const { id, seconds } = job
  const url = `${origin}/api/v1/videos/${encodeURIComponent(id)}`
  const error = errorOf(job)
  return {
    id,
    polling_url: url,
    status: statusOf(job),
    ...(job.state === 'succeeded' && {
      generation_id: id,
      unsigned_urls: [`${url}/content?index=0`],
      usage: { cost: Math.round(seconds * DOLLARS_PER_SECOND * 100) / 100, is_byok: false },
    }),
    ...(error !== undefined && { error }),
  }
}

function statusOf({ state, scenario }: EmulatedJob): string {
  switch (state) {
    case 'queued':
      return 'pending'
    case 'running':
      return scenario === 'unknown-state' ? 'post_processing' : 'in_progress'
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

function errorOf({ state, failure }: EmulatedJob): string | undefined {
  if (state === 'aborted') return 'The provider aborted the job before it started.'
  switch (failure) {
    case 'moderated':
      return 'The provider withheld the video: content policy violation.'
    case 'generation_failed':
      return 'The provider could not finish this video.'
    case 'without_text':
    case undefined:
      return undefined
  }
}

/** What the emulator offers under every name. */
const MODEL = {
  id: 'google/veo-3.1',
  canonical_slug: 'google/veo-3.1',
  name: 'Emulator',
  created: 1_774_224_000,
  allowed_passthrough_parameters: [],
  creativity: null,
  generate_audio: true,
  seed: true,
  supported_aspect_ratios: ['16:9', '9:16'],
  supported_durations: [4, 6, 8],
  supported_frame_images: ['first_frame', 'last_frame'],
  supported_resolutions: ['720p', '1080p'],
  supported_sizes: ['1280x720', '720x1280', '1920x1080', '1080x1920'],
  upscale_factor: null,
}
