import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import {
  jobCreated,
  jobResult,
  jobStatus,
  runError,
  runFinished,
  type VideoError,
  type VideoGenerateResult,
  type VideoJob,
  type VideoStatusInfo,
  type WireEvent,
} from '@reelstate/core/protocol'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * A real HTTP server on loopback with a page and the video routes, which answers nothing by itself: every request waits
 * until the test says what becomes of it.
 */
export async function startScriptedVideoServer(folder: string) {
  /** Creates and resumes in order; the latest is the one that is answered. */
  let streams: ServerResponse[] = []
  let cancels: ServerResponse[] = []
  let version = 0

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/api/video') {
      await drain(request)
      ;(request.method === 'DELETE' ? cancels : streams).push(response)
    } else if (pathname === '/api/choices') {
      answer(response, 200, { scenarios: [], providers: [], emulatorUrl: '' })
    } else if (pathname.startsWith('/videos/')) {
      response.writeHead(200, { 'Content-Type': 'video/mp4', ...CLOSE }).end()
    } else {
      const file = await readFile(join(folder, pathname === '/' ? 'index.html' : pathname)).catch(() => null)
      const type = pathname === '/' ? 'text/html' : (TYPES[extname(pathname)] ?? 'application/octet-stream')
      if (file) response.writeHead(200, { 'Content-Type': type, ...CLOSE }).end(file)
      else response.writeHead(404, CLOSE).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const latest = (from: ServerResponse[], what: string) => {
    const response = from.at(-1)
    if (!response) throw new Error(`The page has sent no ${what}.`)
    return response
  }
  const send = (...events: WireEvent[]) => {
    const response = latest(streams, 'request about a job')
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'text/event-stream', ...CLOSE })
    response.write(events.map((event) => `id: ${++version}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
  }

  return {
    url: `http://127.0.0.1:${port}/`,
    /** How many requests about a job there were. */
    get requests() {
      return streams.length
    },
    get cancellations() {
      return cancels.length
    },
    announce: (job: VideoJob) => send(jobCreated(job)),
    report: (status: VideoStatusInfo) => send(jobStatus(status)),
    /** A sign of life. */
    beat: () => void latest(streams, 'request about a job').write(': still here\n\n'),
    deliver: (result: VideoGenerateResult) => send(jobResult(result), runFinished('run', 'thread')),
    fail: (error: VideoError) => send(runError(error)),
    /** Answers with a status in place of a stream. */
    refuse: (status: number, { code, message }: VideoError) =>
      answer(latest(streams, 'request about a job'), status, { error: { code, message } }),
    /** Cuts the connection. */
    cut: () => void latest(streams, 'request about a job').destroy(),
    answerCancel: (outcome: string) => answer(latest(cancels, 'cancellation'), 200, { outcome }),
    /** Forgets everything, for the next page. */
    reset() {
      for (const response of [...streams, ...cancels]) response.destroy()
      streams = []
      cancels = []
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type ScriptedVideoServer = Awaited<ReturnType<typeof startScriptedVideoServer>>

/** A browser sends a request again by itself where a connection that it used before was cut. */
const CLOSE = { Connection: 'close' }

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...CLOSE }).end(JSON.stringify(body))
}

async function drain(request: IncomingMessage): Promise<void> {
  for await (const _chunk of request) {
  }
}
