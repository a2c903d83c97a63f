import type { JobView } from '../jobs/job-view.js'
import { jobView } from '../jobs/job-view.js'
import type { VideoJobRow } from '../jobs/video-job.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import type { TokenSigner } from '../security/sign-token.js'

export interface JobLinks {
  /**
   * What readers may do with a job, and see of it; links start with `base`. A reference is the same every time, and signing
   * it is most of the work: give the one that is known.
   */
  view(job: VideoJobRow, base: string, reference?: string): Promise<JobView>
  /** Which job a reference means, and whose it was; undefined for what is none of ours. */
  readReference(reference: string): Promise<{ id: string; owner: string } | undefined>
  /** Which job's video a link means. `expired` for one that was good. */
  readVideoLink(token: string): Promise<{ id: string; expiresAt: number } | 'expired' | undefined>
  /** Where the provider may report on one job. */
  webhookUrl(url: string, jobId: string): Promise<string>
  readWebhook(token: string): Promise<string | undefined>
}

/** References and links that nobody can guess or change. */
export function createJobLinks(
  signer: TokenSigner,
  adapters: ReadonlyMap<string, AnyVideoAdapter>,
  linkMs: number,
): JobLinks {
  /** All links made within such a window are alike, so that players and caches keep theirs. */
  const windowMs = linkMs / 4

  async function videoLink({ id }: VideoJobRow, base: string) {
    const expiresAt = Math.ceil((Date.now() + linkMs) / windowMs) * windowMs
    const token = await signer.sign('video', id, expiresAt)
    return { url: `${base}${base.includes('?') ? '&' : '?'}video=${token}`, expiresAt }
  }

  return {
    async view(job, base, reference) {
      return jobView(job, {
        reference: reference ?? (await signer.sign('ref', `${job.id} ${job.owner}`)),
        cancel: adapters.get(job.adapter)?.cancelVideoJob !== undefined,
        video: job.state === 'succeeded' ? await videoLink(job, base) : undefined,
      })
    },
    async readReference(reference) {
      const payload = await signer.verify('ref', reference, Date.now())
      const space = payload?.indexOf(' ') ?? -1
      return payload === undefined || space < 0
        ? undefined
        : { id: payload.slice(0, space), owner: payload.slice(space + 1) }
    },
    async readVideoLink(token) {
      const read = await signer.read('video', token, Date.now())
      if (!read || read.expiresAt === undefined) return undefined
      return read.expired ? 'expired' : { id: read.payload, expiresAt: read.expiresAt }
    },
    async webhookUrl(url, jobId) {
      const token = await signer.sign('webhook', jobId)
      return `${url}${url.includes('?') ? '&' : '?'}webhook=${token}`
    },
    readWebhook: (token) => signer.verify('webhook', token, Date.now()),
  }
}
