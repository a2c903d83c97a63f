import { createVideoMessage } from '@reelstate/core/chat'
import { fetchServerSentEvents } from '@reelstate/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ScriptedServer } from '../conformance/scripted-server.js'
import { pendingPart } from './stage.js'

beforeEach(() => {
  vi.useFakeTimers()
  // All are on the screen.
  vi.stubGlobal('IntersectionObserver', undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

it('gives every message of a page its turn, two at a time and 5 s long', async () => {
  const server = new ScriptedServer()
  const client = { connection: fetchServerSentEvents('/api/video', { fetch: server.fetch }) }
  const leaves = ['a', 'b', 'c'].map((reference) => {
    const figure = document.createElement('figure')
    document.body.append(figure)
    return createVideoMessage({ part: pendingPart({ reference }), client }).show(figure)
  })
  const followed = () =>
    server.requests.filter(({ isClosed }) => !isClosed).map(({ url }) => url.searchParams.get('ref'))

  const seen: unknown[] = []
  for (let turn = 0; turn < 4; turn++) {
    await vi.advanceTimersByTimeAsync(turn === 0 ? 100 : 5_000)
    seen.push(followed())
  }
  expect(seen).toEqual([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['a', 'b'],
  ])
  for (const leave of leaves) leave()
  await vi.advanceTimersByTimeAsync(20_000)
  expect([followed(), vi.getTimerCount()]).toEqual([[], 0])
})
