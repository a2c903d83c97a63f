import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A provider behind HTTP, which sees the requests of every process. A test decides how long it takes to answer. */
export class RemoteProvider {
  /** What it named the jobs that were ordered. */
  readonly created: string[] = []
  polls = 0
  /** An order is answered once this resolves. */
  answerCreate: () => Promise<unknown> = async () => {}
  /** A poll is answered once this resolves. The second one says that the video is finished. */
  answerPoll: () => Promise<unknown> = async () => {}
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method === 'POST') {
      const jobId = `remote-${this.created.length + 1}`
      this.created.push(jobId)
      await this.answerCreate()
      response.end(JSON.stringify({ jobId, model: 'remote-1' }))
    } else {
      const status = ++this.polls > 1 ? 'completed' : 'processing'
      await this.answerPoll()
      response.end(JSON.stringify({ jobId: url.split('/')[2], status }))
    }
  }
}
