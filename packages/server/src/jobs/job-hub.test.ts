import { afterEach, expect, it, vi } from 'vitest'
import { exampleJob } from '../stores/conformance/example-job.js'
import { memoryStore } from '../stores/memory-store.js'
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
