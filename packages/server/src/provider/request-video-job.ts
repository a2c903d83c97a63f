import { shown } from '../shown.js'
import type { AnyVideoAdapter, CreateVideoJobOptions, VideoJobResult } from './video-adapter.js'

/** Asks an adapter for a job, once, and checks its answer. Throws what the adapter throws. */
export async function requestVideoJob(
  adapter: AnyVideoAdapter,
  input: CreateVideoJobOptions,
): Promise<VideoJobResult> {
  const { model } = adapter
  const create = adapter.createVideoJob as (options: object) => Promise<VideoJobResult>
  const answer: Partial<VideoJobResult> | undefined = await create.call(adapter, {
    ...input,
    model,
    logger: SILENT,
  })
  const jobId: unknown = answer?.jobId
  if (typeof jobId !== 'string' || jobId === '') {
    throw new Error(`createVideoJob() of ${adapter.name} answered with a jobId that is ${shown(jobId)}.`)
  }
  return { jobId, model: answer?.model ?? model }
}

const nothing = () => {}
/** Adapters written for TanStack AI log every request; errors reach us anyway. */
const SILENT = {
  isEnabled: () => false,
  request: nothing,
  provider: nothing,
  output: nothing,
  errors: nothing,
  warn: nothing,
}
