import { expect, it, vi } from 'vitest'
import { BROKEN, describeMessage, good, stage } from './describe-message.js'
import { calm, PENDING, pendingPart, says, videoPart } from './stage.js'

const references = ['ref-1', 'ref-2', 'ref-3', 'ref-4']
const open = () => stage.server.requests.filter(({ isClosed }) => !isClosed)

/** A page in which the four messages are seen together. */
async function showAll() {
  document.body.style.cssText = '--reelstate-video-width: 80px'
  return Promise.all(references.map((reference) => stage.show(pendingPart({ reference }))))
}

/** Who comes first onto the screen is the browser's to say. */
function messageOf<T>({ url }: { url: URL }, shown: readonly T[]): T {
  const index = references.indexOf(url.searchParams.get('ref') ?? '')
  return shown[index] ?? expect.fail(`No message is of ${url}.`)
}

describeMessage(
  'among many',
  () => {
    it('takes turns with the others, so that the page keeps connections for everything else', async () => {
      const shown = await showAll()
      const first = await stage.server.request(1)
      await stage.server.request(2)
      await calm(300)
      expect(stage.asked()).toHaveLength(2)
      expect(shown.map(({ state }) => state)).toEqual(Array(4).fill('pending'))

      first.send(says.job(), says.video(good))
      await messageOf(first, shown).becomes('video')
      const third = await stage.server.request(3)
      await messageOf(third, shown).message.unmount()
      await stage.server.request(4)
      expect(stage.asked().toSorted()).toEqual(references.map((reference) => `GET ${reference}`))
      expect(open()).toHaveLength(2)
    })

    it('lets go while its page is hidden, and says nothing of a lost connection when it is back', async () => {
      const { shown, request } = await stage.follow()
      const texts = new Set<string | undefined>()
      const observer = new MutationObserver(() => texts.add(shown.text))
      observer.observe(shown.place, { childList: true, subtree: true, characterData: true })
      const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
      document.dispatchEvent(new Event('visibilitychange'))
      await shown.soon(() => expect(request.isClosed).toBe(true))
      await calm()
      expect(open()).toEqual([])

      hidden.mockReturnValue(false)
      document.dispatchEvent(new Event('visibilitychange'))
      const again = await stage.server.request(2)
      again.send(says.job(), says.progress(80))
      await shown.soon(() => expect(shown.detail).toBe('80 %'))
      observer.disconnect()
      expect([...texts]).toEqual([PENDING.data.message])
    })

    it('is not followed where it is only scrolled past', async () => {
      document.body.style.paddingTop = '300vh'
      const shown = await stage.show(PENDING)
      shown.figure.scrollIntoView()
      await calm(30)
      window.scrollTo(0, 0)
      await calm(300)
      expect(stage.asked()).toEqual([])
      expect(shown.state).toBe('pending')
    })

    it('loads nothing of a video that was never on the screen', async () => {
      document.body.style.paddingTop = '300vh'
      const shown = await stage.show(videoPart(BROKEN[0]))
      await calm(200)
      expect([shown.state, shown.video.preload]).toEqual(['video', 'none'])
      shown.figure.scrollIntoView()
      await shown.becomes('failed', 'The video cannot be played.')
    })
  },
  { scrolls: true },
)
