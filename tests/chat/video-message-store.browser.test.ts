import { createVideoMessage } from '@reelstate/core/chat'
import { afterEach, expect, it, vi } from 'vitest'
import { PENDING, pendingPart, Stage, says } from './stage.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

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

it('shares a client with one that comes when it has gone, shows nothing of the other job, and goes on when it is back', async () => {
  vi.stubGlobal('IntersectionObserver', undefined)
  const { server, message } = sceneOf()
  const first = message(PENDING)
  // As StrictMode does.
  first.show()
  first.leave()
  first.show()
  ;(await server.request(2)).send(says.job(), says.video('https://videos.example/1.mp4'))
  await first.plays('https://videos.example/1.mp4')
  first.leave()

  const isHidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  const second = message(pendingPart({ reference: 'ref-2' }))
  second.show()
  expect(second.getState()).toMatchObject({ kind: 'pending', url: null })
  isHidden.mockReturnValue(false)
  document.dispatchEvent(new Event('visibilitychange'))
  ;(await server.request(3)).send(says.job(), says.video('https://videos.example/2.mp4'))
  await second.plays('https://videos.example/2.mp4')
  second.leave()

  first.show()
  ;(await server.request(4)).send(says.job(), says.video('https://videos.example/1.mp4'))
  await first.plays('https://videos.example/1.mp4')
  first.leave()
  const asked = server.requests.map(({ url }) => url.searchParams.get('ref'))
  expect(asked).toEqual(['ref-1', 'ref-1', 'ref-2', 'ref-1'])
})

/** Messages that have one client. */
function sceneOf() {
  const stage = new Stage(() => expect.fail('Nothing is mounted.'))
  const client = stage.client()
  const message = (part: unknown) => {
    const { show, getState } = createVideoMessage({ part, client })
    let leave = () => {}
    return {
      getState,
      show() {
        leave = show(document.createElement('figure'))
      },
      leave: () => leave(),
      plays: (url: string) =>
        vi.waitFor(() => expect(getState()).toMatchObject({ kind: 'video', url }), { interval: 5 }),
    }
  }
  return { server: stage.server, message }
}
