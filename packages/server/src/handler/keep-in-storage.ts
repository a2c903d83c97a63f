import type { KeepVideo } from '../jobs/video-jobs.js'
import type { AnyVideoAdapter } from '../provider/video-adapter.js'
import { openProviderVideo } from '../storage/open-provider-video.js'
import type { VideoStorage } from '../storage/video-storage.js'

const MAX_BYTES = 2 * 1024 ** 3

/** Copies finished videos into a storage, under the ids of their jobs. */
export function keepInStorage(
  storage: VideoStorage,
  adapters: ReadonlyMap<string, AnyVideoAdapter>,
  rules: { allowHosts?: readonly string[] | undefined; privateHosts?: readonly string[] | undefined },
): KeepVideo {
  return async (job, { url, refresh }, signal) => {
    const adapter = adapters.get(job.adapter)
    if (!adapter) throw new Error(`There is no adapter ${job.adapter}.`)
    const content = await openProviderVideo({
      adapter,
      jobId: job.providerJobId ?? '',
      url,
      refresh,
      ...rules,
      signal,
    })
    const { contentType } = content
    const { bytes } = await storage.put(job.id, content.read(), { contentType, maxBytes: MAX_BYTES, signal })
    return { storageKey: job.id, bytes }
  }
}
