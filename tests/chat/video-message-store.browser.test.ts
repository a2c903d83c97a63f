import { createVideoMessage } from '@reelstate/core/chat'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => document.body.replaceChildren())

const BROKEN = 'data:video/mp4;base64,AAAA'
const client = { fetcher: vi.fn() }

/** A page as a server sent it. */
async function openPage() {
  document.body.innerHTML = `<figure class="reelstate-video"><video src="${BROKEN}"></video></figure>`
  const video = document.querySelector('video')
  await vi.waitFor(() => expect(video?.error).toBeTruthy())
  return document.querySelector('figure') as HTMLElement
}

it('sees that a player of a page from a server could not play before anybody listened', async () => {
  const message = createVideoMessage({ part: { type: 'CHAT_VIDEO', data: { videoUrl: BROKEN } }, client })
  expect(message.getState().kind).toBe('video')
  const leave = message.show(await openPage())
  const failed = { kind: 'failed', text: 'The video cannot be played.' }
  expect(message.getState()).toMatchObject(failed)
  // The player tells it once more.
  message.renew()
  expect(message.getState()).toMatchObject(failed)
  leave()
})

it('tells each listener of what changed, until it leaves, and replaces the state only then', () => {
  const message = createVideoMessage({ part: { error: 'It was refused.' }, client })
  const listener = vi.fn()
  const leaves = [message.subscribe(listener), message.subscribe(listener)]
  const before = message.getState()
  expect(Object.isFrozen(before)).toBe(true)
  message.update({ part: { error: 'It was refused.' }, client })
  expect([message.getState() === before, listener.mock.calls.length]).toEqual([true, 0])
  leaves[0]?.()
  message.update({ part: { error: 'It was refused again.' }, client })
  expect(listener).toHaveBeenCalledOnce()
  expect(message.getState().text).toBe('It was refused again.')
})
