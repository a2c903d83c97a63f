import { createVideoHandler } from '../handler/create-video-handler.js'
import type { VideoHandlerOptions } from '../handler/handler-options.js'
import { jsonLine, jsonLog, type LogLevel } from '../telemetry/json-log.js'
import { serveHealth } from './serve-health.js'

export interface VideoWorker {
  close(graceMs?: number): Promise<void>
}

export interface WorkerPlace {
  host: string
  port: number
  logLevel: LogLevel
  write: (line: string) => void
}

/** Works on the jobs of a store until it is closed, logs what happens, and answers for its health. */
export async function startWorker(
  options: VideoHandlerOptions,
  { host, port, logLevel, write }: WorkerPlace,
): Promise<VideoWorker> {
  const log = jsonLog(write, logLevel)
  const handler = createVideoHandler({
    ...options,
    // The same options may be those of servers that only serve.
    work: true,
    onEvent(event) {
      log(event)
      options.onEvent?.(event)
    },
  })
  const { jobs } = handler
  const health = await serveHealth(() => jobs.health(), { host, port }).catch(async (thrown) => {
    await handler.close(0)
    throw thrown
  })
  const tell = (event: string, fields: object) => write(jsonLine('info', event, fields))
  tell('worker.started', { store: jobs.store.name, adapters: [...jobs.adapters.keys()], health: health.url })
  return {
    async close(graceMs) {
      tell('worker.stopping', { working: (await jobs.health()).working })
      await handler.close(graceMs)
      await jobs.store.close()
      await health.close()
      tell('worker.stopped', {})
    },
  }
}
