import { setTimeout as sleep } from 'node:timers/promises'
import type { JobView } from '../src/jobs/job-view.js'

/** What a page does about one click: the same key for ever, and whatever breaks off is asked again. */
export interface TestBrowser {
  order(data: object): Promise<void>
  cancel(): Promise<void>
  /** The job as it is now; undefined where there is none. */
  look(): Promise<JobView | undefined>
  /** Looks at the job until it is so. Rejects where that takes longer than 30 s. */
  until(isSo: (job: JobView) => boolean): Promise<JobView>
}

const EVERY = 100
const PATIENCE = 30_000

export function openBrowser(url: string, key: string): TestBrowser {
  const query = `?${new URLSearchParams({ key })}`
  let version = 0

  /** Asks until somebody answers: what broke off may have arrived, and is repeated as it was. */
  async function ask(query: string, init: RequestInit = {}): Promise<Response> {
    const headers = { 'x-user': 'ada', accept: 'application/json', 'content-type': 'application/json' }
    let trouble: unknown
    for (let waited = 0; waited < PATIENCE; waited += EVERY) {
      try {
        const request = { ...init, headers: { ...headers, 'idempotency-key': key } }
        const response = await fetch(url + query, request)
        if (response.status !== 503) return response
        trouble = await response.text()
      } catch (thrown) {
        trouble = thrown
      }
      await sleep(EVERY)
    }
    throw new Error('No instance answers.', { cause: trouble })
  }

  async function assertOk(response: Response): Promise<void> {
    if (!response.ok) throw new Error(`It was answered ${response.status}: ${await response.text()}`)
    await response.body?.cancel()
  }

  async function look(): Promise<JobView | undefined> {
    const response = await ask(query)
    if (response.status === 404) return undefined
    const job = (await response.json()) as JobView
    if (job.version < version) {
      throw new Error(`The job went back from version ${version}: ${JSON.stringify(job)}`)
    }
    version = job.version
    return job
  }

  return {
    look,
    order: async (data) => assertOk(await ask('', { method: 'POST', body: JSON.stringify({ data }) })),
    cancel: async () => assertOk(await ask(query, { method: 'DELETE' })),
    async until(isSo) {
      const end = Date.now() + PATIENCE
      for (;;) {
        const job = await look()
        if (job && isSo(job)) return job
        if (Date.now() > end) throw new Error(`After ${PATIENCE} ms the job is ${JSON.stringify(job)}`)
        await sleep(EVERY)
      }
    },
  }
}
