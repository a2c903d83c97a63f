import { expect, it } from 'vitest'
import { BROKEN, describeMessage, good, stage } from './describe-message.js'
import { calm, PENDING, pendingPart, says, videoPart } from './stage.js'

const HOUR = 3_600_000

describeMessage('of a finished video', () => {
  it('plays it and asks nothing', async () => {
    const shown = await stage.show(
      videoPart(good, { reference: 'ref-1', videoId: 'vid_1', expiresAt: Date.now() + HOUR }),
    )
    expect([shown.state, shown.url]).toEqual(['video', good])
    await shown.soon(() => expect(shown.video.readyState).toBeGreaterThan(0))
    await calm()
    expect(stage.asked()).toEqual([])
  })

  it('takes a fresh URL where its own has expired', async () => {
    const shown = await stage.show(videoPart(BROKEN[0], { reference: 'ref-1', expiresAt: Date.now() - 1 }))
    await shown.becomes('pending', 'Getting the video…')
    ;(await stage.server.request(1)).send(says.job(), says.video(good))
    await shown.becomes('video')
    expect(shown.url).toBe(good)
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('lets who watches it watch on when its URL expires', async () => {
    const part = videoPart(good, { reference: 'ref-1', expiresAt: Date.now() + 40 })
    const shown = await stage.show(part)
    const { video } = shown
    await calm()
    await shown.message.set({ part: structuredClone(part) })
    await calm(20)
    expect(shown.video).toBe(video)
    expect([shown.state, shown.url, stage.asked()]).toEqual(['video', good, []])
  })

  it('renews a URL that cannot be played, once', async () => {
    const shown = await stage.show(videoPart(BROKEN[0], { reference: 'ref-1' }))
    const request = await stage.server.request(1)
    await shown.becomes('pending', 'Getting the video…')
    request.send(says.job(), says.video(good))
    await shown.becomes('video')
    expect(shown.url).toBe(good)
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it.each([
    ['the same again', 0],
    ['another that cannot be played', 1],
  ])('says that it cannot be played when the fresh URL is %s, and asks no more', async (_what, index) => {
    const shown = await stage.show(videoPart(BROKEN[0], { reference: 'ref-1' }))
    ;(await stage.server.request(1)).send(says.job(), says.video(BROKEN[index] ?? ''))
    await shown.becomes('failed', 'The video cannot be played.')
    await calm(index && 1_000)
    expect(stage.asked()).toEqual(['GET ref-1'])
    expect(shown.buttons).toEqual(['Look again'])
    shown.press('Look again')
    ;(await stage.server.request(2)).send(says.job(), says.video(good))
    await shown.becomes('video')
  })

  it('says why its URL could not be renewed', async () => {
    const shown = await stage.show(videoPart(BROKEN[0], { reference: 'ref-1' }))
    ;(await stage.server.request(1)).send(says.error('not_found', 'This video was deleted.'))
    await shown.becomes('failed', 'This video was deleted.')
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('can only say that it cannot be played where there is no reference', async () => {
    const shown = await stage.show(videoPart(BROKEN[0]))
    await shown.becomes('failed', 'The video cannot be played.')
    expect(shown.buttons).toEqual([])
    await shown.message.set({ part: videoPart(BROKEN[0]) })
    await calm()
    expect([shown.state, stage.asked()]).toEqual(['failed', []])
  })

  it('asks once more for a video that was just made and cannot be played', async () => {
    const { shown, request } = await stage.follow()
    request.send(says.video(BROKEN[0]))
    await shown.becomes('pending', 'Getting the video…')
    ;(await stage.server.request(2)).send(says.job(), says.video(BROKEN[1]))
    await shown.becomes('failed', 'The video cannot be played.')
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-1'])
  })

  it('goes on where its viewer was when its URL dies', async () => {
    const urls = await Promise.all(
      [1, 2].map(async () => URL.createObjectURL(await (await fetch(good)).blob())),
    )
    const shown = await stage.show(videoPart(urls[0], { reference: 'ref-1' }))
    const { video } = shown
    video.muted = true
    await video.play()
    await shown.soon(() => expect(video.currentTime).toBeGreaterThan(0.1))
    const { currentTime } = video
    video.dispatchEvent(new Event('error'))
    ;(await stage.server.request(1)).send(says.job(), says.video(urls[1] ?? ''))
    await shown.soon(() => expect(shown.url).toBe(urls[1]))
    expect(shown.video).toBe(video)
    await shown.soon(() => expect(video.currentTime).toBeGreaterThanOrEqual(currentTime))
    await shown.soon(() => expect(video.paused).toBe(false))
    for (const url of urls) URL.revokeObjectURL(url)
  })

  it.each([
    'javascript:alert(1)',
    'http://elsewhere.example/1.mp4',
    'data:text/html,1',
    '//elsewhere.example/1.mp4',
  ])('gives %s to no player', async (url) => {
    const shown = await stage.show(videoPart(url))
    expect([shown.state, shown.text]).toEqual(['failed', 'The video cannot be played.'])
    expect(shown.place.innerHTML).not.toContain(url)
  })
})

describeMessage('of anything', () => {
  it('says what was wrong, or that it was canceled', async () => {
    const refused = await stage.show({ error: 'Only 5 videos in one chat.', code: 'rate_limited' })
    expect([refused.state, refused.text]).toEqual(['failed', 'Only 5 videos in one chat.'])
    const message = 'The video was canceled, and costs nothing.'
    const canceled = await stage.show({
      type: 'VIDEO_CANCELED',
      data: { videoId: 'vid_1', outcome: 'canceled', message },
    })
    expect([canceled.state, canceled.text]).toEqual(['canceled', message])
    await calm()
    expect([refused.buttons, canceled.buttons, stage.asked()]).toEqual([[], [], []])
  })

  it('looks again where the job of an error may still give a video, but not by itself', async () => {
    const error = 'The video took longer than it may.'
    const shown = await stage.show({ error, code: 'deadline_exceeded', data: PENDING.data })
    await calm()
    expect([shown.state, shown.text, shown.buttons]).toEqual(['failed', error, ['Look again']])
    expect(stage.asked()).toEqual([])
    shown.press('Look again')
    const request = await stage.server.request(1)
    await shown.becomes('pending', PENDING.data.message)
    request.send(says.job(), says.video(good))
    await shown.becomes('video')
  })

  it('shows nothing of what is no part of a video', async () => {
    const others = [
      ...[null, undefined, '', 'VIDEO_PENDING', 0, 7, Number.NaN, true, [], [PENDING], {}, Symbol('x')],
      ...[{ type: 'X' }, { type: 'X', error: 'Of another tool.' }, { type: 7 }, { error: '' }, { error: {} }],
      ...[{ type: 'CHAT_VIDEO' }, { type: 'CHAT_VIDEO', data: null }, { type: 'CHAT_VIDEO', data: 'x' }],
      ...[videoPart(''), videoPart(7), videoPart({}), videoPart(['https://videos.example/1.mp4'])],
      videoPart(null, { reference: 'ref-1', expiresAt: 0 }),
    ]
    for (const part of others) {
      const shown = await stage.show(part)
      expect(shown.place.textContent, String(part)).toBe('')
      expect(shown.place.children, String(part)).toHaveLength(0)
    }
    await calm()
    expect(stage.asked()).toEqual([])
  })

  it('makes the best of a part whose fields are not what they should be', async () => {
    for (const data of [null, undefined, 'x', [], { message: {}, reference: 7, progress: 'x' }]) {
      const shown = await stage.show({ type: 'VIDEO_PENDING', data })
      expect([shown.state, shown.text]).toEqual(['text', 'The video is being made.'])
      const canceled = await stage.show({ type: 'VIDEO_CANCELED', data })
      expect([canceled.state, canceled.text]).toEqual(['canceled', 'The video was canceled.'])
    }
    for (const progress of [-1, 101, Number.NaN, '50', null]) {
      const shown = await stage.show(pendingPart({ progress }))
      expect([shown.state, shown.detail, shown.progress]).toEqual(['pending', undefined, null])
    }
  })
})
