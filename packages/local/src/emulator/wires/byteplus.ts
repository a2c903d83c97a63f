import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError, type WireErrorKind } from './wire.js'

const DOCS = 'https://docs.byteplus.com/en/docs/ModelArk/'
const FRAMES_PER_SECOND = 24
const LINK_LASTS_S = 24 * 3_600

/** Seedance on BytePlus ModelArk, which has no SDK for JavaScript. */
export const byteplusWire: Wire = {
  provider: 'byteplus',
  prefix: '/byteplus',
  hosts: ['ark.ap-southeast.bytepluses.com'],
  section: `${DOCS}1520757`,
  verifiedBy: undefined,
  basePath: '/byteplus/api/v3',
  error: ({ kind, status, message, param }) => {
    const { code, type } = ERRORS[kind]
    return Response.json({ error: { code, message, param: param ?? '', type } }, { status })
  },
  routes: [
    route('POST', '', 'create', '1520757', create),
    route('GET', '', 'list', '1521675', list),
    route('GET', '/:id', 'status', '1521309', ({ emulator, params }) =>
      Response.json(toTask(emulator.get(params.id), emulator.link)),
    ),
    route('DELETE', '/:id', 'cancel', '1521720', remove),
  ],
  webhook: {
    // Its callbacks are not signed, as far as is documented.
    createSecret: () => 'none',
    compose: ({ job, link }) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toTask(job, link)),
    }),
  },
}

function route(
  method: string,
  path: string,
  kind: Route['kind'],
  page: string,
  answer: Route['answer'],
): Route {
  return { method, path: `/api/v3/contents/generations/tasks${path}`, kind, source: DOCS + page, answer }
}

function create({ body, emulator }: WireCall): Response {
  const fields = readFields(body)
  const content = checkContent(fields.content)
  const { text } = content.find(({ type }) => type === 'text') ?? {}
  const webhookUrl = readText(fields, 'callback_url')
  const ratio = readText(fields, 'ratio')
  const seconds = readNumber(fields, 'duration')
  const { id } = emulator.create({
    id: `cgt-${randomUUID()}`,
    prompt: typeof text === 'string' ? text : '',
    model: requireText(fields, 'model'),
    size: sizeOfRatio(ratio === 'adaptive' ? undefined : ratio, readText(fields, 'resolution')),
    // -1 leaves it to the model.
    ...(seconds !== undefined && seconds !== -1 && { seconds }),
    ...(webhookUrl !== undefined && { webhookUrl }),
    input: fields,
  })
  return Response.json({ id })
}

function checkContent(given: unknown): Record<string, unknown>[] {
  if (!Array.isArray(given) || given.length === 0) throw invalid('The parameter `content` is missing.')
  const content = given.map(readFields)
  const roles = content.map(({ role }) => `${role}`)
  const hasFrames = roles.some((role) => role.endsWith('_frame'))
  if (hasFrames && roles.some((role) => role.startsWith('reference_')))
    throw invalid('First and last frames cannot be mixed with reference media content.')
  for (const { type, ...part } of content) {
    if (type === 'text') requireText(part, 'text')
    else if (typeof type === 'string') requireText(readFields(part[type]), 'url')
    else throw invalid('A part of `content` has no type.')
  }
  return content
}

const invalid = (message: string) => new WireError('invalid_input', message, { param: 'content' })

/** Shows no prompts. */
function list({ emulator, query }: WireCall): Response {
  const asked = Object.fromEntries(query)
  const size = readNumber(asked, 'page_size') ?? 20
  const page = readNumber(asked, 'page_num') ?? 1
  const status = asked['filter.status']
  const tasks = [...emulator.list()].reverse().map((job) => toTask(job, emulator.link))
  const matching = status === undefined ? tasks : tasks.filter((task) => task.status === status)
  return Response.json({ items: matching.slice((page - 1) * size, page * size), total: matching.length })
}

/** Stops a task that waits, refuses for one that runs, and deletes the record of any other. */
function remove({ emulator, params }: WireCall): Response {
  const job = emulator.get(params.id)
  const { state } = job
  if (state === 'running' || (state === 'queued' && emulator.cancel(job) === 'too_late'))
    throw new WireError('invalid_input', `The task ${job.id} is running and cannot be cancelled.`)
  if (state !== 'queued') emulator.remove(job)
  return new Response()
}

function toTask(live: EmulatedJob, link: (job: EmulatedJob) => string) {
  const job = snapshotOf(live)
  const { ratio = '16:9', resolution = '720p' } = readFields(job.input)
  const changedAt = job.endedAt ?? job.startedAt ?? job.createdAt
  const error = errorOf(job)
  return {
    id: job.id,
    model: job.model,
    status: statusOf(job),
    created_at: seconds(job.createdAt),
    updated_at: seconds(changedAt),
    ...(error && { error }),
    ...(job.state === 'succeeded' && {
      content: { video_url: `${link(job)}?${signedAt(changedAt)}` },
      usage: { completion_tokens: tokensOf(job), total_tokens: tokensOf(job) },
      resolution,
      ratio,
      duration: job.seconds,
      framespersecond: FRAMES_PER_SECOND,
    }),
  }
}

function statusOf({ state, scenario }: EmulatedJob): string {
  switch (state) {
    case 'running':
      return scenario === 'unknown-state' ? 'postprocessing' : state
    case 'canceled':
      return 'cancelled'
    case 'aborted':
      return 'failed'
    default:
      return state
  }
}

function errorOf({ state, failure }: EmulatedJob): { code: string; message: string } | undefined {
  if (state === 'aborted') return { code: 'InternalServiceError', message: 'The task was aborted.' }
  switch (failure) {
    case 'moderated':
      return {
        code: 'OutputVideoSensitiveContentDetected',
        message: 'The request failed because the output video may contain sensitive information.',
      }
    case 'generation_failed':
      return { code: 'InternalServiceError', message: 'The service encountered an internal error.' }
    case 'without_text':
      return { code: 'InternalServiceError', message: '' }
    case undefined:
      return undefined
  }
}

/** What is counted: pixels by frames, over 1024. */
function tokensOf({ size, seconds: length }: EmulatedJob): number {
  const [width = 0, height = 0] = size.split('x').map(Number)
  return Math.round((width * height * FRAMES_PER_SECOND * length) / 1024)
}

/** The part of the signature that says until when a link works. */
function signedAt(date: Date): string {
  const moment = date.toISOString().replace(/[-:]|\.\d+/g, '')
  return `X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Date=${moment}&X-Tos-Expires=${LINK_LASTS_S}&X-Tos-Signature=emulated`
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

const badRequest = (code: string) => ({ code, type: 'BadRequest' })
const notFound = (code: string) => ({ code, type: 'NotFound' })

const ERRORS: Record<WireErrorKind, { code: string; type: string }> = {
  invalid_input: badRequest('InvalidParameter'),
  moderated: badRequest('InputTextSensitiveContentDetected'),
  unauthorized: { code: 'AuthenticationError', type: 'Unauthorized' },
  url_expired: { code: 'AccessDenied', type: 'Forbidden' },
  not_found: notFound('ResourceNotFound'),
  unavailable: notFound('InvalidEndpointOrModel.NotFound'),
  gone: notFound('ResourceNotFound'),
  method_not_allowed: badRequest('InvalidParameter'),
  rate_limited: { code: 'RateLimitExceeded.EndpointRPMExceeded', type: 'TooManyRequests' },
  server_error: { code: 'InternalServiceError', type: 'InternalServerError' },
}
