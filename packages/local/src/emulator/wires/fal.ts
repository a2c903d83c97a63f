import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import {
  composeWebhook,
  createSigningKey,
  type FalResult,
  publicKeys,
  refusalOf,
  resultOf,
} from './fal-forms.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { type Route, type Wire, type WireCall, WireError } from './wire.js'

const QUEUE = 'https://fal.ai/docs/api-reference/inference-api'
const CANCEL = 'https://fal.ai/docs/inference-api/queue/cancel'
const WEBHOOKS = 'https://fal.ai/docs/model-apis/webhooks'
const STREAMED_EVERY_MS = 50

/** fal's queue: a request is asked about under its owner and app, whatever endpoint of the app it went to. */
export const falWire: Wire = {
  provider: 'fal',
  prefix: '/fal',
  hosts: ['queue.fal.run', 'rest.fal.ai'],
  section: QUEUE,
  verifiedBy: '@fal-ai/client 1.10.1',
  basePath: '/fal',
  error: (error) => answer(refusalOf(error)),
  routes: [
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      kind: 'other',
      source: WEBHOOKS,
      public: true,
      answer: ({ emulator }) => Response.json(publicKeys(emulator.webhookSecret)),
    },
    // Apps of users have one part more.
    ...['', '/workflows', '/comfy'].flatMap((space): Route[] => {
      const request = `${space}/:owner/:app/requests/:id`
      return [
        { method: 'GET', path: `${request}/status`, kind: 'status', source: QUEUE, answer: status },
        { method: 'GET', path: `${request}/status/stream`, kind: 'other', source: QUEUE, answer: stream },
        { method: 'GET', path: request, kind: 'result', source: QUEUE, answer: result },
        { method: 'PUT', path: `${request}/cancel`, kind: 'cancel', source: CANCEL, answer: cancel },
      ]
    }),
    { method: 'POST', path: '/:owner/:app/*', kind: 'create', source: QUEUE, answer: create },
  ],
  webhook: { createSecret: createSigningKey, compose: composeWebhook },
}

function create({ body, emulator, origin, params, query }: WireCall): Response {
  const fields = readFields(body)
  const { owner, app, '*': rest } = params
  const webhookUrl = query.get('fal_webhook')
  // '5', '8s' or 5; or 'auto', as the ratio may be too, where the model chooses itself.
  const duration = `${fields.duration ?? ''}`.replace(/s$|^auto$/, '')
  const ratio = readText(fields, 'aspect_ratio')
  const job = emulator.create({
    id: randomUUID(),
    prompt: requireText(fields, 'prompt'),
    model: [owner, app, rest].filter((part) => part !== '').join('/'),
    size: sizeOfRatio(ratio === 'auto' ? undefined : ratio, readText(fields, 'resolution')),
    seconds: readNumber({ duration }, 'duration') ?? 5,
    ...(webhookUrl !== null && { webhookUrl }),
    input: fields,
  })
  return Response.json(toStatus(job, origin))
}

function status({ emulator, origin, params, query }: WireCall): Response {
  const job = find({ emulator, params })
  const body = toStatus(job, origin)
  const logs = query.get('logs') === '1' && body.status !== 'IN_QUEUE' ? { logs: logsOf(job) } : {}
  return Response.json({ ...body, ...logs }, { status: body.status === 'COMPLETED' ? 200 : 202 })
}

/** Server-sent events, one for each change, until the request is completed. */
function stream({ emulator, origin, params, request }: WireCall): Response {
  const job = find({ emulator, params })
  const encoder = new TextEncoder()
  let told = ''
  const events = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const body = toStatus(job, origin)
        const event = `data: ${JSON.stringify({ ...body, logs: logsOf(job) })}\n\n`
        if (event !== told) {
          told = event
          controller.enqueue(encoder.encode(event))
          if (body.status === 'COMPLETED') controller.close()
          return
        }
        await sleep(STREAMED_EVERY_MS, undefined, { signal: request.signal })
      }
    },
  })
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } })
}

function result({ emulator, params }: WireCall): Response {
  const job = find({ emulator, params })
  return answer(
    resultOf(job, () => emulator.link(job)),
    { 'x-fal-request-id': job.id },
  )
}

/** What runs is only told to stop; the app decides. */
function cancel({ emulator, params }: WireCall): Response {
  const job = find({ emulator, params })
  if (job.endedAt !== undefined) return Response.json({ status: 'ALREADY_COMPLETED' }, { status: 400 })
  const isQueued = job.state === 'queued'
  const outcome = emulator.cancel(job)
  return isQueued && outcome === 'canceled'
    ? Response.json({ status: 'OK' })
    : Response.json({ status: 'CANCELLATION_REQUESTED' }, { status: 202 })
}

/** A request is found only under the app that it was sent to. */
function find({ emulator, params }: Pick<WireCall, 'emulator' | 'params'>): EmulatedJob {
  const job = emulator.get(params.id)
  const app = `${params.owner}/${params.app}`
  if (appOf(job.model).endsWith(app)) return job
  throw new WireError('not_found', `Request ${job.id} is not one of ${app}.`)
}

function appOf(model: string): string {
  const parts = model.split('/')
  return parts.slice(0, ['workflows', 'comfy'].includes(parts[0] ?? '') ? 3 : 2).join('/')
}

function toStatus(live: EmulatedJob, origin: string) {
  const job = snapshotOf(live)
  const url = `${origin}/${appOf(job.model)}/requests/${job.id}`
  const urls = { response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` }
  const request = { request_id: job.id, ...urls }
  if (job.state === 'queued') return { status: 'IN_QUEUE', queue_position: job.queuePosition, ...request }
  if (job.endedAt === undefined) {
    return { status: job.scenario === 'unknown-state' ? 'FINALIZING' : 'IN_PROGRESS', ...request }
  }
  const ran = job.startedAt ? (job.endedAt.getTime() - job.startedAt.getTime()) / 1000 : null
  return { status: 'COMPLETED', metrics: { inference_time: ran }, ...request }
}

function logsOf({ startedAt }: EmulatedJob): object[] {
  if (!startedAt) return []
  const timestamp = startedAt.toISOString()
  return [{ message: 'The video is being made.', level: 'INFO', source: 'USER', timestamp }]
}

function answer({ status, body, headers }: FalResult, more: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...headers, ...more } })
}
