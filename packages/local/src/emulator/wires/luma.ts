import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError, type WireOrder } from './wire.js'

const TYPES = 'types of lumaai 1.19.1'

/** The Dream Machine API of Luma. */
export const lumaWire: Wire = {
  provider: 'luma',
  prefix: '/luma',
  hosts: ['api.lumalabs.ai'],
  section: 'https://docs.lumalabs.ai/docs/video-generation',
  verifiedBy: 'lumaai 1.19.1',
  basePath: '/luma/dream-machine/v1',
  error: ({ kind, status, message }) =>
    Response.json({ detail: kind === 'moderated' ? REFUSED : message }, { status }),
  routes: [
    route('POST', '/generations/video', 'create', create),
    route('POST', '/generations/video/modify', 'create', modify),
    route('GET', '/generations', 'list', list),
    route('GET', '/generations/:id', 'status', ({ emulator, params }) =>
      Response.json(toGeneration(emulator.get(params.id), emulator.link)),
    ),
    route('DELETE', '/generations/:id', 'cancel', remove),
    route('POST', '/generations/:id/upscale', 'create', upscale),
    route('POST', '/generations/:id/audio', 'create', (call) =>
      workOn(call, { input: { ...readFields(call.body), generation_type: 'add_audio' } }),
    ),
  ],
  webhook: {
    // Its callbacks are not signed.
    createSecret: () => 'none',
    compose: ({ job, link }) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toGeneration(job, link)),
    }),
  },
}

const REFUSED = '400: prompt not allowed because advanced moderation failed'

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path: `/dream-machine/v1${path}`, kind, source: TYPES, answer }
}

function create(call: WireCall): Response {
  const fields = readFields(call.body)
  const { frame0, frame1 } = readFields(fields.keyframes)
  for (const frame of [frame0, frame1]) checkFrame(call, frame)
  return answerNew(call, {
    prompt: requireText(fields, 'prompt'),
    model: requireText(fields, 'model'),
    size: sizeOfRatio(readText(fields, 'aspect_ratio'), readText(fields, 'resolution')),
    seconds: secondsOf(readText(fields, 'duration')),
    input: { generation_type: 'video', ...fields },
  })
}

/** An image at a URL, or the end of an earlier video. */
function checkFrame({ emulator }: WireCall, frame: unknown): void {
  if (frame === undefined) return
  const { type, url, id } = readFields(frame)
  if (type === 'generation') emulator.get(`${id}`)
  else if (typeof url !== 'string' || !/^https?:/.test(url))
    throw new WireError('invalid_input', 'A keyframe of type image needs a url.', { param: 'keyframes' })
}

/** Luma writes `5s`. */
function secondsOf(duration = '5s'): number {
  const seconds = Number(/^(\d+)s$/.exec(duration)?.[1])
  if (seconds > 0) return seconds
  throw new WireError('invalid_input', `The duration ${duration} is none. Give 5s or 9s.`)
}

/** A change of the video at a URL, which the emulator does not look at. */
function modify(call: WireCall): Response {
  const fields = readFields(call.body)
  requireText(fields, 'mode')
  requireText(readFields(fields.media), 'url')
  const prompt = readText(fields, 'prompt') ?? ''
  return answerNew(call, { prompt, model: requireText(fields, 'model'), input: fields })
}

function upscale(call: WireCall): Response {
  const fields = readFields(call.body)
  const from = call.emulator.get(call.params.id)
  const [width = 16, height = 9] = from.size.split('x').map(Number)
  const size = sizeOfRatio(`${width}:${height}`, readText(fields, 'resolution') ?? '1080p')
  return workOn(call, { size, input: { ...fields, generation_type: 'upscale_video' } })
}

/** A new generation from an earlier one. */
function workOn(call: WireCall, changed: Pick<WireOrder, 'size' | 'input'>): Response {
  const { prompt, model, size, seconds, state } = call.emulator.get(call.params.id)
  if (state !== 'succeeded') throw new WireError('invalid_input', 'The generation is not completed.')
  return answerNew(call, { prompt, model, size, seconds, ...changed })
}

function answerNew({ body, emulator }: WireCall, order: WireOrder): Response {
  const webhookUrl = readText(readFields(body), 'callback_url')
  const job = emulator.create({
    ...order,
    id: randomUUID(),
    ...(webhookUrl !== undefined && { webhookUrl }),
  })
  return Response.json(toGeneration(job, emulator.link), { status: 201 })
}

function list({ emulator, query }: WireCall): Response {
  const asked = Object.fromEntries(query)
  const limit = readNumber(asked, 'limit') ?? 10
  const offset = readNumber(asked, 'offset') ?? 0
  const jobs = [...emulator.list()].reverse()
  const page = jobs.slice(offset, offset + limit)
  return Response.json({
    generations: page.map((job) => toGeneration(job, emulator.link)),
    count: page.length,
    limit,
    offset,
    has_more: offset + limit < jobs.length,
  })
}

/** Deletes the generation, whatever its state. That the work stops as well is the emulator's assumption. */
function remove({ emulator, params }: WireCall): Response {
  const job = emulator.get(params.id)
  const isStopped = job.endedAt !== undefined || emulator.cancel(job) === 'canceled'
  // In this scenario nothing changes, however close to its end the job was.
  if (isStopped && job.scenario !== 'cancel-too-late') emulator.remove(job)
  return new Response(null, { status: 204 })
}

function toGeneration(live: EmulatedJob, link: (job: EmulatedJob) => string): object {
  const job = snapshotOf(live)
  return {
    id: job.id,
    generation_type: 'video',
    state: stateOf(job),
    failure_reason: reasonOf(job),
    created_at: job.createdAt.toISOString(),
    assets: job.state === 'succeeded' ? { video: link(job), image: null, progress_video: null } : null,
    model: job.model,
    request: { prompt: job.prompt, model: job.model, ...readFields(job.input) },
  }
}

function stateOf({ state, scenario }: EmulatedJob): string {
  if (state === 'queued') return 'queued'
  if (state === 'running') return scenario === 'unknown-state' ? 'finalizing' : 'dreaming'
  return state === 'succeeded' ? 'completed' : 'failed'
}

function reasonOf({ state, failure }: EmulatedJob): string | null {
  if (state === 'expired' || state === 'aborted' || state === 'canceled')
    return `The generation was ${state}.`
  if (failure === 'moderated') return REFUSED
  return failure === 'generation_failed' ? 'The generation could not be finished.' : null
}
