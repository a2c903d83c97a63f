import { randomUUID } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { readFields, readNumber, readText, requireText } from './read-fields.js'
import { type Route, type Wire, type WireCall, WireError } from './wire.js'

const DOCS =
  'https://github.com/open-kbs/openkbs/blob/0e74401/.claude/skills/openkbs/reference/backend-sdk.md'
const MODELS = ['sora-2', 'sora-2-pro']

/**
 * The two calls of OpenKBS's backend object, a route each. What that object sends itself is not public: only `openkbsClient`
 * speaks to this wire, and only what it is given and answers with is OpenKBS's.
 */
export const openkbsWire: Wire = {
  provider: 'openkbs',
  prefix: '/openkbs',
  hosts: [],
  section: DOCS,
  verifiedBy: undefined,
  basePath: '/openkbs',
  error: ({ kind, status, message }) => Response.json({ code: kind, message }, { status }),
  routes: [
    route('POST', '/videos', 'create', generateVideo),
    route('GET', '/videos/:id', 'status', ({ emulator, params }) => {
      const job = emulator.get(params.id)
      return Response.json([toVideo(job, () => emulator.link(job))])
    }),
  ],
}

function route(method: string, path: string, kind: Route['kind'], answer: Route['answer']): Route {
  return { method, path, kind, source: DOCS, answer }
}

function generateVideo({ body, emulator }: WireCall): Response {
  const fields = readFields(body)
  const model = requireText(fields, 'video_model')
  if (!MODELS.includes(model)) throw new WireError('invalid_input', `There is no model ${model}.`)
  const size = readText(fields, 'size')
  if (size !== undefined && fields.input_reference_url !== undefined)
    throw new WireError('invalid_input', 'Give a size or an input_reference_url, not both.')
  const job = emulator.create({
    id: `video_${randomUUID().replaceAll('-', '')}`,
    prompt: requireText(fields, 'prompt'),
    model,
    // Any other is taken for this one.
    size: size === '720x1280' ? size : '1280x720',
    seconds: nearest(readNumber(fields, 'seconds') ?? 4),
    input: fields,
  })
  return Response.json([{ status: 'pending', video_id: job.id, video_url: null }])
}

const nearest = (seconds: number) =>
  [4, 8, 12].reduce((best, one) => (Math.abs(one - seconds) < Math.abs(best - seconds) ? one : best))

/** It says nothing of why. */
function toVideo({ id, state, scenario, failure }: EmulatedJob, link: () => string) {
  if (state === 'succeeded') return { status: 'completed', video_id: id, video_url: link() }
  // A video that was withheld is one that is not there.
  if (failure === 'moderated') return { status: 'completed', video_id: id, video_url: null }
  const isGoing = state === 'queued' || state === 'running'
  const going = state === 'running' && scenario === 'unknown-state' ? 'finalizing' : 'pending'
  return { status: isGoing ? going : 'failed', video_id: id, video_url: null }
}
