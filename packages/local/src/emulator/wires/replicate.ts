import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatedJob } from '../emulator-job.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import {
  createPredictionId,
  isPastDeadline,
  type ReplicateInput,
  readDuration,
  toPrediction,
  toProblem,
} from './replicate-forms.js'
import { sizeOfRatio } from './size-of-ratio.js'
import { createStandardSecret, signStandardWebhook } from './standard-webhooks.js'
import { type Route, type Wire, type WireCall, WireError } from './wire.js'

const HTTP = 'https://replicate.com/docs/reference/http'
const DEADLINES = 'https://replicate.com/docs/topics/predictions/lifecycle'
const LONGEST_WAIT_S = 60
const SHORTEST_DEADLINE_MS = 5_000
const PER_PAGE = 100

/** Replicate's predictions. */
export const replicateWire: Wire = {
  provider: 'replicate',
  prefix: '/replicate',
  hosts: ['api.replicate.com'],
  section: HTTP,
  verifiedBy: 'replicate 1.4.0',
  basePath: '/replicate/v1',
  error: toProblem,
  routes: [
    route('POST', '/v1/models/:owner/:name/predictions', 'create', (call) => {
      const { owner, name } = call.params
      return create(call, `${owner}/${name}`, undefined)
    }),
    route('POST', '/v1/predictions', 'create', (call) => {
      const version = requireText(readFields(call.body), 'version')
      const [model, hash] = version.includes(':') ? version.split(':') : ['emulator/model', version]
      return create(call, `${model}`, hash)
    }),
    route('GET', '/v1/predictions', 'list', list),
    route('GET', '/v1/predictions/:id', 'status', (call) => answer(call, find(call))),
    {
      ...route('POST', '/v1/predictions/:id/cancel', 'cancel', (call) => {
        const job = find(call)
        if (job.endedAt === undefined) call.emulator.cancel(job)
        return answer(call, job)
      }),
      source: DEADLINES,
    },
    route('GET', '/v1/webhooks/default/secret', 'other', ({ emulator }) =>
      Response.json({ key: emulator.webhookSecret }),
    ),
  ],
  webhook: {
    createSecret: createStandardSecret,
    compose(occasion) {
      const { job, origin, link } = occasion
      if (job.state === 'running') return undefined
      return signStandardWebhook(
        occasion,
        toPrediction(job, origin, () => link(job)),
      )
    },
  },
}

function route(method: string, path: string, kind: Route['kind'], answers: Route['answer']): Route {
  return { method, path, kind, source: HTTP, answer: answers }
}

async function create(call: WireCall, model: string, version: string | undefined): Promise<Response> {
  const { body, emulator, request } = call
  const fields = readFields(body)
  const input = readFields(fields.input)
  const webhook = readText(fields, 'webhook')
  const kept: ReplicateInput = { input, version, webhook, deadline: deadlineOf(request) }
  const job = emulator.create({
    id: createPredictionId(),
    prompt: requireText(input, 'prompt'),
    model,
    size: sizeOfRatio(readText(input, 'aspect_ratio'), readText(input, 'resolution')),
    seconds: readNumber(input, 'duration') ?? 5,
    ...(webhook !== undefined && { webhookUrl: webhook }),
    input: kept,
  })
  await waitFor(job, request)
  return answer(call, job, 201)
}

/** `Cancel-After: 1m`. */
function deadlineOf({ headers }: Request): number | undefined {
  const text = headers.get('cancel-after')
  if (text === null) return undefined
  const ms = readDuration(text)
  if (ms !== undefined && ms >= SHORTEST_DEADLINE_MS) return Date.now() + ms
  throw new WireError('invalid_input', `Cancel-After: ${text} is no duration of at least 5 s.`)
}

/** `Prefer: wait` and `Prefer: wait=5`: answered when it has ended, or after so many seconds. */
async function waitFor(job: EmulatedJob, { headers, signal }: Request): Promise<void> {
  const prefer = /^wait(?:=(\d+))?$/.exec(headers.get('prefer') ?? '')
  if (!prefer) return
  const until = Date.now() + 1000 * Math.min(LONGEST_WAIT_S, Number(prefer[1] ?? LONGEST_WAIT_S))
  while (job.endedAt === undefined && Date.now() < until) await sleep(20, undefined, { signal })
}

function list(call: WireCall): Response {
  const { emulator, query, origin } = call
  const since = Date.parse(query.get('created_after') ?? '')
  const jobs = emulator.list().filter(({ createdAt }) => !(createdAt.getTime() < since))
  const results = jobs
    .slice(-PER_PAGE)
    .reverse()
    .map((job) => toPrediction(job, origin, () => emulator.link(job)))
  return Response.json({ next: null, previous: null, results })
}

/** Ends it where its deadline has passed. */
function find({ emulator, params }: WireCall): EmulatedJob {
  const job = emulator.get(params.id)
  if (job.endedAt === undefined && isPastDeadline(job)) emulator.cancel(job)
  return job
}

function answer({ emulator, origin }: WireCall, job: EmulatedJob, status = 200): Response {
  return Response.json(
    toPrediction(job, origin, () => emulator.link(job)),
    { status },
  )
}
