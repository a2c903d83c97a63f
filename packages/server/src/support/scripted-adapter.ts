import type {
  CreateVideoJobOptions,
  VideoAdapter,
  VideoJobResult,
  VideoStatusResult,
  VideoUrlResult,
} from '../provider/video-adapter.js'

/** One answer of a provider: a value, an error to throw, or a function that makes either. */
type Answer<T> = T | Error | (() => T | Promise<T>)

export interface Script {
  create?: Answer<VideoJobResult>
  /** One answer a poll; the last one stays. */
  statuses?: Answer<Partial<VideoStatusResult>>[]
  /** One answer a request for the URL; the last one stays. */
  urls?: Answer<Partial<VideoUrlResult>>[]
}

export interface ScriptedAdapter extends VideoAdapter {
  readonly created: CreateVideoJobOptions[]
  /** When each poll came, in ms since the process started. */
  readonly polls: number[]
  readonly canceled: string[]
}

export const VIDEO_URL = 'https://videos.example/job-1.mp4'

/** A provider that says what a test wants it to say, and remembers what it was asked. */
export function scriptedAdapter(script: Script = {}, more: Partial<VideoAdapter> = {}): ScriptedAdapter {
  const { create = { jobId: 'job-1', model: 'scripted' }, urls = [{ url: VIDEO_URL }] } = script
  const statuses = script.statuses ?? [
    { status: 'processing', progress: 50, message: 'frame 1 of 2' },
    { status: 'completed', progress: 100 },
  ]
  const created: CreateVideoJobOptions[] = []
  const polls: number[] = []
  const canceled: string[] = []
  let urlRequests = 0
  return {
    kind: 'video',
    name: 'scripted',
    model: 'scripted-1',
    created,
    polls,
    canceled,
    async createVideoJob(options) {
      created.push(options)
      return give(create)
    },
    async getVideoStatus(jobId) {
      polls.push(performance.now())
      return { jobId, status: 'processing', ...(await give(at(statuses, polls.length - 1))) }
    },
    async getVideoUrl(jobId) {
      return { jobId, url: '', ...(await give(at(urls, urlRequests++))) }
    },
    async cancelVideoJob(jobId) {
      canceled.push(jobId)
      return 'canceled'
    },
    ...more,
  }
}

const at = <T>(answers: T[], index: number) => answers[Math.min(index, answers.length - 1)] as T

async function give<T>(answer: Answer<T>): Promise<T> {
  if (answer instanceof Error) throw answer
  return typeof answer === 'function' ? (answer as () => T)() : answer
}

/** An answer that never comes. */
export const never = () => new Promise<never>(() => {})
