import { randomBytes } from 'node:crypto'
import type { EmulatedJob } from '../emulator-job.js'
import { snapshotOf } from '../emulator-jobs.js'
import type { WireError, WireErrorKind } from './wire.js'

/** What the wire keeps with a job. */
export interface ReplicateInput {
  /** As it was sent. */
  input: Record<string, unknown>
  /** Undefined for an official model. */
  version: string | undefined
  webhook: string | undefined
  /** When it is given up, in ms since 1970. */
  deadline: number | undefined
}

const ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789'
const BAR_WIDTH = 10

/** As Replicate's: 26 letters and digits. */
export const createPredictionId = (): string =>
  Array.from(randomBytes(26), (byte) => ALPHABET[byte % ALPHABET.length]).join('')

export function toPrediction(live: EmulatedJob, origin: string, link: () => string) {
  const job = snapshotOf(live)
  const { input, version, deadline } = job.input as ReplicateInput
  const url = `${origin}/v1/predictions/${job.id}`
  const { createdAt, startedAt, endedAt } = job
  return {
    id: job.id,
    model: job.model,
    version: version ?? 'hidden',
    input,
    logs: logsOf(job),
    // Many models of the community have a list, official ones one file.
    output: job.state !== 'succeeded' ? null : version === undefined ? link() : [link()],
    data_removed: false,
    error: errorOf(job),
    source: 'api',
    status: statusOf(job),
    created_at: createdAt.toISOString(),
    started_at: startedAt?.toISOString() ?? null,
    completed_at: endedAt?.toISOString() ?? null,
    ...(deadline !== undefined && { deadline: new Date(deadline).toISOString() }),
    ...(endedAt && {
      metrics: {
        ...(startedAt && { predict_time: secondsBetween(startedAt, endedAt) }),
        total_time: secondsBetween(createdAt, endedAt),
      },
    }),
    urls: { get: url, cancel: `${url}/cancel`, web: `https://replicate.com/p/${job.id}` },
  }
}

const secondsBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000

function statusOf(job: EmulatedJob): string {
  switch (job.state) {
    case 'queued':
      return 'starting'
    case 'running':
      return job.scenario === 'unknown-state' ? 'finalizing' : 'processing'
    case 'canceled':
      return isPastDeadline(job, job.endedAt) && !job.startedAt ? 'aborted' : 'canceled'
    case 'expired':
      return 'failed'
    case 'succeeded':
    case 'failed':
    case 'aborted':
      return job.state
  }
}

export function isPastDeadline({ input }: EmulatedJob, at = new Date()): boolean {
  const { deadline } = input as ReplicateInput
  return deadline !== undefined && at.getTime() >= deadline
}

function errorOf({ state, failure }: EmulatedJob): string | null {
  if (state === 'expired') return 'Prediction interrupted; please retry (code: PA)'
  if (failure === 'moderated')
    return 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)'
  return failure === 'generation_failed' ? 'The model could not finish this video. (E1000)' : null
}

/** Progress bars as tqdm writes them, one a line. */
function logsOf({ progress, startedAt }: EmulatedJob): string {
  if (!startedAt) return ''
  const lines = ['Using seed: 42']
  for (let percent = 10; percent <= progress; percent += 10) lines.push(bar(percent))
  if (progress % 10 > 0) lines.push(bar(progress))
  return lines.join('\n')
}

function bar(percent: number): string {
  const filled = Math.floor((percent * BAR_WIDTH) / 100)
  const drawn = '█'.repeat(filled).padEnd(BAR_WIDTH)
  return `${`${percent}`.padStart(3)}%|${drawn}| ${percent}/100 [00:01<00:01, 50.00it/s]`
}

const TITLES: Record<WireErrorKind, string> = {
  invalid_input: 'Input validation failed',
  moderated: 'Input validation failed',
  unauthorized: 'Unauthenticated',
  url_expired: 'Forbidden',
  not_found: 'Not found',
  unavailable: 'Not found',
  method_not_allowed: 'Method not allowed',
  gone: 'Gone',
  rate_limited: 'Too many requests',
  server_error: 'Internal server error',
}

/** As RFC 7807 has it. */
export function toProblem({ kind, status: plain, message, param }: WireError): Response {
  const isInvalid = kind === 'invalid_input' || kind === 'moderated'
  const status = isInvalid ? 422 : plain
  const detail = kind === 'moderated' ? `The input was flagged as sensitive. ${message} (E005)` : message
  const fields = isInvalid
    ? { invalid_fields: [{ field: `input.${param ?? 'prompt'}`, type: 'invalid' }] }
    : {}
  return Response.json({ detail, status, title: TITLES[kind], ...fields }, { status })
}

/** A duration such as `90`, `90s`, `1m30s` or `1h`, in ms; undefined for any other text. */
export function readDuration(text: string): number | undefined {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text) ?? []
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return ms > 0 ? ms : undefined
}
