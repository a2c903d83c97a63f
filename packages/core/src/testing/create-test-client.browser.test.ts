import { afterEach, expect, it } from 'vitest'
import { indexedDBStorage, persistence, type VideoStorage } from '../persist.js'
import { createSimulatedClock, createTestClient, scriptedTransport } from '../testing.js'

const leaving: (() => void)[] = []

afterEach(() => {
  for (const leave of leaving.splice(0)) leave()
  localStorage.clear()
})

// With the browser's own locks, which are asked for in another process.
it.each<[string, () => VideoStorage | undefined]>([
  ['localStorage', () => undefined],
  ['IndexedDB', () => indexedDBStorage()],
])('lets no time pass while an order or a reload waits for the lock and for %s', async (name, storageOf) => {
  const clock = createSimulatedClock()
  const connection = scriptedTransport([{ jobCreated: {} }, { wait: 60_000 }, { result: {} }])
  function openPage() {
    const storage = storageOf()
    const persist = persistence({ key: `test client ${name}`, ...(storage && { storage }) })
    const video = createTestClient({ clock, connection, persist })
    leaving.push(video.dispose, video.attach())
    return video
  }
  const one = openPage()
  void one.generate({ prompt: 'a dog' })
  await one.pass(0)
  expect(one.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1' })
  await one.pass(30_000)
  one.dispose()

  const two = openPage()
  await two.pass(29_999)
  expect(two.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1' })
  await two.pass(1)
  expect(two.getState().phase).toBe('success')
  expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
})
