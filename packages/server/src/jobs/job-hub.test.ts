import { afterEach, expect, it, vi } from 'vitest'
import { exampleJob } from '../stores/conformance/example-job.js'
import { memoryStore } from '../stores/memory-store.js'
import { simulatedClock } from '../support/simulated-clock.js'
import { createVideoJobs } from './create-video-jobs.js'

afterEach(() => {
  vi.restoreAllMocks()
})

async function watchable() {
  const store = memoryStore()
  const { job } = await store.create(exampleJob())
  const jobs = createVideoJobs({ store, adapters: new Map(), work: false })
  return { store, jobs, job }
}

it('a watcher that fails takes no news from the others, and goes like any other', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { store, jobs, job } = await watchable()
  const seen: number[] = []
  const watch = () => [
    jobs.watch([job.id], () => {
      throw new Error('Mine.')
    }),
    jobs.watch([job.id], ({ version }) => void seen.push(version)),
  ]
  const ends = watch()
  await vi.waitFor(() => expect(seen).toEqual([1]))
  // These are told at once: the job is known by now.
  ends.push(...watch())
  expect(seen).toEqual([1, 1])
  await store.save({ ...job, version: 2 })
  await vi.waitFor(() => expect(seen).toEqual([1, 1, 2, 2]))
  expect(log).toHaveBeenCalledTimes(4)
  for (const end of ends) end()
  expect((await jobs.health()).watching).toBe(0)
  await jobs.close(0)
})

it('tells those who watch that no more will come, and those who come later', async () => {
  const { jobs, job } = await watchable()
  const told: string[] = []
  const watch = (name: string) =>
    jobs.watch(
      [job.id],
      () => {},
      () => void told.push(name),
    )
  watch('one')
  watch('left')()
  watch('two')
  await jobs.close(0)
  watch('late')
  expect(told).toEqual(['one', 'two', 'late'])
})

/** Watches a job of a store that subscribes when it is told to. */
async function watchedThroughSlowStore() {
  const clock = simulatedClock()
  const store = memoryStore()
  const { job } = await store.create(exampleJob())
  let letIn = () => {}
  const subscribe: typeof store.subscribe = (listener) =>
    new Promise((resolve) => {
      letIn = () => resolve(store.subscribe(listener))
    })
  const jobs = createVideoJobs({ store: { ...store, subscribe }, adapters: new Map(), clock, work: false })
  const seen: number[] = []
  const watch = () => jobs.watch([job.id], ({ version }) => void seen.push(version))
  watch()
  return { clock, store, jobs, job, seen, watch, letIn: () => letIn() }
}

it('a store that never gets to subscribing keeps nobody from reading for long, and nobody from closing', async () => {
  const { clock, store, jobs, job, seen, watch } = await watchedThroughSlowStore()
  await clock.advance(5_000)
  expect(seen).toEqual([1])
  await store.save({ ...job, version: 2 })
  // Who comes later waits for nothing any more, and who is there hears of it with them.
  watch()
  await clock.advance(0)
  expect(seen).toEqual([1, 1, 2, 2])
  const closed = jobs.close(0)
  await clock.advance(5_000)
  await closed
})

it('what happened before a store got to subscribing at last is read at once', async () => {
  const { clock, store, jobs, job, seen, letIn } = await watchedThroughSlowStore()
  await clock.advance(5_000)
  await store.save({ ...job, version: 2 })
  await clock.advance(0)
  expect(seen).toEqual([1])
  letIn()
  await clock.advance(0)
  expect(seen).toEqual([1, 2])
  await jobs.close(0)
})
