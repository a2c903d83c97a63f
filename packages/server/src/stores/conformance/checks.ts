import assert from 'node:assert/strict'
import type { JobStore, SaveOutcome } from '../../jobs/job-store.js'
import type { VideoJobRow } from '../../jobs/video-job.js'

/** Compares as JSON does: a field that is undefined is one that is not there. */
export function assertSame(actual: unknown, expected: unknown, message?: string): void {
  const plain = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))
  assert.deepStrictEqual(plain(actual), plain(expected), message)
}

/** The job as it is stored now. */
export async function stored(store: JobStore, { id }: { id: string }): Promise<VideoJobRow> {
  const [job] = await store.get([id])
  assert.ok(job, `The job ${id} is not stored.`)
  return job
}

/** Adds the job and returns it as it was stored. */
export async function added(store: JobStore, job: VideoJobRow): Promise<VideoJobRow> {
  const answer = await store.create(job)
  assert.equal(answer.created, true)
  return answer.job
}

/** Saves with what changes, based on what is stored now. */
export async function changed(
  store: JobStore,
  { id }: { id: string },
  change: Partial<VideoJobRow>,
): Promise<SaveOutcome> {
  return store.save({ ...(await stored(store, { id })), ...change })
}

/** Asks again and again until the answer is not undefined; rejects when it still is after ten seconds. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const giveUpAt = Date.now() + 10_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    assert.ok(Date.now() < giveUpAt, `Within ten seconds there was no ${what}.`)
    await pause(20)
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** `count` calls at the same time, by turns on each of the stores. */
export function atOnce<T>(
  stores: readonly JobStore[],
  count: number,
  call: (store: JobStore, index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const calls = Array.from({ length: count }, (_, index) =>
    call(stores[index % stores.length] as JobStore, index),
  )
  return Promise.allSettled(calls)
}

/** Of calls that must all have worked. */
export function answers<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
