import { VideoError } from '@reelstate/core/protocol'
import { readRunRequest } from '../http/read-video-request.js'
import { isEnded } from '../jobs/video-job.js'
import { shown } from '../shown.js'
import { answerJson, answerNothing, badRequest, nobody, notFound } from './answers.js'
import { admitWithin, usageSince } from './check-limits.js'
import { followOneJob, streamLimit } from './follow-route.js'
import type { Asked, HandlerContext } from './handler-context.js'
import { readVersion } from './job-routes.js'
import { formatOf } from './stream-format.js'

const MAX_BODY = 1024 * 1024
const MAX_PROMPT_BYTES = 32 * 1024

type Run = Awaited<ReturnType<typeof readRunRequest>>

/** `POST`: orders a video, or goes on with the one that its key ordered before. */
export async function createRoute(context: HandlerContext, asked: Asked): Promise<Response> {
  const { request, asker, base } = asked
  if (!asker) throw nobody()
  const { options, jobs, readers, links } = context
  const run = await readRunRequest(request, options.maxBodyBytes ?? MAX_BODY)
  const format = formatOf(request, run.givenRunId !== undefined)
  // A stream that could not be opened must not leave an order behind that nobody knows of.
  if (format !== 'json') readers.checkRoom(asker.owner, streamLimit(asker))
  if (request.headers.has('Last-Event-ID')) return continueRun(context, asked, run)

  const adapter = readAdapterName(context, run.data.adapter)
  checkPromptSize(run.promptText, options.maxPromptBytes)
  if (options.validatePrompt) await judgePrompt(context, asker.owner, adapter, run)
  const now = Date.now()
  const { webhookUrl } = options
  const { job, created } = await jobs.create({
    owner: asker.owner,
    key: run.idempotencyKey ?? run.runId,
    adapter,
    input: run.input,
    runId: run.runId,
    threadId: run.threadId,
    webhookUrl: webhookUrl === undefined ? undefined : (id) => links.webhookUrl(webhookUrl, id),
    limits: { since: usageSince(now), admit: admitWithin(asker.limits, now) },
  })
  if (format === 'json') return answerJson(await links.view(job, base), created ? 202 : 200)
  return followOneJob(context, asked, job, format, 0)
}

/** A client that sends its `POST` again after a drop: it goes on with its run, and never creates one. */
async function continueRun(context: HandlerContext, asked: Asked, run: Run): Promise<Response> {
  const { request, asker, base } = asked
  const owner = asker?.owner ?? ''
  const key = run.idempotencyKey ?? run.givenRunId
  const job =
    (key !== undefined && (await context.jobs.find({ owner, key }))) ||
    (run.givenRunId !== undefined && (await context.jobs.find({ owner, runId: run.givenRunId })))
  // A run's id can be guessed: among strangers one has to know what was asked for as well.
  const isStrange = job && asker?.isAnybody && job.input.prompt !== run.promptText
  if (!job || isStrange) throw notFound()
  const format = formatOf(request, true)
  if (format === 'json') return answerJson(await context.links.view(job, base))
  const after = readVersion(request.headers.get('Last-Event-ID')) ?? 0
  if (isEnded(job) && after >= job.version) return answerNothing()
  return followOneJob(context, asked, job, format, after)
}

function readAdapterName({ adapters }: HandlerContext, given: unknown): string {
  const [first = ''] = adapters.keys()
  if (given === undefined || given === null) return first
  if (typeof given === 'string' && adapters.has(given)) return given
  throw badRequest(`The adapter is ${shown(given)}. Send one of ${[...adapters.keys()].join(', ')}.`)
}

function checkPromptSize(prompt: string, maxBytes = MAX_PROMPT_BYTES): void {
  const bytes = new TextEncoder().encode(prompt).length
  if (bytes <= maxBytes) return
  throw badRequest(`The prompt has ${bytes} bytes, and at most ${maxBytes} are accepted. Shorten it.`)
}

/** What was accepted once is not judged again when its order is repeated. */
async function judgePrompt(
  { options, adapters, jobs }: HandlerContext,
  owner: string,
  adapter: string,
  { idempotencyKey, givenRunId, promptText }: Run,
): Promise<void> {
  const key = idempotencyKey ?? givenRunId
  if (key !== undefined && (await jobs.find({ owner, key }))) return
  const model = adapters.get(adapter)?.model ?? ''
  const reason = await options.validatePrompt?.(promptText, { owner, adapter, model })
  if (reason) throw new VideoError('moderated', reason)
}
