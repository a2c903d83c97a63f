import { afterEach, describe, expect, it, vi } from 'vitest'
import { createVideoClient } from '../index.js'
import { indexedDBStorage, persistence, type VideoStorage } from '../persist.js'
import { jobCreated, jobResult, runFinished } from '../protocol.js'
import { scriptedTransport } from '../testing/scripted-transport.js'

const full = jobCreated({ jobId: 'job-1', reference: 'ref-1', resume: true, cancel: true })
const video = { jobId: 'job-1', status: 'completed', url: 'https://videos.example/1.mp4' } as const
const finished = [jobResult(video), runFinished('r', 't')]
const pages: (() => void)[] = []

let keys = 0
let key = ''

/** Clients in one page share locks, channels and storage just as tabs do. */
function openTab(storage?: VideoStorage) {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection, persist: persistence({ key, ...(storage && { storage }) }) })
  pages.push(client.attach())
  return { client, connection }
}

const held = async () => {
  const { held = [], pending = [] } = await navigator.locks.query()
  return [...held, ...pending].filter(({ name }) => name?.includes(key)).length
}

afterEach(() => {
  for (const leave of pages.splice(0)) leave()
  localStorage.clear()
})

describe.each<[string, () => VideoStorage | undefined]>([
  ['localStorage', () => undefined],
  ['sessionStorage', () => sessionStorage],
  ['IndexedDB', () => indexedDBStorage()],
])('tabs that keep their runs in %s', (_name, storageOf) => {
  it('and order at the same moment have one job', async () => {
    key = `key ${keys++}`
    const tabs = [openTab(storageOf()), openTab(storageOf())]
    const outcomes = tabs.map(({ client }, index) => client.generate({ prompt: `dog ${index}` }))
    const requests = () => tabs.flatMap(({ connection }) => connection.requests)
    await vi.waitFor(() => expect(requests()).toHaveLength(1))
    // The other one waits for as long as nobody knows the job.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(requests()).toHaveLength(1)
    await requests()[0]?.send(full)
    await vi.waitFor(() => expect(requests()).toHaveLength(2))
    expect(
      requests()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['create', 'resume'])
    for (const request of requests()) await request.send(full, ...finished)
    for (const outcome of outcomes) expect(await outcome).toEqual({ outcome: 'success', result: video })
    await vi.waitFor(async () => expect(await held()).toBe(0))
  })

  it('show a finished video in a later one, until it is reset', async () => {
    key = `key ${keys++}`
    const first = openTab(storageOf())
    first.client.generate({ prompt: 'a dog' })
    await vi.waitFor(() => expect(first.connection.requests).toHaveLength(1))
    await first.connection.last.send(full, ...finished)
    const kept = async () => (storageOf() ?? localStorage).getItem(`reelstate:${key}`)
    await vi.waitFor(async () => expect(await kept()).toContain('"done":true'))
    const later = openTab(storageOf())
    await vi.waitFor(() => expect(later.client.getState().result).toEqual(video))
    later.client.reset()
    await vi.waitFor(async () => expect(await kept()).toBeNull())
    const last = openTab(storageOf())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(last.client.getState().phase).toBe('idle')
  })
})

describe('a tab that waits for another one’s order', () => {
  it('orders nothing once it is stopped, and holds nothing up', async () => {
    key = `key ${keys++}`
    const [first, second] = [openTab(), openTab()]
    first.client.generate({ prompt: 'a dog' })
    await vi.waitFor(() => expect(first.connection.requests).toHaveLength(1))
    const outcome = second.client.generate({ prompt: 'a cat' })
    second.client.stop()
    expect(await outcome).toEqual({ outcome: 'canceled' })
    await first.connection.last.send(full)
    await vi.waitFor(async () => expect(await held()).toBe(0))
    expect(second.connection.requests.filter(({ kind }) => kind === 'create')).toEqual([])
    expect(first.client.getState()).toMatchObject({ phase: 'polling', jobId: 'job-1' })
  })
})

describe('indexedDBStorage()', () => {
  it('goes on where its database was deleted', async () => {
    const storage = indexedDBStorage({ database: 'deleted' })
    await storage.setItem('a', '1')
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('deleted').onsuccess = resolve
    })
    expect(await storage.getItem('a')).toBeNull()
    await storage.setItem('a', '2')
    expect(await storage.getItem('a')).toBe('2')
    await storage.removeItem('a')
    expect(await storage.getItem('a')).toBeNull()
  })
})
