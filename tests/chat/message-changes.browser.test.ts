import { expect, it } from 'vitest'
import { describeMessage, good, stage } from './describe-message.js'
import { calm, PENDING, pendingPart, says, videoPart } from './stage.js'

describeMessage('whose part changes', () => {
  it('shows the progress of a newer one until the job itself reports', async () => {
    const shown = await stage.show(pendingPart({ progress: 10 }))
    await shown.message.change({ progress: 20 })
    await shown.soon(() => expect([shown.progress, shown.detail]).toEqual(['20', '20 %']))
    ;(await stage.server.request(1)).send(says.job(), says.progress(45))
    await shown.soon(() => expect(shown.progress).toBe('45'))
    await shown.message.change({ progress: 30 })
    await calm(20)
    expect([shown.progress, stage.asked()]).toEqual(['45', ['GET ref-1']])
  })

  it('plays on when the chat has the video, too', async () => {
    const { shown, request } = await stage.follow()
    request.send(says.video(good))
    await shown.becomes('video')
    const { video } = shown
    await shown.message.set({ part: videoPart(`${good}#2`, { reference: 'ref-1' }) })
    await calm(20)
    expect(shown.video).toBe(video)
    expect([shown.url, stage.asked()]).toEqual([good, ['GET ref-1']])
  })

  it('plays the video that the chat has before the job said so', async () => {
    const { shown, request } = await stage.follow()
    await shown.message.set({ part: videoPart(good, { reference: 'ref-1' }) })
    await shown.becomes('video')
    await shown.soon(() => expect(request.isClosed).toBe(true))
    expect([shown.url, stage.asked()]).toEqual([good, ['GET ref-1']])
  })

  it('follows another job, and leaves the first one', async () => {
    const { shown, request } = await stage.follow()
    await shown.message.change({ videoId: 'vid_2', reference: 'ref-2' })
    const second = await stage.server.request(2)
    await shown.soon(() => expect([request.isClosed, shown.progress]).toEqual([true, null]))
    second.send(says.job(), says.progress(8))
    await shown.soon(() => expect(shown.progress).toBe('8'))
    expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-2'])
  })

  it('plays another video', async () => {
    const shown = await stage.show(videoPart(good))
    await shown.message.set({ part: videoPart(`${good}#2`) })
    await shown.soon(() => expect(shown.url).toBe(`${good}#2`))
  })

  it('begins when there is something to show, and ends when there is no more', async () => {
    const shown = await stage.show(null)
    await shown.message.set({ part: PENDING })
    const request = await stage.server.request(1)
    await shown.becomes('pending')
    await shown.message.set({ part: { error: 'It was refused.' } })
    await shown.becomes('failed', 'It was refused.')
    await shown.message.set({ part: 'text' })
    await shown.soon(() => expect([shown.place.children.length, request.isClosed]).toEqual([0, true]))
  })
})

describeMessage(
  'that comes and goes',
  () => {
    it('closes its stream when it is scrolled away, and goes on when it comes back', async () => {
      const { shown, request } = await stage.follow()
      const tall = document.createElement('div')
      tall.style.height = '6000px'
      document.body.prepend(tall)
      await shown.soon(() => expect(request.isClosed).toBe(true))
      await calm()
      expect(stage.asked()).toEqual(['GET ref-1'])
      shown.figure.scrollIntoView()
      ;(await stage.server.request(2)).send(says.job(), says.video(good))
      await shown.becomes('video')
    })

    it('asks nothing before it is about to be seen', async () => {
      const tall = document.createElement('div')
      tall.style.height = '6000px'
      document.body.append(tall)
      const shown = await stage.show(PENDING)
      await calm()
      expect([shown.state, stage.asked()]).toEqual(['pending', []])
      shown.figure.scrollIntoView()
      await stage.server.request(1)
    })

    it('leaves the job alone when it goes, and finds it again', async () => {
      const { shown, request } = await stage.follow()
      await shown.message.unmount()
      await shown.soon(() => expect(request.isClosed).toBe(true))
      expect(shown.place.children).toHaveLength(0)
      const again = await stage.show(PENDING)
      ;(await stage.server.request(2)).send(says.job(), says.video(good))
      await again.becomes('video')
      expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-1'])
    })

    it('shows one video in two messages', async () => {
      const shown = [await stage.show(PENDING), await stage.show(PENDING)]
      await stage.server.request(2)
      for (const request of stage.server.requests) request.send(says.job(), says.video(good))
      for (const one of shown) await one.becomes('video')
    })
  },
  { scrolls: true },
)
