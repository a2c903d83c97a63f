import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError } from './wire.js'

const TYPES = 'types of @runwayml/sdk 4.20.1'
const VERSION = '2024-11-06'
const CREDITS_PER_SECOND = 12
const LINK_LASTS_MS = 24 * 3_600_000
/** Runway refuses what these models are not told. */
const REQUIRED: Record<string, readonly string[]> = {
  'gen4.5': ['promptText', 'ratio', 'duration'],
  gen4_turbo: ['ratio'],
  'veo3.1': ['ratio'],
  'veo3.1_fast': ['ratio'],
}

/** Runway. It has no webhooks and no list. */
export const runwayWire: Wire = {
  provider: 'runway',
  prefix: '/runway',
  hosts: ['api.dev.runwayml.com'],
  section: 'https://docs.dev.runwayml.com/api/',
  verifiedBy: '@runwayml/sdk 4.20.1',
  basePath: '/runway',
  error: ({ status, message, param }) =>
    Response.json({ error: message, ...(param && { issues: [{ path: [param], message }] }) }, { status }),
  routes: [
    route('POST', '/v1/text_to_video', 'create', (call) => create(call, 'promptText')),
    route('POST', '/v1/image_to_video', 'create', (call) => create(call, 'promptImage')),
    route('POST', '/v1/video_to_video', 'create', (call) => create(call, 'video')),
    route('GET', '/v1/tasks/:id', 'status', ({ emulator, params }) => {
      const job = emulator.get(params.id)
      return Response.json(toTask(job, emulator.link))
    }),
    route('DELETE', '/v1/tasks/:id', 'cancel', remove),
  ],
}

/** Every request has to name the version of the API. */
function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return {
    method,
    path,
    kind,
    source: TYPES,
    answer(call) {
      const version = call.request.headers.get('x-runway-version')
      if (version === VERSION) return answer(call)
      throw new WireError('invalid_input', `The header X-Runway-Version is ${version}. Send ${VERSION}.`)
    },
  }
}

/** `from` is what the video is made of. */
function create({ body, emulator }: WireCall, from: 'promptText' | 'promptImage' | 'video'): Response {
  const fields = readFields(body)
  const model = requireText(fields, 'model')
  const needed = from === 'video' ? [] : (REQUIRED[model] ?? [])
  for (const name of needed) if (fields[name] === undefined) throw missing(name)
  if (from === 'promptText') requireText(fields, from)
  if (from === 'promptImage' && !fields.promptImage) throw missing(from)
  if (from === 'video' && !fields.videoUri && !fields.promptVideo) throw missing('videoUri')
  const seconds = fields.duration === 'auto' ? undefined : readNumber(fields, 'duration')
  const size = sizeOf(readText(fields, 'ratio'), readText(fields, 'resolution'))
  const job = emulator.create({
    id: randomUUID(),
    model,
    prompt: readText(fields, 'promptText') ?? '',
    ...(size !== undefined && { size }),
    ...(seconds !== undefined && { seconds }),
    input: fields,
  })
  return Response.json({ id: job.id, estimatedCost: { credits: creditsOf(job) } })
}

/** Stops a task that has not ended, and deletes any other. */
function remove({ emulator, params }: WireCall): Response {
  const job = emulator.get(params.id)
  if (job.endedAt === undefined) emulator.cancel(job)
  // In this scenario nothing changes, however close to its end the job was.
  else if (job.scenario !== 'cancel-too-late') emulator.remove(job)
  return new Response(null, { status: 204 })
}

const missing = (param: string) =>
  new WireError('invalid_input', `Validation of body failed: ${param} is required.`, { param })

/** `1280:720` are pixels, `16:9` is a ratio; others, such as `adaptive`, leave it to the model. */
function sizeOf(ratio: string | undefined, resolution: string | undefined): string | undefined {
  if (ratio === undefined || !/^\d+:\d+$/.test(ratio)) return undefined
  return /^\d{3,}:/.test(ratio) ? ratio.replace(':', 'x') : sizeOfRatio(ratio, resolution)
}

const creditsOf = ({ seconds }: EmulatedJob) => Math.ceil(CREDITS_PER_SECOND * seconds)

function toTask(live: EmulatedJob, link: (job: EmulatedJob) => string): object {
  const job = snapshotOf(live)
  const task = { id: job.id, createdAt: job.createdAt.toISOString() }
  const estimatedCost = { credits: creditsOf(job) }
  switch (job.state) {
    case 'queued':
      return { ...task, status: job.scenario === 'throttled' ? 'THROTTLED' : 'PENDING', estimatedCost }
    case 'running':
      if (job.scenario === 'unknown-state') return { ...task, status: 'FINALIZING', estimatedCost }
      return { ...task, status: 'RUNNING', progress: job.progress / 100, estimatedCost }
    case 'succeeded':
      return { ...task, status: 'SUCCEEDED', output: [signed(link(job))], cost: estimatedCost }
    case 'canceled':
      return { ...task, status: 'CANCELLED', cost: { credits: 0 } }
    default: {
      const isModerated = job.failure === 'moderated'
      // What moderation refuses at the end costs as much as what it lets pass.
      const cost = isModerated ? estimatedCost : { credits: 0 }
      return { ...task, status: 'FAILED', ...failureOf(job), cost }
    }
  }
}

/** https://docs.dev.runwayml.com/errors/task-failures/ */
function failureOf({ state, failure }: EmulatedJob): { failure: string; failureCode: string } {
  if (state === 'expired') return { failure: 'The task has expired.', failureCode: 'INTERNAL' }
  if (state === 'aborted') return { failure: 'The task was aborted.', failureCode: 'INTERNAL' }
  switch (failure) {
    case 'moderated':
      return { failure: 'The output was not allowed.', failureCode: 'SAFETY.OUTPUT.VIDEO' }
    case 'without_text':
      return { failure: '', failureCode: 'INTERNAL' }
    default:
      return { failure: 'The output was not good enough.', failureCode: 'INTERNAL.BAD_OUTPUT.CODE01' }
  }
}

/** Runway signs its links with a token that says until when they work. */
function signed(link: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { exp: Math.floor((Date.now() + LINK_LASTS_MS) / 1000) }
  return `${link}?_jwt=${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.emulated`
}
